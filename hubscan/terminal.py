"""Text for a terminal: of strangers, made fit for it, and counts."""

from __future__ import annotations


def plain(text: str) -> str:
    """Drop control characters, which could move the cursor or recolour a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


def counted(count: int, one: str, many: str | None = None) -> str:
    """Write a number of things: "1 model", "2 models", "2 copies"."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def two_digits(value: float) -> str:
    """Write a number with two significant digits, without an exponent."""
    if value == 0:
        return "0"
    return f"{float(f'{value:.2g}'):,.10f}".rstrip("0").rstrip(".")
