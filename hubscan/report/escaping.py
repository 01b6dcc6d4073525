"""Untrusted text in Markdown: shown as it is, never read as markup."""

from __future__ import annotations

import re

from hubscan.report.console import plain

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")  # all that Markdown lets a backslash escape


def escape_markdown(text: str) -> str:
    """Return Markdown that shows a text literally, on one line, without control characters."""
    return _PUNCTUATION.sub(r"\\\1", plain(text))
