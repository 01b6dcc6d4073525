"""Find: from a need in words to models, with reasons, evidence and what was left out."""

from __future__ import annotations

from typing import Any

import streamlit as st

from hubscan.recommend.results import Recommendation, Recommendations
from hubscan.report.commands import link_query, recommend_command
from hubscan.report.console import plain, to_json
from hubscan.report.energy import describe_energy, told_sources
from hubscan.report.escaping import escape_markdown
from hubscan.report.exports import recommendations_csv
from hubscan.report.figures import memory, size, wh_per_1000
from hubscan.report.recommendations import how_read, models_considered, no_results
from hubscan.report.verdicts import verdict_basis, verdict_heading, verdict_rows
from ui.constraints import ask_constraints
from ui.engine import shared_engine
from ui.links import link_to, link_to_hub
from ui.text import bullets, empty_state, facts, source_note, table

EXAMPLES = (
    "detect the sentiment of customer reviews",
    "transcribe Spanish phone calls",
    "sentence embeddings for search",
)


def _use(example: str) -> None:
    st.session_state.need = example


def _page() -> None:
    need = st.text_input(
        "What is the model for?",
        key="need",
        bind="query-params",
        placeholder="detect toxic comments in German",
        max_chars=2_000,
    )
    asked = ask_constraints()
    if not need.strip():
        empty_state("Say in words what the model is for, or begin with an example:")
        for example in EXAMPLES:
            st.button(example, on_click=_use, args=(example,))
        return
    answer = shared_engine().recommend(need, **asked)
    st.caption(escape_markdown(". ".join(how_read(answer))))
    _show(answer)
    _take_along(answer, asked)


def _show(answer: Recommendations) -> None:
    if not answer.results:
        st.warning(no_results(answer), icon=":material/search_off:")
        _left_out(answer)
        return
    if answer.verdict is not None:
        _verdict(answer)
    cards, plot = st.columns([3, 2], gap="medium")
    with plot:
        picked = _plot(answer)
    with cards:
        for number, result in enumerate(answer.results, start=1):
            _card(number, result, is_picked=result in picked)
    _left_out(answer)


def _plot(answer: Recommendations) -> list[Recommendation]:
    """Draw relevance against energy and return the results that were clicked."""
    # altair: the form of the page that opens first is there before it
    from hubscan.report.charts.energy import relevance_chart, relevance_rows
    from hubscan.report.charts.style import PICKED

    rows = relevance_rows(answer)
    if not rows:
        st.info("The energy of none of these models is known, so there is nothing to plot.")
        return []
    st.subheader("Relevance against energy", anchor=False)
    event = st.vega_lite_chart(
        spec=relevance_chart(rows),
        key="plot",
        on_select="rerun",
        selection_mode=PICKED,
        alt="Relevance of each result against the energy of 1,000 queries; the cards say the same",
    )
    clicked = {each["model"] for each in event["selection"].get(PICKED, [])}
    picked = [each for each in answer.results if plain(each.record.model_id) in clicked]
    _picked(picked)
    st.caption(
        f"Energy is known for {len(rows)} of {len(answer.results)}: 1,000 queries one at a time, "
        f"counted at the device. {told_sources(each.energy for each in answer.results)}"
    )
    _compare(answer)
    return picked


def _picked(picked: list[Recommendation]) -> None:
    """Say what was clicked, with a way on."""
    if not picked:
        st.text("A click on a point selects its model.")
    for result in picked:
        record = result.record
        with st.container(border=True):
            st.markdown(f"**{escape_markdown(record.model_id)}**")
            facts({"Size": size(record.parameters), "1,000 queries": wh_per_1000(result.energy)})
            link_to("alternatives", "Greener alternatives and lineage", model=record.model_id)


def _compare(answer: Recommendations) -> None:
    ids = [result.record.model_id for result in answer.results[:5]]
    if len(ids) > 1:
        link_to("compare", f"Compare the first {len(ids)} side by side", models=",".join(ids))


def _card(number: int, result: Recommendation, *, is_picked: bool) -> None:
    record = result.record
    with st.container(border=True):
        st.subheader(f"{number}. {escape_markdown(record.model_id)}", anchor=False)
        _badges(result, is_picked=is_picked)
        facts(
            {
                "Size": size(record.parameters),
                "Memory": memory(result.loaded),
                "1,000 queries": wh_per_1000(result.energy),
                "Licence": record.license or "not known",
            }
        )
        bullets(result.reasons)
        if result.loaded is not None and result.loaded.warning is not None:
            st.warning(escape_markdown(result.loaded.warning), icon=":material/warning:")
        _evidence(result)
        with st.container(horizontal=True, vertical_alignment="center"):
            link_to("alternatives", "Greener alternatives and lineage", model=record.model_id)
            link_to_hub(record.model_id)


def _badges(result: Recommendation, *, is_picked: bool) -> None:
    if not (is_picked or result.is_pareto or result.flags):
        return
    with st.container(horizontal=True):
        if is_picked:
            st.badge("Marked in the plot", icon=":material/my_location:", color="primary")
        if result.is_pareto:
            st.badge("Nothing is nearer and uses less", icon=":material/eco:", color="green")
        for flag in result.flags:
            st.badge(str(flag).capitalize(), icon=":material/flag:", color="orange")


def _evidence(result: Recommendation) -> None:
    with st.expander("Evidence, copies in other formats, and how to load it"):
        st.text(f"Energy: {describe_energy(result.energy)}")
        for score in result.scores:
            st.text(f"{score.benchmark} {score.metric}: {score.value:g} ({score.source})")
        if result.variants:
            st.text("Copies of the same weights in other formats:")
            bullets(
                f"{each.record.model_id}: {each.record.quantization or 'as it is'}, "
                f"{memory(each.loaded)}"
                for each in result.variants
            )
        snippet = shared_engine().show(result.record.model_id).snippet
        if snippet:
            st.code(snippet, language="python")


def _verdict(answer: Recommendations) -> None:
    assert answer.verdict is not None
    st.subheader("Reuse or train", anchor=False)
    st.text(verdict_heading(answer.verdict))
    rows = verdict_rows(answer.verdict)
    if rows:
        table(rows)
        st.text(verdict_basis(answer.verdict))


def _left_out(answer: Recommendations) -> None:
    known = answer.coverage
    st.subheader("What was left out", anchor=False)
    if answer.excluded:
        table([{"because": why, "models": f"{count:,}"} for why, count in answer.excluded.items()])
    else:
        st.text("No constraint left a model of these tasks out.")
    st.text(
        f"Of {models_considered(answer)} the energy is measured for "
        f"{known.measured:,} and estimated for {known.estimated:,}."
    )
    source_note(answer.snapshot_date)


def _take_along(answer: Recommendations, asked: dict[str, Any]) -> None:
    st.subheader("Take it along", anchor=False)
    with st.container(horizontal=True):
        st.download_button(
            "CSV", recommendations_csv(answer), "hubscan.csv", "text/csv", on_click="ignore"
        )
        content = to_json(answer.as_dict())
        st.download_button("JSON", content, "hubscan.json", "application/json", on_click="ignore")
    st.text("The same on the command line:")
    st.code(recommend_command(answer.need, asked), language="sh", wrap_lines=True)
    st.text("A link to this page as it is:")
    st.code(
        f"{st.context.url or ''}?{link_query(answer.need, asked)}", language=None, wrap_lines=True
    )


st.title("Find a model", anchor=False)
st.text(
    "Small, quantized and distilled models that already do the job, with what they cost to use."
)
_page()
