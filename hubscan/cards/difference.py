"""The difference between two versions of a card."""

from __future__ import annotations

import difflib


def unified(before: bytes, after: bytes, name: str) -> str:
    """Return a unified diff; line endings stay as they are, so that a diff of them shows."""
    old, new = (
        content.decode("utf-8", "replace").splitlines(keepends=True) for content in (before, after)
    )
    lines = difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)
