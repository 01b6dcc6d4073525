"""Cards that are uploaded or pasted, and their audits."""

from __future__ import annotations

import streamlit as st

from hubscan.cards.audit.runner import Options
from hubscan.cards.audit.uploads import UploadAudit, audit_uploads
from hubscan.cards.uploads import LARGEST_CARD_BYTES
from ui.audit_views import ask_profile, show_many, show_one
from ui.errors import told_errors
from ui.uploads import named_contents


def audit_cards() -> None:
    """Ask for cards, audit them and show what was found."""
    with st.form("card_uploads", border=True):
        uploads = st.file_uploader(
            "Model cards (README.md)",
            type=["md", "txt"],
            accept_multiple_files=True,
            max_upload_size=LARGEST_CARD_BYTES >> 20,
            help="Several cards are compared: which fields each of them fills.",
        )
        pasted = st.text_area(
            "Or paste one card",
            max_chars=LARGEST_CARD_BYTES,
            height=160,
            placeholder="---\nlicense: apache-2.0\n---\n# My model",
        )
        profile = ask_profile("profile")
        asked = st.form_submit_button("Audit", icon=":material/fact_check:")
    if asked:
        with told_errors():
            cards = named_contents(uploads, pasted)
            st.session_state["audits"] = _audited(cards, profile) if cards else ()
    _show(st.session_state.get("audits"))


def _audited(cards: dict[str, bytes], profile: str) -> tuple[UploadAudit, ...]:
    """Audit with a bar, which shows only where there is time to read it."""
    bar = st.progress(0.0, text="Auditing") if len(cards) > 1 else None
    done = iter(range(1, len(cards) + 1))
    audits = audit_uploads(
        cards, Options(profile=profile), lambda: bar and bar.progress(next(done) / len(cards))
    )
    if bar:
        bar.empty()
    return audits


def _show(audits: tuple[UploadAudit, ...] | None) -> None:
    if audits is None:
        st.info(
            "Upload the README.md of a model, or paste it, and press Audit. Nothing is stored.",
            icon=":material/upload_file:",
        )
    elif not audits:
        st.warning("There is no card to audit yet: upload a README.md or paste one.")
    elif len(audits) == 1:
        show_one(audits[0])
    else:
        show_many(audits)
