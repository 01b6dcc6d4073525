from __future__ import annotations

import pytest

from hubscan.cards.difference import unified

CASES = {
    "the same": (b"a\n", b"a\n", ""),
    "a line": (b"a\n", b"b\n", "--- a/R\n+++ b/R\n@@ -1 +1 @@\n-a\n+b\n"),
    "no end of line": (b"a", b"b", "--- a/R\n+++ b/R\n@@ -1 +1 @@\n-a\n+b\n"),
    "from nothing": (b"", b"b\n", "--- a/R\n+++ b/R\n@@ -0,0 +1 @@\n+b\n"),
    "another line ending": (b"a\r\n", b"a\n", "--- a/R\n+++ b/R\n@@ -1 +1 @@\n-a\r\n+a\n"),
    "not UTF-8": (b"\xff\n", b"b\n", "--- a/R\n+++ b/R\n@@ -1 +1 @@\n-\ufffd\n+b\n"),
}


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES.keys())
def test_a_difference_is_a_unified_diff(before, after, expected):
    assert unified(before, after, "R") == expected
