"""The page Audit."""

from __future__ import annotations

import streamlit as st

st.title("Audit", anchor=False)
