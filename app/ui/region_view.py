"""The same job in every place: a map, the places under each other, and all of it as a table."""

from __future__ import annotations

from typing import Any

import streamlit as st

from hubscan.energy.asking import Ranking
from hubscan.report.charts.estimates import region_chart, region_map
from hubscan.report.estimates import Row, region_rows

_COLUMNS: dict[str, Any] = {
    "rank": "Rank",
    "place": "Place",
    "name": "Where",
    "emissions": "Emissions (90 % interval)",
    "carbon_intensity_g_per_kwh": st.column_config.NumberColumn("g/kWh", format="%.0f"),
    "year": st.column_config.NumberColumn("Year", format="%d"),
    "pue": st.column_config.NumberColumn("PUE", format="%.2f"),
}


def show_ranking(ranking: Ranking, *, limit: int, key: str, as_map: bool = True) -> None:
    """Show where a job emits least, each method of counting by itself."""
    for method, located in ranking.by_method.items():
        rows = region_rows(located)
        st.markdown(f"**{len(rows)} places, {method} intensity**")
        _show_rows(rows, limit, as_map=as_map, key=f"{key} {method}")


def _show_rows(rows: list[Row], limit: int, *, as_map: bool, key: str) -> None:
    if as_map:
        st.altair_chart(
            region_map(rows),
            key=f"map {key}",
            alt="Each country by its emissions; the table says the same",
        )
        st.caption(
            "Each dot is a country, at the city of its first time zone. Electricity: Ember and the"
            " Energy Institute by way of Our World in Data. Land: Natural Earth."
        )
    names = (f"The {limit} with the least", f"The {limit} with the most", "All, as a table")
    least, most, table = st.tabs(names)
    with least:
        st.altair_chart(
            region_chart(rows[:limit]),
            key=f"least {key}",
            alt="Emissions of the least, with intervals",
        )
    with most:
        st.altair_chart(
            region_chart(rows[-limit:]),
            key=f"most {key}",
            alt="Emissions of the most, with intervals",
        )
    with table:
        st.dataframe(
            rows,
            hide_index=True,
            column_order=list(_COLUMNS),
            column_config=_COLUMNS,
            key=f"table {key}",
        )
