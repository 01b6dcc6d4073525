"""Edits of a card's metadata by splices of text; every byte outside the target stays."""

from __future__ import annotations


def set_value(content: bytes, path: tuple[str, ...], value: object) -> bytes:
    """Return the card with one metadata value inserted or replaced; a new block when it has none.

    ``value`` is text, a number, a truth value, None, a list or a mapping of these. Setting what
    the card already says returns the same bytes. Raises EditRefusedError, with the line.
    """
    raise NotImplementedError


def remove(content: bytes, path: tuple[str, ...]) -> bytes:
    """Return the card without one key; the same bytes when it is absent."""
    raise NotImplementedError
