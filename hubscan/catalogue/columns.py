"""Filter columns: a few numbers of every model, masked with numpy in milliseconds.

One value per model and column, in the order of the index's positions. Unknown is -1, never 0.
Columns of several values (languages, formats, flags) are kept as positions per value, as are the
models of a task that are downloaded most.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
)
_VALUES_FILE = "values.json"


@dataclass(frozen=True)
class FilterColumns:
    """The columns of n models.

    ``codes[name]`` and ``numbers[name]`` have shape (n,); ``values[name]`` lists what the codes
    of a column stand for; ``listed[name][value]`` are the positions that have a value.
    ``numbers`` holds the catalogue row, parameters, monthly downloads, the day of the last
    modification as an ordinal, the context length, how many languages and the family;
    ``measures`` what else was given of each model, NaN where it is not known.
    """

    codes: dict[str, NDArray[np.int32]]
    values: dict[str, list[str]]
    numbers: dict[str, NDArray[np.int64]]
    measures: dict[str, NDArray[np.float64]]
    listed: dict[str, dict[str, NDArray[np.int32]]]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def rows(self) -> NDArray[np.int64]:
        """The catalogue row of each position, ascending."""
        return self.numbers["rows"]

    def among(self, column: str, wanted: Iterable[str]) -> NDArray[np.bool_]:
        """Say which models have one of the wanted values in a coded column, ignoring case."""
        folded = {value.casefold() for value in wanted}
        return self._where(column, lambda value: value.casefold() in folded)

    def starts_with(self, column: str, start: str) -> NDArray[np.bool_]:
        """Say which models have a value that begins so in a coded column."""
        return self._where(column, lambda value: value.startswith(start))

    def _where(self, column: str, holds: Callable[[str], bool]) -> NDArray[np.bool_]:
        # the last entry stands for the code of the unknown, -1
        hits = np.array([*map(holds, self.values[column]), False])
        mask: NDArray[np.bool_] = hits[self.codes[column]]
        return mask

    def known(self, column: str) -> NDArray[np.bool_]:
        """Say for which models a column of one value has it."""
        if column in self.measures:
            return ~np.isnan(self.measures[column])
        stored: NDArray[Any] = (self.codes if column in self.codes else self.numbers)[column]
        known: NDArray[np.bool_] = stored != UNKNOWN
        return known

    def has(self, column: str, value: str) -> NDArray[np.bool_]:
        """Say which models list ``value`` in a column of several values."""
        mask = np.zeros(len(self), dtype=bool)
        mask[self.listed[column].get(value, np.empty(0, np.int32))] = True
        return mask

    def has_at(self, column: str, value: str, at: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say which of some positions list ``value``, without looking at all the others."""
        return np.isin(at, self.listed[column].get(value, np.empty(0, np.int32)))

    def has_any(self, column: str) -> NDArray[np.bool_]:
        """Say which models list anything in a column of several values."""
        mask = np.zeros(len(self), dtype=bool)
        for positions in self.listed[column].values():
            mask[positions] = True
        return mask

    @property
    def deleted(self) -> NDArray[np.int32]:
        """The positions of models that are gone: they are never returned."""
        return self.listed["flags"].get(DELETED, np.empty(0, np.int32))

    def popular(self, task: str) -> NDArray[np.int32]:
        """Return the positions of a task's most downloaded models, most downloaded first."""
        return self.listed[POPULAR].get(task, np.empty(0, np.int32))

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
    column: NDArray[Any] = np.load(folder / f"{name}.npy", mmap_mode="r")
    return column


def _cut(flat: NDArray[np.int32], lengths: dict[str, int]) -> dict[str, NDArray[np.int32]]:
    bounds = np.cumsum([0, *lengths.values()]).tolist()
    return {
        value: flat[start:end]
        for value, (start, end) in zip(lengths, pairwise(bounds), strict=True)
    }
