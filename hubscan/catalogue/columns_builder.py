"""Builds the filter columns while the records stream by."""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.columns import CODED, NUMBERS, POPULAR, UNKNOWN, FilterColumns
from hubscan.catalogue.families import FamilyCodes
from hubscan.catalogue.flags import flags_of
from hubscan.catalogue.record import ModelRecord

_MOST_POPULAR = 500
_FAMILY = ("family", "by_family")  # known when all models are
_NO_MEASURES: Mapping[str, float | None] = {}


class ColumnsBuilder:
    """Collects the columns while the records stream by."""

    def __init__(self) -> None:
        # arrays, not lists: of three million models they are a third of a gigabyte
        self._codes = {name: array("i") for name in CODED}
        self._known: dict[str, dict[str, int]] = {name: {} for name in CODED}
        self._numbers = {name: array("q") for name in NUMBERS if name not in _FAMILY}
        self._measures: dict[str, array[float]] = defaultdict(lambda: array("f"))
        self._families = FamilyCodes()
        self._listed: dict[str, dict[str, array[int]]] = {
            name: defaultdict(lambda: array("i")) for name in ("languages", "formats", "flags")
        }

    def add(
        self, row: int, record: ModelRecord, measures: Mapping[str, float | None] = _NO_MEASURES
    ) -> None:
        """Append one model; its position is the number of models before it.

        ``measures`` are columns of the caller's own, the same names for every model.
        """
        position = len(self._numbers["rows"])
        for name in CODED:
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
        codes = {name: np.array(column, np.int32) for name, column in self._codes.items()}
        values = {name: list(known) for name, known in self._known.items()}
        downloads = np.array(self._numbers["downloads"], np.int64)
        family = self._families.finish()
        return FilterColumns(
            codes=codes,
            values=values,
            numbers={
                "family": family,
                "by_family": by_family(family),
                **{name: np.array(column, np.int64) for name, column in self._numbers.items()},
            },
            measures={
                name: np.array(column, np.float32) for name, column in self._measures.items()
            },
            listed={
                POPULAR: most_popular(codes["pipeline_tag"], values["pipeline_tag"], downloads),
                **{
                    name: {value: np.array(at, np.int32) for value, at in lists.items()}
                    for name, lists in self._listed.items()
                },
            },
        )

    def _code(self, name: str, value: str | None) -> int:
        if value is None:
            return UNKNOWN
        known = self._known[name]
        return known.setdefault(value, len(known))


def most_popular(
    tasks: NDArray[np.int32], names: Sequence[str], downloads: NDArray[np.int64]
) -> dict[str, NDArray[np.int32]]:
    """Return the positions of each task's most downloaded models, most downloaded first."""
    order = np.argsort(-downloads, kind="stable").astype(np.int32)
    order = order[downloads[order] > 0]
    return {name: order[tasks[order] == code][:_MOST_POPULAR] for code, name in enumerate(names)}


def by_family(family: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return all positions in the order of their families: one family's stand together."""
    return np.argsort(family, kind="stable")


def _number(value: int | None) -> int:
    return UNKNOWN if value is None else value


def _day(moment: str | None) -> int:
    try:
        return date.fromisoformat((moment or "")[:10]).toordinal()
    except ValueError:
        return UNKNOWN
