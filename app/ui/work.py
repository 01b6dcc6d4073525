"""Long work is watched: a bar, and a way to stop."""

from __future__ import annotations

from typing import Any

import streamlit as st

from hubscan.background import Work

_EVERY_S = 0.2


def watch(work: Work[Any]) -> None:
    """Show how far some work is until it has ended."""
    if work.has_ended:
        return
    place = st.empty()
    with place.container():
        bar = st.progress(work.fraction, text=work.told.capitalize())
        st.button("Stop", on_click=work.stop, icon=":material/stop_circle:")
    while not work.wait(_EVERY_S):
        bar.progress(work.fraction, text=work.told.capitalize())
    place.empty()
