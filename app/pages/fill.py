"""The page Fill."""

from __future__ import annotations

import streamlit as st

st.title("Fill", anchor=False)
