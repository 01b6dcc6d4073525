"""The closed lists of the Hub, each with its source and the day on which it was true."""

from __future__ import annotations

import csv
import difflib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from typing import Any

from hubscan.errors import DataError
from hubscan.resources import resource

_FOLDER = ("data", "vocabularies")
_CACHED = 1_024  # misspelt words repeat from card to card


class Name(StrEnum):
    """Which list."""

    PIPELINE_TAGS = "pipeline_tags"
    LICENSES = "licenses"
    LANGUAGES = "languages"
    RELATIONS = "relations"
    LIBRARIES = "libraries"
    METADATA_KEYS = "metadata_keys"
    NEAR_MISSES = "near_misses"
    COUNTRIES = "countries"
    PLACEHOLDERS = "placeholders"
    DERIVATIONS = "derivations"


class TagStatus(StrEnum):
    """What the Hub does with a pipeline tag: offer, hide, refuse, or know as part of another."""

    CURRENT = "current"
    HIDDEN = "hidden"
    RETIRED = "retired"
    SUBTASK = "subtask"


@dataclass(frozen=True)
class Vocabulary:
    """One list: a row for each word, by the word."""

    name: Name
    as_of: date
    fresh_days: int
    source: str
    rows: Mapping[str, Mapping[str, str]]

    def __contains__(self, word: object) -> bool:
        return word in self.rows

    def __iter__(self) -> Iterator[str]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def words_with(self, column: str, *values: str) -> frozenset[str]:
        """Return the words whose row holds one of some values in a column."""
        return frozenset(word for word, row in self.rows.items() if row[column] in values)

    def column(self, word: str, column: str) -> str | None:
        """Return one column of a word's row; None where the word or the value is missing."""
        row = self.rows.get(word)
        return row[column] or None if row else None

    def is_fresh(self, today: date) -> bool:
        """Tell whether an unknown word can be called an error, or the list may have grown."""
        return today <= self.as_of + timedelta(days=self.fresh_days)

    def nearest(self, word: str) -> str | None:
        """Return the one word that was probably meant; None where nothing is close."""
        return _nearest(self.name, word)

    @cached_property
    def plain_words(self) -> dict[str, str]:
        """The words by what is compared of them."""
        return {_plain(word): word for word in self.rows}


@cache
def vocabulary(name: Name) -> Vocabulary:
    """Load one list. Raises DataError when it is damaged or has no source."""
    entry = _index().get(name, {})
    try:
        return Vocabulary(
            name=name,
            as_of=entry["as_of"],
            fresh_days=entry["fresh_days"],
            source=entry["source"],
            rows=_rows(name),
        )
    except KeyError as missing:
        raise DataError(f"data/vocabularies/index.toml: {name} has no {missing}") from missing


@cache
def _index() -> dict[str, Any]:
    return tomllib.loads(resource(*_FOLDER, "index.toml").read_text(encoding="utf-8"))


def _rows(name: Name) -> dict[str, dict[str, str]]:
    with resource(*_FOLDER, f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        columns = next(reader)
        return {row[0]: dict(zip(columns, row, strict=True)) for row in reader}


@lru_cache(_CACHED)
def _nearest(name: Name, word: str) -> str | None:
    known = vocabulary(name).plain_words
    found = difflib.get_close_matches(_plain(word), known, n=1, cutoff=0.84)
    return known[found[0]] if found else None


def _plain(word: str) -> str:
    return word.casefold().replace("-", "").replace("_", "").replace(" ", "")
