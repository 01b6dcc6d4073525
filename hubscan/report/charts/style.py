"""Colours that hold three to one against the light and the dark page; shapes say the same."""

from __future__ import annotations

import altair as alt

Chart = alt.LayerChart | alt.FacetChart

FIRST = "#1a9474"
SECOND = "#7b8782"
THIRD = "#b8791f"
PICKED = "picked"  # the selection parameter of every chart that can be clicked
