"""One table's word on one model, and the helpers that every reader of a table needs."""

from __future__ import annotations

import ast
import csv
import gzip
import json
import math
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from hubscan.catalogue.parameters import Count, plausible
from hubscan.catalogue.record import BaseModel, Rung, TaskSource
from hubscan.errors import DataError

csv.field_size_limit(sys.maxsize)
_NOTHING = frozenset({"", "nan", "none", "null", "unknown"})


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What one table says of one model on one day; None and () where it says nothing.

    Facts that do not introduce a model only add to one that another table has.
    """

    model_id: str
    as_of: str
    source: str
    introduces: bool = True
    task: str | None = None
    task_source: TaskSource = TaskSource.STATED
    library: str | None = None
    licence: str | None = None
    languages: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    base_models: tuple[BaseModel, ...] = ()
    tags: tuple[str, ...] = ()
    counts: tuple[Count, ...] = ()
    context_length: int | None = None
    downloads: int | None = None
    likes: int | None = None
    last_modified: str | None = None
    gated: bool | None = None
    emissions_g: float | None = None


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file, packed or not."""
    with _open(path) as stream:
        yield from csv.DictReader(stream)


def json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a packed file with one JSON object on each line."""
    with _open(path) as stream:
        yield from map(json.loads, stream)


def json_array(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a packed file that is one JSON array."""
    with _open(path) as stream:
        yield from json.load(stream)


def number(text: object) -> float | None:
    """Return a finite number; None for anything else."""
    try:
        value = float(str(text))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def whole(text: object) -> int | None:
    """Return a whole number that is not negative; None for anything else."""
    value = number(text)
    return round(value) if value is not None and value >= 0 else None


def word(text: object) -> str | None:
    """Return a text; None where the table says nothing."""
    stripped = str(text or "").strip()
    return None if stripped.casefold() in _NOTHING else stripped


def words(text: str | None) -> tuple[str, ...]:
    """Return the parts of ``a|b`` or of a printed list ``['a', 'b']``."""
    stripped = (text or "").strip()
    if stripped.startswith("["):
        parts: Iterable[object] = ast.literal_eval(stripped)
    else:
        parts = stripped.split("|")
    return tuple(found for part in parts if (found := word(part)))


def counted(parameters: float | None, source: str) -> tuple[Count, ...]:
    """Return a count; 300 million and 7 billion on the dot were not counted but named."""
    known = plausible(parameters)
    if known is None:
        return ()
    nominal = known % (100_000_000 if known >= 1_000_000_000 else 10_000_000) == 0
    return (Count(known, Rung.NAME if nominal else Rung.EXACT, source),)


def day(text: str | None) -> str | None:
    """Return the date of a time stamp."""
    return text[:10] if text and text[:2] == "20" else None


def _open(path: Path) -> TextIO:
    if not path.is_file():
        raise DataError(f"{path} is missing: data/SOURCES.md lists the tables")
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8", newline="")
    return path.open(encoding="utf-8", newline="")
