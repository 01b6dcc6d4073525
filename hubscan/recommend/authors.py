"""Who owns the models of a catalogue."""

from __future__ import annotations

import numpy as np

from hubscan.catalogue.columns import FilterColumns


def authors(columns: FilterColumns, limit: int) -> tuple[str, ...]:
    """Return the owners of models, those of the most models first."""
    names = columns.values["author"]
    at = (columns.known("author") - columns.deleted).positions()
    counts = np.bincount(columns.codes["author"][at], minlength=len(names))
    order = np.argsort(-counts, kind="stable")[:limit]
    return tuple(names[code] for code in order if counts[code])


def rows_of_author(columns: FilterColumns, author: str) -> list[int]:
    """Return the catalogue rows of an owner's models, the most downloaded first."""
    at = (columns.among("author", [author]) - columns.deleted).positions()
    order = np.argsort(-columns.numbers["downloads"][at], kind="stable")
    return [int(row) for row in columns.rows[at[order]]]
