"""Changes a few models of existing filter columns, without a look at all the others."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.columns import DELETED, POPULAR, FilterColumns
from hubscan.catalogue.columns_builder import by_family, most_popular

Positions = NDArray[np.int64]


def updated(
    old: FilterColumns, changed: FilterColumns, at: Positions, deleted: Positions
) -> FilterColumns:
    """Return ``old`` with the m models of ``changed`` standing at the positions ``at`` (m,).

    Positions from ``len(old)`` up are new models; the models at ``deleted`` are gone.
    """
    size = max(len(old), int(at.max(initial=-1)) + 1)
    values = {name: _union(old.values[name], changed.values[name]) for name in old.values}
    codes = {
        name: _put(column, size, at, _recoded(changed, name, values[name]))
        for name, column in old.codes.items()
    }
    numbers = {
        name: _put(column, size, at, changed.numbers[name]) for name, column in old.numbers.items()
    }
    measures = {
        # a measure that the changed ones lack is derived from all models: it is made anew
        name: _put(column, size, at, changed.measures.get(name, np.float32(np.nan)))
        for name, column in old.measures.items()
    }
    listed = {name: _relisted(old, changed, name, at) for name in old.listed if name != POPULAR}
    numbers["by_family"] = by_family(numbers["family"])
    before = old.deleted.positions()
    gone = np.setdiff1d(np.union1d(before, deleted), np.setdiff1d(at, deleted))
    listed["flags"][DELETED] = gone.astype(np.int32)
    downloads = numbers["downloads"].copy()
    downloads[gone] = 0  # what is gone is proposed to nobody
    listed[POPULAR] = most_popular(codes["pipeline_tag"], values["pipeline_tag"], downloads)
    return FilterColumns(codes, values, numbers, measures, listed)


def _put(
    column: NDArray[Any], size: int, at: Positions, new: NDArray[Any] | np.float32
) -> NDArray[Any]:
    grown = np.concatenate([column, np.zeros(size - len(column), column.dtype)])
    grown[at] = new
    return grown


def _union(old: list[str], new: list[str]) -> list[str]:
    return list(dict.fromkeys([*old, *new]))


def _recoded(changed: FilterColumns, name: str, values: list[str]) -> NDArray[np.int32]:
    code = {value: number for number, value in enumerate(values)}
    # the last entry stands for the code of the unknown, -1
    table = np.array([*(code[value] for value in changed.values[name]), -1], np.int32)
    recoded: NDArray[np.int32] = table[changed.codes[name]]
    return recoded


def _relisted(
    old: FilterColumns, changed: FilterColumns, name: str, at: Positions
) -> dict[str, NDArray[np.int32]]:
    kept = {
        value: positions[~np.isin(positions, at)] for value, positions in old.listed[name].items()
    }
    for value, positions in changed.listed[name].items():
        added = at[positions].astype(np.int32)
        kept[value] = np.union1d(kept.get(value, np.empty(0, np.int32)), added).astype(np.int32)
    return kept
