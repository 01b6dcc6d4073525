"""Filter columns: a few numbers of every model, and which models satisfy what as bitmaps.

One value per model and column, in the order of the index's positions. Unknown is -1, never 0.
Columns of several values (languages, formats, flags) are kept as ascending positions per value, as
are the models of a task that are downloaded most. Bitmaps are remembered: people ask for the same
licences, languages and sizes again and again.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.bitmap import Bitmap
from hubscan.errors import DataError

UNKNOWN = -1
CODED = ("pipeline_tag", "license", "library_name", "author", "quantization")
POPULAR, DELETED = "popular", "deleted"
LISTED = ("languages", "formats", "flags", POPULAR)
NUMBERS = (
    "rows",
    "parameters",
    "downloads",
    "modified_day",
    "context_length",
    "language_count",
    "family",
    "by_family",
)
_VALUES_FILE = "values.json"
_FEW_CODES = 32
_REMEMBERED = 128  # bitmaps, of 0.4 MB each at three million models


@dataclass(frozen=True, eq=False)
class FilterColumns:
    """The columns of n models.

    ``codes[name]`` and ``numbers[name]`` have shape (n,); ``values[name]`` lists what the codes
    of a column stand for; ``listed[name][value]`` are the positions that have a value.
    ``numbers`` holds the catalogue row, parameters, monthly downloads, the day of the last
    modification as an ordinal, the context length, how many languages, the family, and (not per
    model) all positions in the order of their families; ``measures`` what else was given of each
    model, NaN where it is not known.
    """

    codes: dict[str, NDArray[np.int32]]
    values: dict[str, list[str]]
    numbers: dict[str, NDArray[np.int64]]
    measures: dict[str, NDArray[np.float32]]
    listed: dict[str, dict[str, NDArray[np.int32]]]
    _bitmaps: dict[Hashable, Bitmap] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def rows(self) -> NDArray[np.int64]:
        """The catalogue row of each position, ascending."""
        return self.numbers["rows"]

    def positions_of(self, rows: Sequence[int]) -> NDArray[np.int64]:
        """Return the positions of those catalogue rows that stood there when these were made."""
        wanted = np.asarray(rows, np.int64)
        at = np.searchsorted(self.rows, wanted)
        inside = at < len(self)
        at, wanted = at[inside], wanted[inside]
        known: NDArray[np.int64] = at[self.rows[at] == wanted]
        return known

    def among(self, column: str, wanted: Iterable[str]) -> Bitmap:
        """Return the models that have one of the wanted values in a coded column, ignoring case."""
        folded = frozenset(value.casefold() for value in wanted)
        return self._where(column, folded, lambda value: value.casefold() in folded)

    def starts_with(self, column: str, start: str) -> Bitmap:
        """Return the models that have a value that begins so in a coded column."""
        return self._where(column, start, lambda value: value.startswith(start))

    def known(self, column: str) -> Bitmap:
        """Return the models for which a column of one value has it."""
        stored = self._column(column)
        return self._remembered(
            ("known", column),
            lambda: ~np.isnan(stored) if column in self.measures else stored != UNKNOWN,
        )

    def at_most(self, column: str, limit: float) -> Bitmap:
        """Return the models with no more than ``limit``: the unknown of ``numbers`` too."""
        return self._remembered((column, "<=", limit), lambda: self._column(column) <= limit)

    def at_least(self, column: str, limit: float) -> Bitmap:
        """Return the models with ``limit`` or more."""
        return self._remembered((column, ">=", limit), lambda: self._column(column) >= limit)

    def has(self, column: str, value: str) -> Bitmap:
        """Return the models that list ``value`` in a column of several values."""
        return self._remembered((column, value), lambda: self._mask([self._listing(column, value)]))

    def has_any(self, column: str) -> Bitmap:
        """Return the models that list anything in a column of several values."""
        return self._remembered((column,), lambda: self._mask(self.listed[column].values()))

    def has_at(self, column: str, value: str, at: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say which of some positions list ``value``, without looking at all the others."""
        listing = self._listing(column, value)
        places = np.searchsorted(listing, at)
        inside = places < len(listing)
        inside[inside] = listing[places[inside]] == at[inside]
        return inside

    def family_of(self, position: int) -> NDArray[np.int64]:
        """Return the positions of a model and of its copies, ascending."""
        families, order = self.numbers["family"], self.numbers["by_family"]
        family = families[position]
        start = bisect_left(order, family, key=families.__getitem__)
        members: NDArray[np.int64] = order[
            start : bisect_right(order, family, start, key=families.__getitem__)
        ]
        return members

    @property
    def deleted(self) -> Bitmap:
        """The models that are gone: they are never returned."""
        return self.has("flags", DELETED)

    def popular(self, task: str) -> NDArray[np.int32]:
        """Return the positions of a task's most downloaded models, most downloaded first."""
        return self._listing(POPULAR, task)

    def _column(self, name: str) -> NDArray[Any]:
        columns: dict[str, NDArray[Any]] = {**self.codes, **self.numbers, **self.measures}
        return columns[name]

    def _listing(self, column: str, value: str) -> NDArray[np.int32]:
        return self.listed[column].get(value, np.empty(0, np.int32))

    def _where(self, column: str, asked: Hashable, holds: Callable[[str], bool]) -> Bitmap:
        codes = [code for code, value in enumerate(self.values[column]) if holds(value)]
        if len(codes) > _FEW_CODES:
            # the last entry stands for the code of the unknown, -1
            hits = np.zeros(len(self.values[column]) + 1, dtype=bool)
            hits[codes] = True
            return self._remembered((column, asked), lambda: hits[self.codes[column]])
        bitmap = Bitmap.at(len(self), [])
        for code in codes:
            bitmap |= self._remembered((column, code), partial(self._equals, column, code))
        return bitmap

    def _equals(self, column: str, code: int) -> NDArray[np.bool_]:
        equal: NDArray[np.bool_] = self.codes[column] == code
        return equal

    def _mask(self, listings: Iterable[NDArray[np.int32]]) -> NDArray[np.bool_]:
        mask = np.zeros(len(self), dtype=bool)
        for positions in listings:
            mask[positions] = True
        return mask

    def _remembered(self, asked: Hashable, mask: Callable[[], NDArray[np.bool_]]) -> Bitmap:
        found = self._bitmaps.get(asked)
        if found is None:
            if len(self._bitmaps) >= _REMEMBERED:
                self._bitmaps.clear()
            found = self._bitmaps[asked] = Bitmap.of(mask())
        return found

    def save(self, folder: Path) -> None:
        """Write the columns as one .npy file each, and their values as JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        columns: dict[str, NDArray[Any]] = {**self.codes, **self.numbers, **self.measures}
        for name, column in columns.items():
            np.save(folder / f"{name}.npy", column)
        for name, lists in self.listed.items():
            flat = [np.empty(0, np.int32), *lists.values()]
            np.save(folder / f"{name}.npy", np.concatenate(flat))
        content = {
            "values": self.values,
            "measures": list(self.measures),
            "listed": {name: _lengths(lists) for name, lists in self.listed.items()},
        }
        (folder / _VALUES_FILE).write_text(json.dumps(content), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> FilterColumns:
        """Map saved columns into memory."""
        try:
            content = json.loads((folder / _VALUES_FILE).read_text(encoding="utf-8"))
            return cls(
                codes={name: _mapped(folder, name) for name in CODED},
                values=content["values"],
                numbers={name: _mapped(folder, name) for name in NUMBERS},
                measures={name: _mapped(folder, name) for name in content["measures"]},
                listed={
                    name: _cut(_mapped(folder, name), content["listed"][name]) for name in LISTED
                },
            )
        except (OSError, ValueError, KeyError) as error:
            raise DataError(f"{folder} holds no readable filter columns") from error


def _lengths(lists: dict[str, NDArray[np.int32]]) -> dict[str, int]:
    return {value: len(positions) for value, positions in lists.items()}


def _mapped(folder: Path, name: str) -> NDArray[Any]:
    # as a plain array: numpy's class of mapped ones makes every access slower
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))


def _cut(flat: NDArray[np.int32], lengths: dict[str, int]) -> dict[str, NDArray[np.int32]]:
    bounds = np.cumsum([0, *lengths.values()]).tolist()
    return {
        value: flat[start:end]
        for value, (start, end) in zip(lengths, pairwise(bounds), strict=True)
    }
