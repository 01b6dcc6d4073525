"""Energy with its interval: against relevance, or one model under the other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import altair as alt

from hubscan.energy import Evidence, Interval
from hubscan.recommend.results import Recommendations
from hubscan.report.charts.style import FIRST, PICKED, SECOND, Chart
from hubscan.report.console import plain
from hubscan.report.figures import memory, size

Row = dict[str, str | float]
Title = tuple[str, ...]  # its lines

_WH_PER_KWH = 1000
_ROW_HEIGHT = 38
ON_FRONT, BEHIND = "nothing is nearer and uses less", "another is nearer and uses less"
_READING = "90 % interval, log scale"
ENERGY_TITLE = ("Wh for 1,000 queries", _READING)


def relevance_rows(answer: Recommendations) -> list[Row]:
    """Return a row per result whose energy is known: relevance, Wh of 1,000 queries, what it is."""
    return [
        {
            **_energy_row(result.record.model_id, result.energy.interval(), _WH_PER_KWH),
            "relevance": result.relevance,
            "front": ON_FRONT if result.is_pareto else BEHIND,
            "size": size(result.record.parameters),
            "memory": memory(result.loaded),
            **_evidence(result.energy),
        }
        for result in answer.results
        if result.energy.median is not None
    ]


def energy_rows(models: Iterable[tuple[str, Evidence]]) -> list[Row]:
    """Return a row per model whose energy is known, in Wh of 1,000 queries."""
    known = ((model_id, energy) for model_id, energy in models if energy.median is not None)
    return [
        {**_energy_row(model_id, energy.interval(), _WH_PER_KWH), **_evidence(energy)}
        for model_id, energy in known
    ]


def ratio_rows(models: Iterable[tuple[str, Interval | None]]) -> list[Row]:
    """Return a row per model whose energy against another's is known."""
    return [_energy_row(model_id, ratio, 1) for model_id, ratio in models if ratio is not None]


def relevance_chart(rows: list[Row]) -> dict[str, Any]:
    """Draw relevance against energy, as Vega-Lite; a click on a point selects the model."""
    chart: dict[str, Any] = json.loads(_relevance_template())
    return chart | {"data": {"values": rows}, "datasets": {}}


@cache
def _relevance_template() -> str:
    """Return the chart without its rows: Altair takes 50 ms to write and check it."""
    base = alt.Chart(alt.InlineData(values=[])).encode(
        y=alt.Y(
            "relevance:Q",
            title="Relevance (higher is nearer to the need)",
            scale=alt.Scale(zero=False, padding=12),
        ),
        tooltip=_RELEVANCE,
    )
    front = alt.Color(
        "front:N",
        scale=alt.Scale(domain=[ON_FRONT, BEHIND], range=[FIRST, SECOND]),
        legend=alt.Legend(
            title=None, orient="top", direction="vertical", labelLimit=0, symbolOpacity=1
        ),
    )
    shape = alt.Shape(
        "front:N", scale=alt.Scale(domain=[ON_FRONT, BEHIND], range=["diamond", "circle"])
    )
    picked = alt.selection_point(name=PICKED, fields=["model"])
    intervals = base.mark_rule(opacity=0.55, strokeWidth=2).encode(
        x=_energy_axis("low", ENERGY_TITLE), x2="high:Q", color=front
    )
    points = (
        base.mark_point(filled=True, size=170, opacity=1, cursor="pointer")
        .encode(x=_energy_axis("median", ENERGY_TITLE), color=front, shape=shape)
        .add_params(picked)
    )
    return str(alt.layer(intervals, points, height=360).to_json())


def ratio_title(of: str) -> Title:
    """Return the title of an axis of ratios: of what each is a multiple."""
    return "Energy, times that of", plain(of), _READING


def interval_chart(rows: list[Row], title: Title, *, mark: float | None = None) -> Chart:
    """Draw one interval per model, in the order of the rows; ``mark`` draws a line to pass."""
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y(
            "model:N", sort=None, title=None, axis=alt.Axis(labelLimit=180, labelOverlap=False)
        ),
        tooltip=list(_tooltip(rows)),
    )
    layers = [
        base.mark_rule(color=FIRST, opacity=0.6, strokeWidth=3).encode(
            x=_energy_axis("low", title), x2="high:Q"
        ),
        base.mark_point(filled=True, size=120, color=FIRST, opacity=1).encode(
            x=_energy_axis("median", title)
        ),
    ]
    if mark is not None:
        line = alt.Chart(alt.InlineData(values=[{"mark": mark}])).mark_rule(
            strokeDash=[5, 4], color=SECOND, strokeWidth=2
        )
        layers.append(line.encode(x=_energy_axis("mark", title)))
    return alt.layer(*layers, height=80 + _ROW_HEIGHT * len(rows))


def _energy_row(model_id: str, values: Interval, scale: float) -> Row:
    low, median, high = (value * scale for value in values)
    return {"model": plain(model_id), "low": low, "median": median, "high": high}


def _evidence(energy: Evidence) -> Row:
    return {"grade": str(energy.grade).replace("-", " "), "source": plain(energy.source)}


def _energy_axis(field: str, title: Title) -> alt.X:
    axis = alt.Axis(format="~g", labelOverlap=True, titleLimit=0)
    return alt.X(
        f"{field}:Q",
        title=list(title),
        scale=alt.Scale(type="log", padding=16, nice=False),
        axis=axis,
    )


_RELEVANCE = [
    alt.Tooltip("model:N", title="Model"),
    alt.Tooltip("relevance:Q", title="Relevance", format=".2f"),
    alt.Tooltip("median:Q", title="Wh for 1,000 queries", format=".3~g"),
    alt.Tooltip("low:Q", title="at least", format=".3~g"),
    alt.Tooltip("high:Q", title="at most", format=".3~g"),
    alt.Tooltip("size:N", title="Size"),
    alt.Tooltip("memory:N", title="Memory"),
    alt.Tooltip("grade:N", title="Evidence"),
    alt.Tooltip("source:N", title="Source"),
]


def _tooltip(rows: list[Row]) -> Iterator[alt.Tooltip]:
    for name, value in (rows[0] if rows else {}).items():
        if isinstance(value, str):
            yield alt.Tooltip(f"{name}:N")
        else:
            yield alt.Tooltip(f"{name}:Q", format=".3~g")
