"""Which fields many cards fill: a cell for each field of each card, in colour and in a sign."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from hubscan.report.audit.rows import Row
from hubscan.report.charts.style import Chart

_ROW_HEIGHT = 24
_MOST_ACROSS = 6  # cards: more would be columns too narrow for a name
_SIGNS = {
    "present": "\u2713",
    "placeholder": "\u2026",
    "empty": "\u25cb",
    "invalid": "!",
    "absent": "\u2715",
    "not applicable": "\u2013",
}
_COLOURS = ("#15795f", "#8a6410", "#6d7873", "#b23a2e", "#5d6663", "#8c9692")


def state_chart(rows: Sequence[Row]) -> Chart:
    """Draw the fields down and the cards across; many cards down, under each other."""
    signed = [row | {"sign": _SIGNS[str(row["State"])]} for row in rows]
    counts = {name: len({row[name] for row in rows}) for name in ("Field", "Card")}
    down, across = ("Field", "Card") if counts["Card"] <= _MOST_ACROSS else ("Card", "Field")
    base = alt.Chart(alt.InlineData(values=signed)).encode(
        x=alt.X(f"{across}:N", sort=None, title=None, axis=_axis(orient="top", labelAngle=-35)),
        y=alt.Y(f"{down}:N", sort=None, title=None, axis=_axis()),
        tooltip=[alt.Tooltip(f"{name}:N") for name in ("Card", "Field", "State")],
    )
    scale = alt.Scale(domain=list(_SIGNS), range=list(_COLOURS))
    legend = alt.Legend(
        title=None, orient="top", labelExpr=_labels(), columns=3, symbolOpacity=1, labelLimit=0
    )
    cells = base.mark_rect(cornerRadius=3).encode(
        color=alt.Color("State:N", scale=scale, legend=legend)
    )
    signs = base.mark_text(color="white", fontWeight="bold").encode(text="sign:N")
    return alt.layer(cells, signs, height=180 + _ROW_HEIGHT * counts[down])


def _axis(**settings: Any) -> alt.Axis:
    return alt.Axis(ticks=False, domain=False, labelLimit=170, labelOverlap=False, **settings)


def _labels() -> str:
    """Put each sign beside its word in the legend."""
    pairs = ", ".join(f"'{state}': '{sign}  {state}'" for state, sign in _SIGNS.items())
    return f"({{{pairs}}})[datum.label]"
