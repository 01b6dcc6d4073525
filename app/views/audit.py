"""The page Audit."""

from __future__ import annotations

import streamlit as st

from ui.card_uploads import audit_cards
from ui.organisation import audit_organisation

_CARDS = {"Upload or paste": audit_cards, "An organisation": audit_organisation}

st.title("Audit model cards", anchor=False)
st.text("What a model card lacks, what is only a placeholder in it, and what is wrong.")
which = st.segmented_control(
    "Which cards",
    list(_CARDS),
    default="Upload or paste",
    key="cards",
    required=True,
    bind="query-params",
)
_CARDS[which]()
