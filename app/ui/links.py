"""The pages, and links to them and to the Hub."""

from __future__ import annotations

from typing import Final

import streamlit as st
from streamlit.navigation.page import Page

from hubscan.report.escaping import escape_markdown
from hubscan.report.hub import model_url

# in a folder that is not named pages: Streamlit would run those by themselves, without main.py
PAGES: Final[dict[str, Page]] = {
    name: st.Page(
        f"views/{name}.py", title=title, icon=f":material/{icon}:", default=name == "find"
    )
    for name, title, icon in (
        ("find", "Find", "search"),
        ("alternatives", "Alternatives", "eco"),
        ("compare", "Compare", "compare_arrows"),
        ("audit", "Audit", "fact_check"),
        ("fill", "Fill", "edit_note"),
        ("estimate", "Estimate", "bolt"),
        ("coverage", "Coverage", "donut_small"),
    )
}


def link_to(name: str, label: str, **query: str) -> None:
    """Show a link to another page, its query parameters filled."""
    st.page_link(f"views/{name}.py", label=escape_markdown(label), query_params=query)


def link_to_hub(model_id: str, label: str = "On the Hub") -> None:
    """Show a link to a model's own page on the Hub."""
    st.link_button(label, model_url(model_id), icon=":material/open_in_new:")
