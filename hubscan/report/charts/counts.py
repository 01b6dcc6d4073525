"""How many models of which kind, as bars with their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from hubscan.recommend.coverage import Count
from hubscan.report.charts.style import FIRST, LABEL, Chart
from hubscan.report.console import plain

_ROW_HEIGHT = 24


def counts_chart(counts: Sequence[Count], title: str) -> Chart:
    """Draw a bar per kind, in the order given, the number beside it."""
    rows = [
        {"kind": plain(count.name), "models": count.models, "told": f"{count.models:,}"}
        for count in counts
    ]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        y=alt.Y("kind:N", sort=None, title=None, axis=alt.Axis(labelLimit=200, labelOverlap=False)),
        x=alt.X(
            "models:Q",
            title=title,
            axis=alt.Axis(format="~s", tickCount=5),
            scale=_with_room(counts),
        ),
        tooltip=[alt.Tooltip("kind:N"), alt.Tooltip("models:Q", format=",")],
    )
    bars = base.mark_bar(color=FIRST, cornerRadiusEnd=3)
    labels = base.mark_text(align="left", dx=5, color=LABEL).encode(text="told:N")
    return alt.layer(bars, labels, height=90 + _ROW_HEIGHT * len(rows))


def _with_room(counts: Sequence[Count]) -> alt.Scale:
    """Leave room for the number beside the longest bar."""
    return alt.Scale(domain=[0, 1.2 * max((count.models for count in counts), default=1)])
