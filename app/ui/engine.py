"""One read-only engine, shared by all users; the first of them sees it being made."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from hubscan.recommend.engine import Engine
from hubscan.recommend.opening import Opening

_EVERY_S = 0.2


@st.cache_resource(show_spinner=False, on_release=Opening.close)
def _opening() -> Opening:
    return Opening()


def warm() -> None:
    """Begin to open the engine, and import what draws the first answer."""
    _opening()
    for library in ("altair", "pandas", "pyarrow"):
        import_module(library)


def shared_engine() -> Engine:
    """Return the engine; while it is being made, show how far that is, with a way to stop."""
    opening = _opening()
    if not opening.has_ended:
        _wait_for(opening)
    try:
        return opening.engine()
    except BaseException:
        _opening.clear()  # the next visit tries again
        raise


def _wait_for(opening: Opening) -> None:
    place = st.empty()
    with place.container():
        bar = st.progress(0.0, text="Opening the catalogue")
        st.button("Stop", on_click=opening.stop)
    while not opening.wait(_EVERY_S):
        bar.progress(opening.fraction, text=opening.told)
    place.empty()
