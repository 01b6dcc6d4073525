"""Compare: two to five models side by side."""

from __future__ import annotations

import streamlit as st

from hubscan.errors import UsageError
from hubscan.recommend.compare import ComparedModels
from hubscan.report.charts.energy import (
    ENERGY_TITLE,
    energy_rows,
    interval_chart,
    ratio_rows,
    ratio_title,
)
from hubscan.report.comparison import fact_columns, notes
from hubscan.report.console import to_json
from hubscan.report.energy import told_sources
from hubscan.report.escaping import escape_markdown
from ui.engine import shared_engine
from ui.links import link_to
from ui.text import empty_state, table

EXAMPLE = "openai/whisper-tiny, openai/whisper-base, openai/whisper-large-v3"
MOST = 5


def _use_example() -> None:
    st.session_state.models = EXAMPLE


def _page() -> None:
    asked = st.text_area(
        f"Models, two to {MOST}, separated by commas or lines",
        key="models",
        bind="query-params",
        placeholder=EXAMPLE,
        max_chars=1_200,
    )
    model_ids = asked.replace(",", " ").split()
    if not model_ids:
        empty_state("Name the models by their ids on the Hub, or begin with an example:")
        st.button("Three sizes of Whisper", on_click=_use_example)
        return
    if len(model_ids) > MOST:
        raise UsageError(f"compare at most {MOST} models here: {len(model_ids)} are named")
    answer = shared_engine().compare(model_ids)
    table(fact_columns(answer))
    _charts(answer)
    for note in notes(answer):
        st.caption(note)
    content = to_json(answer.as_dict())
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button("JSON", content, "hubscan.json", "application/json", on_click="ignore")
        for model in answer.models:
            name = model.record.model_id
            link_to("alternatives", f"Alternatives to {name}", model=name)


def _charts(answer: ComparedModels) -> None:
    energy = energy_rows((each.record.model_id, each.energy) for each in answer.models)
    ratios = ratio_rows((each.record.model_id, each.ratio.ratio) for each in answer.models)
    if energy:
        st.subheader("Energy of 1,000 queries", anchor=False)
        st.altair_chart(
            interval_chart(energy, ENERGY_TITLE),
            alt="Energy of 1,000 queries of each model; the table says the same",
        )
        st.caption(escape_markdown(told_sources(each.energy for each in answer.models)))
    if len(ratios) > 1:
        st.subheader("Energy against the first", anchor=False)
        st.altair_chart(
            interval_chart(ratios, ratio_title(f"{ratios[0]['model']}"), mark=1.0),
            alt="Energy of each model against the first; the table says the same",
        )
    if missing := len(answer.models) - len(energy):
        st.text(
            f"{missing} of {len(answer.models)} models have no energy figure; the table says why."
        )


st.title("Compare models", anchor=False)
st.text("Figures of merit side by side: size, memory, energy, licence, published scores.")
_page()
