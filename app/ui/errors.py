"""Every error is a sentence; the server's log has the rest."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from hubscan.errors import HubscanError
from hubscan.report.escaping import escape_markdown

_LOG = logging.getLogger("hubscan.app")


@contextmanager
def told_errors() -> Iterator[None]:
    """Show what goes wrong in the block as a sentence."""
    try:
        yield
    except HubscanError as error:
        st.error(escape_markdown(str(error)), icon=":material/error:")
    except Exception:
        _LOG.exception("a page failed")
        st.error(
            "hubscan made a mistake here; the server's log has the details.",
            icon=":material/error:",
        )
