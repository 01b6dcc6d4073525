"""Alternatives: greener drop-ins for a model, and its lineage to walk."""

from __future__ import annotations

import streamlit as st

from hubscan.recommend.alternatives import Alternative, Alternatives
from hubscan.recommend.lineage import Family
from hubscan.report.alternatives import reasons
from hubscan.report.charts.energy import interval_chart, ratio_rows, ratio_title
from hubscan.report.charts.family import family_chart, placed
from hubscan.report.charts.style import PICKED
from hubscan.report.energy import told_sources
from hubscan.report.escaping import escape_markdown
from hubscan.report.figures import energy_ratio, memory, size, wh_per_1000
from ui.engine import shared_engine
from ui.links import link_to, link_to_hub
from ui.text import bullets, empty_state, facts, source_note

EXAMPLES = ("openai/whisper-large-v3", "google-bert/bert-base-uncased")


def _use(model_id: str) -> None:
    st.session_state.model = model_id


def _walk() -> None:
    """Take the model that was clicked in the graph, or chosen below it."""
    clicked = st.session_state.graph["selection"].get(PICKED, [])
    if clicked:
        _use(str(clicked[0]["model"]))


def _step() -> None:
    if st.session_state.step:
        _use(st.session_state.step)
        st.session_state.step = None


def _page() -> None:
    model_id = st.text_input(
        "Which model do you have in mind?",
        key="model",
        bind="query-params",
        placeholder="owner/name",
        max_chars=200,
    ).strip()
    if not model_id:
        empty_state("Name a model by its id on the Hub, or begin with an example:")
        for example in EXAMPLES:
            st.button(example, on_click=_use, args=(example,))
        return
    answer = shared_engine().alternatives(model_id, limit=8)
    _in_mind(answer)
    greener, lineage = st.tabs(["Greener models", "Lineage"])
    with greener:
        _greener(answer)
    with lineage:
        _lineage(answer.subject.record.model_id)
    source_note(answer.snapshot_date)


def _in_mind(answer: Alternatives) -> None:
    record = answer.subject.record
    st.subheader(escape_markdown(record.model_id), anchor=False)
    if answer.subject.told:
        st.text(answer.subject.told)
    facts(
        {
            "Task": record.pipeline_tag or "not known",
            "Size": size(record.parameters),
            "Memory": memory(answer.memory),
            "1,000 queries": wh_per_1000(answer.energy),
            "Licence": record.license or "not known",
        }
    )
    link_to_hub(record.model_id)


def _greener(answer: Alternatives) -> None:
    if not answer.results:
        st.info("No greener model is known in the catalogue.", icon=":material/eco:")
        return
    cards, chart = st.columns([3, 2], gap="medium")
    with chart:
        _ratios(answer)
    with cards:
        for number, result in enumerate(answer.results, start=1):
            _card(number, result, answer.subject.record.model_id)


def _ratios(answer: Alternatives) -> None:
    rows = ratio_rows((each.record.model_id, each.saving.ratio) for each in answer.results)
    if not rows:
        st.info("The energy of none of these models is known, so there is nothing to draw.")
        return
    st.subheader("Energy against the model in mind", anchor=False)
    st.altair_chart(
        interval_chart(rows, ratio_title("the model in mind"), mark=1.0),
        alt="Energy of each alternative against the model in mind; the cards say the same",
    )
    st.caption(
        f"The dashed line is the model in mind. Known for {len(rows)} of "
        f"{len(answer.results)}, at one query at a time, counted at the device."
    )
    st.caption(escape_markdown(told_sources(each.energy for each in answer.results)))


def _card(number: int, result: Alternative, in_mind: str) -> None:
    record = result.record
    with st.container(border=True):
        st.subheader(f"{number}. {escape_markdown(record.model_id)}", anchor=False)
        facts(
            {
                "Energy ratio": energy_ratio(result.saving),
                "Size": size(record.parameters),
                "Memory": memory(result.memory),
            }
        )
        bullets(reasons(result))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Its own alternatives",
                key=f"alternatives to {record.model_id}",
                on_click=_use,
                args=(record.model_id,),
            )
            link_to("compare", "Side by side", models=f"{in_mind},{record.model_id}")
            link_to_hub(record.model_id)


def _lineage(model_id: str) -> None:
    depth = st.slider("Generations each way", 1, 6, 2, key="depth")
    family = shared_engine().lineage(model_id, depth=depth, branches=8)
    rows = placed(family)
    if len(rows) == 1:
        st.info("Neither a base of this model is known nor anything made of it.")
        return
    st.altair_chart(
        family_chart(rows),
        key="graph",
        on_select=_walk,
        selection_mode=PICKED,
        alt="The family of the model; the list below holds the same models",
    )
    st.caption("Older models above, what was made of them below. A click on a point goes there.")
    _choose(family)


def _choose(family: Family) -> None:
    others = [kin.model_id for kin in family.members().values()][1:]
    st.selectbox(
        f"Go to one of {len(others)} relatives",
        others,
        index=None,
        key="step",
        placeholder="Choose a relative",
        on_change=_step,
    )


st.title("Greener alternatives", anchor=False)
st.text("What may stand in for a model, what that saves, and where the model comes from.")
_page()
