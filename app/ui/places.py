"""Where a machine stands, and what it is: choices that are known, found by typing."""

from __future__ import annotations

import streamlit as st

from hubscan.energy.devices import devices
from hubscan.report.estimates import place_choices


def ask_place(label: str = "Country or cloud region", *, key: str) -> str | None:
    """Ask for a place; None is an unknown one."""
    choices = place_choices()
    return st.selectbox(
        label,
        list(choices),
        index=None,
        format_func=choices.__getitem__,
        placeholder="Not known: the world's average",
        key=key,
    )


def ask_device(label: str = "Device", *, key: str, unknown: str = "Choose a device") -> str | None:
    """Ask for an accelerator or a processor; None where nobody told."""
    names = [device.name for device in devices()]
    return st.selectbox(label, names, index=None, placeholder=unknown, key=key)
