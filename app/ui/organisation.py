"""The cards of an organisation: fetched from the Hub, each audited like an upload."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from hubscan.cards.audit.runner import Options
from hubscan.recommend.engine import Engine
from hubscan.report.commands import audit_command
from hubscan.report.escaping import escape_markdown
from ui.audit_views import ask_profile, show_many, show_one
from ui.engine import shared_engine
from ui.errors import told_errors
from ui.text import empty_state
from ui.work import watch

if TYPE_CHECKING:
    from hubscan.catalogue.audits import AuthorAudit

KEY = "author_audit"
MOST, USUAL = 200, 25
_NAMES = 500


def audit_organisation() -> None:
    """Ask for an organisation, fetch its cards and show them side by side."""
    engine = shared_engine()
    author = st.selectbox(
        "Organisation or person",
        engine.authors(_NAMES),
        index=None,
        placeholder="Type a name, such as google-bert",
        accept_new_options=True,
        key="author",
        bind="query-params",
    )
    left, right = st.columns(2)
    most = left.slider("Cards at most, of the most downloaded models", 5, MOST, USUAL, 5)
    with right:
        profile = ask_profile("author_profile")
    token, asked = _ask_token()
    if asked and not author:
        st.warning("Choose an organisation first.")
    elif asked and author:
        with told_errors():
            _begin(engine, author.strip(), Options(profile=profile), most, token)
    if KEY not in st.session_state:
        empty_state("Choose an organisation and press the button. Nothing is stored.")
        return
    _show(st.session_state[KEY])


def _begin(engine: Engine, author: str, options: Options, most: int, token: str | None) -> None:
    before = st.session_state.pop(KEY, None)
    if before is not None:
        before.stop()
    st.session_state[KEY] = engine.audit_author(author, options, most=most, token=token)


def _ask_token() -> tuple[str | None, bool]:
    with st.form("organisation", clear_on_submit=True, border=False):
        token = st.text_input(
            "Your token, for private or gated models only",
            type="password",
            autocomplete="off",
            max_chars=200,
            help="It is used for this one audit, kept in memory only, and never shown.",
        )
        asked = st.form_submit_button("Fetch and audit the cards", icon=":material/fact_check:")
    return token.strip() or None, asked


def _show(work: AuthorAudit) -> None:
    if not work.is_stopped:
        watch(work)
    audits = tuple(work.audits)
    if work.is_stopped:
        st.warning(f"Stopped after {len(audits)} of {work.total} cards.", icon=":material/stop:")
    else:
        with told_errors():
            work.result()
    if not audits:
        return
    st.subheader(f"{escape_markdown(work.author)}: {len(audits)} cards", anchor=False)
    for audited in audits:
        if audited.doubt:
            st.text(f"{audited.audit.name}: {audited.doubt}")
    if len(audits) == 1:
        show_one(audits[0])
    else:
        show_many(audits)
    st.text("All of their models, on the command line:")
    st.code(audit_command(work.author, work.options.profile), language="sh", wrap_lines=True)
