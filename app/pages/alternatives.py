"""The page Alternatives."""

from __future__ import annotations

import streamlit as st

st.title("Alternatives", anchor=False)
