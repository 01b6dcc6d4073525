"""The page Coverage."""

from __future__ import annotations

import streamlit as st

st.title("Coverage", anchor=False)
