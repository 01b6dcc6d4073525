"""Text of strangers, made fit for a terminal."""

from __future__ import annotations


def plain(text: str) -> str:
    """Drop control characters, which could move the cursor or recolour a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
