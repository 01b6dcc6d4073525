"""The page Fill."""

from __future__ import annotations

import streamlit as st

from hubscan.cards.estimate import Hours
from hubscan.cards.uploads import LARGEST_CARD_BYTES, LARGEST_LOG_BYTES, Told
from ui.errors import told_errors
from ui.places import ask_device, ask_place
from ui.plan_view import show_plan

_LOG, _HOURS = "A CodeCarbon log", "Hours and hardware"
_MEBIBYTE = 1 << 20


def ask_log() -> Told | None:
    """Ask for a log and what it does not tell."""
    log = st.file_uploader(
        "CodeCarbon log (emissions.csv)",
        type=["csv"],
        max_upload_size=LARGEST_LOG_BYTES // _MEBIBYTE,
    )
    with st.expander("What the log does not tell"):
        nodes = st.number_input(
            "Nodes", 1, 100_000, help="A log covers one node: its figures are multiplied."
        )
        place = ask_place("Where it ran, if CodeCarbon had no network", key="fill_log_place")
    return None if log is None else Told(log.getvalue(), nodes=int(nodes), place=place)


def ask_hours() -> Told | None:
    """Ask what ran for how long, and where."""
    left, right = st.columns(2)
    with left:
        gpu = ask_device(key="fill_device")
        gpus = st.number_input("How many of them", 1, 1_000_000)
        hours = st.number_input("Hours, as the clock on the wall", 0.0, 1e6, value=None, step=1.0)
    with right:
        place = ask_place(key="fill_place")
        pue = st.number_input(
            "PUE of the data centre, where known", 1.0, 5.0, value=None, step=0.01
        )
    if not gpu or not hours:
        return None
    return Told(hours=Hours(hours, gpu, int(gpus), place, pue))


st.title("Fill", anchor=False)
st.write("Write what a training emitted into its model card. Nothing else in the card changes.")
card = st.file_uploader(
    "Model card (README.md)", type=["md"], max_upload_size=LARGEST_CARD_BYTES // _MEBIBYTE
)
basis = st.radio("What is known of the training", [_LOG, _HOURS], horizontal=True)
told = ask_log() if basis == _LOG else ask_hours()
training_type = st.text_input(
    "What was done", placeholder="pre-training, fine-tuning", max_chars=100
)
if card is None or told is None:
    st.info(
        "Upload the card, and the log or the hours and the device: the exact change is shown"
        " before anything is written. Nothing is stored.",
        icon=":material/upload_file:",
    )
else:
    with told_errors():
        show_plan(card.getvalue(), told, training_type.strip() or None)
