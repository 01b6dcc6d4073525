"""Text from outside stays text: escaped where Streamlit reads Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import streamlit as st

from hubscan.report.escaping import escape_markdown


def facts(pairs: Mapping[str, str]) -> None:
    """Show named facts on one line that wraps."""
    st.markdown(
        "  ·  ".join(f"**{name}** {escape_markdown(value)}" for name, value in pairs.items())
    )


def bullets(lines: Iterable[str]) -> None:
    """Show a list."""
    st.markdown("\n".join(f"- {escape_markdown(line)}" for line in lines))


def table(rows: Sequence[Mapping[str, object]]) -> None:
    """Show rows whose text wraps on a narrow screen."""
    names = list(rows[0])
    columns = {
        escape_markdown(name): [escape_markdown(str(row[name])) for row in rows] for name in names
    }
    st.table(columns, border="horizontal", hide_index=True)


def empty_state(text: str) -> None:
    """Say what to do on a page that has nothing to show yet."""
    st.info(text, icon=":material/arrow_upward:")


def source_note(date: str) -> None:
    """Say from when the catalogue is."""
    st.caption(f"Catalogue of {date}.")
