"""Colours that hold three to one against the light and the dark page; shapes say the same."""

from __future__ import annotations

import altair as alt

Chart = alt.LayerChart | alt.FacetChart

FIRST = "#1a9474"
SECOND = "#7b8782"
THIRD = "#b8791f"
LABEL = "#7a7d7b"  # text, as near to 4.5 to one on both pages as one grey can be: 4.2
PICKED = "picked"  # the selection parameter of every chart that can be clicked
