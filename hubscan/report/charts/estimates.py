"""Break-even curves with their bands, and the regions of the world by what a job emits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from hubscan.energy.coordinates import land
from hubscan.report.charts.style import FIRST, SECOND, THIRD, Chart
from hubscan.report.estimates import Row

_COLOURS = (FIRST, THIRD, "#5f83d6", "#b8588f", "#c4583f", SECOND, "#3b94b3", "#8d7a2c")
_SCHEME = ("#1a9474", "#5f83d6", "#b8791f", "#c4583f")
_SHAPES = (
    "circle",
    "diamond",
    "triangle-up",
    "square",
)  # from little to much; the words say it too
_GRAMS = "g CO2e, 90 % interval"
_ROW_HEIGHT = 22
_EAST, _NORTH = [-180, 180], [-60, 84]  # degrees


def curve_chart(rows: Sequence[Row], queries: float) -> Chart:
    """Draw the energy of each option as queries grow, and the queries that were asked about."""
    options = list(dict.fromkeys(str(row["option"]) for row in rows))
    colour = alt.Color(
        "option:N",
        sort=None,
        scale=alt.Scale(domain=options, range=[*_COLOURS[: len(options)]]),
        legend=alt.Legend(
            title=None,
            orient="top",
            direction="vertical",
            labelLimit=0,
            symbolType="stroke",
            symbolOpacity=1,
            symbolStrokeWidth=3,
        ),
    )
    base = alt.Chart(alt.InlineData(values=list(rows))).encode(
        x=_log("queries", "Queries (log scale)", format="~s", tickCount=8), color=colour
    )
    bands = base.mark_area(opacity=0.13).encode(y=_energy("low_kwh"), y2="high_kwh:Q")
    lines = base.mark_line(strokeWidth=2.5, clip=True).encode(
        y=_energy("energy_kwh"),
        strokeDash=alt.StrokeDash("option:N", sort=None, legend=None),
    )
    points = base.mark_point(opacity=0, size=200).encode(y=_energy("energy_kwh"), tooltip=_CURVE)
    asked = alt.Chart(alt.InlineData(values=[{"queries": queries}])).mark_rule(
        strokeDash=[5, 4], color=SECOND, strokeWidth=2
    )
    here = asked.encode(x=_log("queries", "Queries (log scale)", format="~s", tickCount=8))
    return alt.layer(bands, lines, points, here, height=380)


def region_map(rows: Sequence[Row]) -> Chart:
    """Draw a map of the world on which each country is a dot, coloured by its quarter."""
    known = [row for row in rows if row["latitude"] is not None]
    quarters = list(dict.fromkeys(str(row["quarter"]) for row in rows))
    scale = alt.Scale(domain=quarters, range=list(_SCHEME))
    legend = alt.Legend(title=None, orient="top", direction="vertical", labelLimit=0)
    base = alt.Chart(alt.InlineData(values=known)).encode(
        x=_degrees("longitude", _EAST), y=_degrees("latitude", _NORTH), tooltip=_REGION
    )
    dots = base.mark_point(filled=True, size=90, opacity=0.95)
    coloured = dots.encode(
        color=alt.Color("quarter:N", sort=None, scale=scale, legend=legend),
        shape=alt.Shape(
            "quarter:N", sort=None, scale=alt.Scale(domain=quarters, range=list(_SHAPES))
        ),
    )
    return alt.layer(_land(), coloured, height=400)


def region_chart(rows: Sequence[Row]) -> Chart:
    """Draw places under each other in their order, with their intervals."""
    base = alt.Chart(alt.InlineData(values=list(rows))).encode(
        y=alt.Y("place:N", sort=None, title=None, axis=alt.Axis(labelLimit=200)),
        tooltip=_REGION,
    )
    intervals = base.mark_rule(color=FIRST, opacity=0.55, strokeWidth=3).encode(
        x=_grams("low_g"), x2="high_g:Q"
    )
    medians = base.mark_point(filled=True, size=110, color=FIRST, opacity=1).encode(
        x=_grams("emissions_g")
    )
    return alt.layer(intervals, medians, height=70 + _ROW_HEIGHT * len(rows))


def _land() -> Chart:
    points: list[Any] = [
        {"ring": ring, "step": step, "longitude": point.longitude, "latitude": point.latitude}
        for ring, outline in enumerate(land())
        for step, point in enumerate(outline)
    ]
    return alt.layer(
        alt.Chart(alt.InlineData(values=points))
        .mark_line(fill=SECOND, fillOpacity=0.25, strokeWidth=0, clip=True)
        .encode(
            x=_degrees("longitude", _EAST),
            y=_degrees("latitude", _NORTH),
            detail="ring:N",
            order="step:Q",
        )
    )


def _grams(field: str) -> alt.X:
    """Begin at nothing: some grids report no emissions at all, which no logarithm has."""
    axis = alt.Axis(format="~s", labelOverlap=True, titleLimit=0, tickCount=6)
    return alt.X(f"{field}:Q", title=_GRAMS, scale=alt.Scale(zero=True), axis=axis)


def _degrees(field: str, domain: list[int]) -> Any:
    axis = alt.Axis(title=None, labels=False, ticks=False, domain=False, grid=False)
    channel = alt.X if field == "longitude" else alt.Y
    return channel(f"{field}:Q", scale=alt.Scale(domain=domain, nice=False), axis=axis)


def _energy(field: str) -> alt.Y:
    axis = alt.Axis(format="~g", tickCount=6)
    title = "kWh, 90 % band (log scale)"
    return alt.Y(f"{field}:Q", title=title, scale=alt.Scale(type="log"), axis=axis)


def _log(field: str, title: str, **axis: Any) -> alt.X:
    usual: dict[str, Any] = {"format": "~g", "labelOverlap": True, "titleLimit": 0}
    scale = alt.Scale(type="log", nice=False)
    return alt.X(f"{field}:Q", title=title, scale=scale, axis=alt.Axis(**(usual | axis)))


_CURVE = [
    alt.Tooltip("option:N", title="Option"),
    alt.Tooltip("queries:Q", title="Queries", format=",.0f"),
    alt.Tooltip("energy_kwh:Q", title="kWh", format=".3g"),
    alt.Tooltip("low_kwh:Q", title="at least", format=".3g"),
    alt.Tooltip("high_kwh:Q", title="at most", format=".3g"),
]
_REGION = [
    alt.Tooltip("rank:O", title="Rank"),
    alt.Tooltip("name:N", title="Place"),
    alt.Tooltip("emissions:N", title="Emissions"),
    alt.Tooltip("carbon_intensity_g_per_kwh:Q", title="g/kWh", format=".3g"),
    alt.Tooltip("year:O", title="Year"),
    alt.Tooltip("pue:Q", title="PUE", format=".3g"),
]
