"""The page Find."""

from __future__ import annotations

import streamlit as st

st.title("Find", anchor=False)
