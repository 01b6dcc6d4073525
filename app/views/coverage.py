"""Coverage: how the catalogue stands."""

from __future__ import annotations

import streamlit as st

from hubscan.recommend.coverage import NOT_KNOWN, CatalogueCoverage, Count
from hubscan.report.catalogue import percent
from hubscan.report.charts.counts import counts_chart
from ui.engine import shared_engine
from ui.text import source_note

TASKS = 20


@st.cache_data(ttl=600, show_spinner=False)
def _coverage(_generation: str) -> CatalogueCoverage:
    return shared_engine().coverage()


def _share(label: str, models: int, of: int, help: str) -> None:
    st.metric(
        label,
        percent(models, of),
        f"{models:,} models",
        help=help,
        delta_arrow="off",
        delta_color="off",
        border=True,
    )


def _shares(known: CatalogueCoverage) -> None:
    with st.container(horizontal=True):
        tasks = sum(count.name != NOT_KNOWN for count in known.by_task)
        st.metric(
            "Models",
            f"{known.models:,}",
            f"{tasks} tasks",
            delta_arrow="off",
            delta_color="off",
            border=True,
        )
        _share(
            "Text of the card",
            known.with_card_text,
            known.models,
            "The shipped catalogue holds facts, no card's prose; a harvest brings the text.",
        )
        _share(
            "Reported emissions",
            known.with_emissions,
            known.models,
            "Grams of CO2 equivalent of the training, as the card says.",
        )
        _share(
            "Measured energy",
            known.energy_measured,
            known.models,
            "Energy of a query, measured by a third party.",
        )
        _share(
            "Estimated energy",
            known.energy_estimated,
            known.models,
            "Energy of a query from the model's size and task, with an interval.",
        )


def _counted(title: str, counts: tuple[Count, ...], alt: str) -> None:
    st.subheader(title, anchor=False)
    st.altair_chart(counts_chart(counts, "models"), alt=alt)


st.title("Coverage of the catalogue", anchor=False)
known = _coverage(shared_engine().generation)
st.text("What hubscan knows, and what it does not: unknown is counted, never zero.")
_shares(known)
left, right = st.columns(2)
with left:
    _counted(f"By task, the {TASKS} most frequent", known.by_task[:TASKS], "Models by task")
    rest = known.by_task[TASKS:]
    with st.expander(f"{len(rest)} more tasks"):
        st.dataframe([{"task": each.name, "models": each.models} for each in rest], hide_index=True)
with right:
    _counted("By size, in parameters", known.by_size, "Models by size")
    _counted("By class of licence", known.by_license, "Models by class of licence")
    _counted("By year of the last modification", known.by_year, "Models by year")
st.caption(
    f"The facts are of {known.oldest} to {known.newest}; hubscan show tells the day of each."
)
source_note(known.snapshot_date)
