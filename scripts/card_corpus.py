"""Reading a folder of model cards, and telling which of their lines an edit touched."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

KEY = "co2_eq_emissions"
EMISSIONS: dict[str, object] = {
    "emissions": 12.5,
    "source": "CodeCarbon 3.3.2, measured",
    "training_type": "fine-tuning",
    "geographical_location": "Québec, Canada",
    "hardware_used": "1 x NVIDIA A100",
}


@dataclass(frozen=True)
class Change:
    """What an edit did: ``lost`` lines of the old card, the first of them ``at`` (from 1)."""

    lost: list[bytes]
    gained: list[bytes]
    at: int


def read(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each card's model id and its bytes, from the *.jsonl.gz of a folder."""
    paths = sorted(folder.glob("*.jsonl.gz"))
    if not paths:
        sys.exit(f"{folder}: no *.jsonl.gz with model_id and text here")
    for path in paths:
        with gzip.open(path, "rt", encoding="utf-8", newline="\n") as stream:
            for line in stream:
                record = json.loads(line)
                yield record["model_id"], record["text"].encode("utf-8", "surrogatepass")


def change(old: bytes, new: bytes) -> Change:
    """Return the lines between the common head and the common tail of two cards."""
    old_lines, new_lines = old.splitlines(keepends=True), new.splitlines(keepends=True)
    shorter = min(len(old_lines), len(new_lines))
    head = 0
    while head < shorter and old_lines[head] == new_lines[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old_lines[-1 - tail] == new_lines[-1 - tail]:
        tail += 1
    lost = old_lines[head : len(old_lines) - tail]
    return Change(lost, new_lines[head : len(new_lines) - tail], head + 1)


def lost_bytes(old: bytes, new: bytes) -> bytes:
    """Return the bytes of the old card between the common head and the common tail."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    return old[head : len(old) - tail]


def _common(one: bytes, other: bytes) -> int:
    """Return how many bytes both start with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == other[low:middle] else (low, middle - 1)
    return low


def collateral(old: bytes, new: bytes) -> int:
    """Return how many lines of the old card are gone or changed in the new one."""
    changed = change(old, new)
    matcher = SequenceMatcher(None, changed.lost, changed.gained, autojunk=False)
    return len(changed.lost) - sum(block.size for block in matcher.get_matching_blocks())
