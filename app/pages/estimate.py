"""The page Estimate."""

from __future__ import annotations

import streamlit as st

st.title("Estimate", anchor=False)
