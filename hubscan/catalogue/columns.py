"""Filter columns: a few numbers of every model, masked with numpy in milliseconds.

One value per model and column, in the order of the index's positions. Unknown is -1, never 0.
Columns of several values (languages, formats, flags) are kept as positions per value, as are the
models of a task that are downloaded most.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.families import FamilyCodes
from hubscan.catalogue.flags import flags_of
from hubscan.catalogue.record import ModelRecord
from hubscan.errors import DataError

UNKNOWN = -1
_CODED = ("pipeline_tag", "license", "library_name", "author", "quantization")
_LISTED = ("languages", "formats", "flags", "popular")
_MOST_POPULAR = 500
_NUMBERS = (
    "rows",
    "parameters",
    "downloads",
    "modified_day",
    "context_length",
    "language_count",
    "family",
)
_VALUES_FILE = "values.json"
_NO_MEASURES: Mapping[str, float | None] = {}


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

    def popular(self, task: str) -> NDArray[np.int32]:
        """Return the positions of a task's most downloaded models, most downloaded first."""
        return self.listed["popular"].get(task, np.empty(0, np.int32))

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
                codes={name: _mapped(folder, name) for name in _CODED},
                values=content["values"],
                numbers={name: _mapped(folder, name) for name in _NUMBERS},
                measures={name: _mapped(folder, name) for name in content["measures"]},
                listed={
                    name: _cut(_mapped(folder, name), content["listed"][name]) for name in _LISTED
                },
            )
        except (OSError, ValueError, KeyError) as error:
            raise DataError(f"{folder} holds no readable filter columns") from error


class ColumnsBuilder:
    """Collects the columns while the records stream by."""

    def __init__(self) -> None:
        self._codes: dict[str, list[int]] = {name: [] for name in _CODED}
        self._known: dict[str, dict[str, int]] = {name: {} for name in _CODED}
        self._numbers: dict[str, list[int]] = {name: [] for name in _NUMBERS if name != "family"}
        self._measures: dict[str, list[float]] = defaultdict(list)
        self._families = FamilyCodes()
        self._listed: dict[str, dict[str, list[int]]] = {
            name: defaultdict(list) for name in ("languages", "formats", "flags")
        }

    def add(
        self, row: int, record: ModelRecord, measures: Mapping[str, float | None] = _NO_MEASURES
    ) -> None:
        """Append one model; its position is the number of models before it.

        ``measures`` are columns of the caller's own, the same names for every model.
        """
        position = len(self._numbers["rows"])
        for name in _CODED:
            self._codes[name].append(self._code(name, getattr(record, name)))
        self._numbers["rows"].append(row)
        self._numbers["parameters"].append(_number(record.parameters))
        self._numbers["context_length"].append(_number(record.context_length))
        self._numbers["language_count"].append(len(record.languages) or UNKNOWN)
        for name, measure in measures.items():
            self._measures[name].append(math.nan if measure is None else measure)
        self._numbers["downloads"].append(_number(record.downloads))
        self._numbers["modified_day"].append(_day(record.last_modified))
        self._families.add(record)
        lists = {
            "languages": record.languages,
            "formats": record.formats,
            "flags": flags_of(record),
        }
        for name, values in lists.items():
            for value in dict.fromkeys(values):
                self._listed[name][value].append(position)

    def finish(self) -> FilterColumns:
        """Return the columns collected so far."""
        return FilterColumns(
            codes={name: np.array(codes, np.int32) for name, codes in self._codes.items()},
            values={name: list(known) for name, known in self._known.items()},
            numbers={
                "family": self._families.finish(),
                **{name: np.array(column, np.int64) for name, column in self._numbers.items()},
            },
            measures={
                name: np.array(column, np.float64) for name, column in self._measures.items()
            },
            listed={
                "popular": self._popular(),
                **{
                    name: {value: np.array(at, np.int32) for value, at in lists.items()}
                    for name, lists in self._listed.items()
                },
            },
        )

    def _popular(self) -> dict[str, NDArray[np.int32]]:
        tasks = np.array(self._codes["pipeline_tag"], np.int32)
        downloads = np.array(self._numbers["downloads"], np.int64)
        order = np.argsort(-downloads, kind="stable").astype(np.int32)
        order = order[downloads[order] > 0]
        return {
            task: order[tasks[order] == code][:_MOST_POPULAR]
            for task, code in self._known["pipeline_tag"].items()
        }

    def _code(self, name: str, value: str | None) -> int:
        if value is None:
            return UNKNOWN
        known = self._known[name]
        return known.setdefault(value, len(known))


def _number(value: int | None) -> int:
    return UNKNOWN if value is None else value


def _day(moment: str | None) -> int:
    try:
        return date.fromisoformat((moment or "")[:10]).toordinal()
    except ValueError:
        return UNKNOWN


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
