"""Reads values of any type as the type that is wanted: what does not fit is a problem, not a stop.

The border: raw records of the Hub, of Parquet files and of people come in here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime

from hubscan.errors import BadRecordError

_LONGEST_TEXT = 500
_MOST_TEXTS = 500
_LARGEST = 2**63 - 1


class Fields:
    """One raw mapping; ``problems`` collects the fields whose value made no sense."""

    def __init__(self, item: Mapping[str, object], name: str = "") -> None:
        self._item = item
        self._name = name
        self.problems: dict[str, str] = {}

    def __contains__(self, name: str) -> bool:
        return self._item.get(name) is not None

    def text(self, *names: str) -> str | None:
        """Return the first of the named fields that has a value, as one line of text."""
        for name in names:
            if (value := self._item.get(name)) is not None:
                return self._clean(name, value)
        return None

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; a single text is a list of one."""
        value = self._item.get(name)
        if value is None:
            return ()
        if isinstance(value, str):
            value = [value]
        if not isinstance(value, list | tuple):
            self._refuse(name, value, "a list")
            return ()
        if len(value) > _MOST_TEXTS:
            self._note(name, f"{len(value)} values, the first {_MOST_TEXTS} are kept")
        cleaned = dict.fromkeys([self._clean(name, each) for each in value[:_MOST_TEXTS]])
        cleaned.pop(None, None)
        return tuple(cleaned)  # type: ignore[arg-type]

    def count(self, *names: str) -> int | None:
        """Return a whole number that is not negative."""
        name, value = self._first(names)
        if value is None:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            finite = 0 <= value <= _LARGEST  # false for nan too
            if finite and value == int(value):
                return int(value)
        self._refuse(name, value, "a count")
        return None

    def flag(self, name: str) -> bool | None:
        """Return whether something is so; ``auto`` and ``manual`` gates are."""
        value = self._item.get(name)
        if value is None or isinstance(value, bool):
            return value
        if value in ("auto", "manual"):
            return True
        self._refuse(name, value, "true or false")
        return None

    def moment(self, *names: str) -> str | None:
        """Return a time as ISO 8601 in UTC, to the second."""
        name, value = self._first(names)
        try:
            return _moment(value)
        except (ValueError, OverflowError):
            self._refuse(name, value, "a time")
            return None

    def mapping(self, name: str) -> Fields:
        """Return a mapping, given as such or as JSON; an empty one when it is none."""
        value = self._item.get(name)
        if value is None:
            return _NOTHING
        if isinstance(value, str) and value:
            try:
                value = json.loads(value)
            except (ValueError, RecursionError):
                self._refuse(name, value, "JSON")
                value = None
        if value is not None and not isinstance(value, dict):
            self._refuse(name, value, "a mapping")
            value = None
        inner = Fields(value or {}, f"{self._name}{name}.")
        inner.problems = self.problems
        return inner

    def refuse(self, name: str, wanted: str) -> None:
        """Note that a value is not what is wanted of it."""
        self._refuse(name, self._item.get(name), wanted)

    def raw(self, name: str) -> object:
        """Return a value as it came."""
        return self._item.get(name)

    def items(self) -> list[tuple[str, object]]:
        return list(self._item.items())

    def _first(self, names: tuple[str, ...]) -> tuple[str, object]:
        for name in names:
            if (value := self._item.get(name)) is not None:
                return name, value
        return names[0], None

    def _clean(self, name: str, value: object) -> str | None:
        if isinstance(value, str):
            return clean_text(value)[:_LONGEST_TEXT] or None
        self._refuse(name, value, "text")
        return None

    def _refuse(self, name: str, value: object, wanted: str) -> None:
        self._note(name, f"{_shown(value)} is not {wanted}")

    def _note(self, name: str, reason: str) -> None:
        self.problems[f"{self._name}{name}"] = reason


_NOTHING = Fields({})  # has no value that could be refused


def checked_mapping(item: object, source: str) -> Mapping[str, object]:
    """Return a raw record that is a mapping; raises BadRecordError for anything else."""
    if isinstance(item, dict):
        return item
    raise BadRecordError("?", source, f"{_shown(item)} is not a record")


def clean_text(text: str) -> str:
    """Return text on one line that every encoder takes: no lone surrogate, no NUL."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = text.encode("utf-8", "replace").decode("utf-8")
    return " ".join(text.replace("\0", " ").split())


def _moment(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        if value.tzinfo not in (None, UTC):
            value = value.astimezone(UTC)
        return f"{value.isoformat()[:19]}Z"
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00Z"
    raise ValueError(value)


def _shown(value: object) -> str:
    text = clean_text(repr(value)[:200])
    return f"{type(value).__name__} {text[:60]}"
