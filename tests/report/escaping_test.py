"""Escaped text reads as it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.report.escaping import escape_markdown

CASES = {
    "an id": ("openai/whisper-tiny", r"openai\/whisper\-tiny"),
    "a tag": ("<b>", r"\<b\>"),
    "a link": ("[a](b)", r"\[a\]\(b\)"),
    "an image": ("![a](b)", r"\!\[a\]\(b\)"),
    "mathematics": ("$x$", r"\$x\$"),
    "a colour": (":red[x]", r"\:red\[x\]"),
    "a heading": ("# x", r"\# x"),
    "lines": ("a\n\nb", "a  b"),
    "control characters": ("a\x1b[31mb\x00", r"a \[31mb "),
    "a backslash": ("\\", "\\\\"),
    "other scripts": ("Größe 模型", "Größe 模型"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "escaped"), CASES.values(), ids=CASES)
def test_markup_is_escaped(text, escaped):
    assert escape_markdown(text) == escaped


@given(st.text())
def test_every_sign_of_markup_has_a_backslash_of_its_own(text):
    escaped = escape_markdown(text)
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\.", "", escaped))
    assert "\n" not in escaped
