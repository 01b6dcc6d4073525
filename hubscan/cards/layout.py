"""Where the files that belong to a card lie."""

from __future__ import annotations

from pathlib import Path

RECORD_PATH = Path(".hubscan", "emissions.json")


def record_path(card: Path) -> Path:
    """Return where the record of a card lies."""
    return card.parent / RECORD_PATH
