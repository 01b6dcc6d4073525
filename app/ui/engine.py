"""One read-only engine, shared by all users; the first of them sees it being made."""

from __future__ import annotations

from importlib import import_module

import streamlit as st

from hubscan.recommend.engine import Engine
from hubscan.recommend.opening import Opening
from ui.work import watch


@st.cache_resource(show_spinner=False, on_release=Opening.close)
def _opening() -> Opening:
    return Opening()


def warm() -> None:
    """Open the engine, and import meanwhile what draws the first answer."""
    opening = _opening()
    for library in ("altair", "pandas", "pyarrow"):
        import_module(library)
    opening.wait()


def shared_engine() -> Engine:
    """Return the engine; while it is being made, show how far that is, with a way to stop."""
    opening = _opening()
    watch(opening)
    try:
        return opening.result()
    except BaseException:
        _opening.clear()  # the next visit tries again
        raise
