"""Text for a terminal: of strangers, made fit for it, and counts."""

from __future__ import annotations


def plain(text: str) -> str:
    """Drop control characters, which could move the cursor or recolour a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def counted(number: int, noun: str) -> str:
    """Write how many there are of something: 1 model, 2,000 models."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
