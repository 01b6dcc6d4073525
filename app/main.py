"""The app: its pages, and what all of them share."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from ui.errors import told_errors
from ui.links import PAGES

st.set_page_config(page_title="hubscan", page_icon="🌱", layout="wide")
st.logo(Path(__file__).with_name("logo.svg"))
page = st.navigation(list(PAGES.values()), position="top")
with told_errors():
    page.run()
