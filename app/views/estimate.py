"""The page Estimate."""

from __future__ import annotations

import streamlit as st

from ui.errors import told_errors
from ui.estimate_forms import ask_inference, ask_memory, ask_regions, ask_reuse, ask_training

_QUESTIONS = {
    "Training": ask_training,
    "Inference": ask_inference,
    "Memory": ask_memory,
    "Reuse or train": ask_reuse,
    "Regions": ask_regions,
}

st.title("Estimate", anchor=False)
st.write("Energy, emissions and memory, each with its interval and where it comes from.")
question = st.segmented_control(
    "What to estimate",
    list(_QUESTIONS),
    default="Training",
    key="question",
    required=True,
    bind="query-params",
)
with told_errors():
    _QUESTIONS[question]()
