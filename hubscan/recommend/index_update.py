"""Makes the index of a changed catalogue from an older one: only what changed is embedded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.columns import FilterColumns
from hubscan.catalogue.columns_builder import ColumnsBuilder
from hubscan.catalogue.columns_update import updated
from hubscan.catalogue.families import copied_from
from hubscan.catalogue.models import Changes
from hubscan.catalogue.record import ModelRecord
from hubscan.catalogue.store import Catalogue
from hubscan.errors import DataError
from hubscan.files import publishing
from hubscan.recommend.figures import measures
from hubscan.recommend.ranking import with_decades
from hubscan.search.encoder import Encoder
from hubscan.search.index import Document, Manifest, SearchIndex, check, read_manifest, seal
from hubscan.search.text import model_text

COLUMNS = "columns"
_FEW = 0.2  # of all rows: with more of them changed, building anew is the quicker way

Positions = NDArray[np.int64]


def made_from_older(folder: Path, catalogue: Catalogue, encoder: Encoder) -> bool:
    """Make an index from an older one where few rows have changed since; tell whether it was."""
    for old, changes in _older(folder, catalogue, encoder):
        with publishing(folder) as beside:
            _update(old, beside, catalogue, changes, encoder)
        return True
    return False


def _older(folder: Path, catalogue: Catalogue, encoder: Encoder) -> Iterator[tuple[Path, Changes]]:
    for other in sorted(folder.parent.iterdir()) if folder.parent.is_dir() else ():
        found = read_manifest(other)
        if found is None or found != Manifest.of(encoder, found.generation):
            continue
        changes = catalogue.changes_since(found.generation)
        if changes is not None and _is_few(changes, len(catalogue)) and _is_whole(other, found):
            yield other, changes


def _is_few(changes: Changes, total: int) -> bool:
    return len(changes.upserted) + len(changes.deleted) <= _FEW * total


def _is_whole(folder: Path, manifest: Manifest) -> bool:
    try:
        check(folder, manifest)
    except DataError:
        return False
    return True


def _update(
    old: Path, folder: Path, catalogue: Catalogue, changes: Changes, encoder: Encoder
) -> None:
    columns = FilterColumns.load(old / COLUMNS)
    records = catalogue.records(changes.upserted)
    at = _places(columns, changes.upserted)
    gone = np.flatnonzero(np.isin(columns.rows, changes.deleted))
    documents = {
        position: Document(model_text(record), record.pipeline_tag)
        for position, record in zip(at.tolist(), records, strict=True)
    }
    SearchIndex.update(old, folder, documents, gone.tolist(), encoder)
    changed = _columns_of(changes.upserted, records)
    changed.numbers["family"][:] = _families(columns, catalogue, records, at)
    with_decades(updated(columns, changed, at, gone)).save(folder / COLUMNS)
    seal(folder, Manifest.of(encoder, catalogue.generation))


def _columns_of(rows: Sequence[int], records: Sequence[ModelRecord]) -> FilterColumns:
    builder = ColumnsBuilder()
    for row, record in zip(rows, records, strict=True):
        builder.add(row, record, measures(record))
    return builder.finish()


def _places(columns: FilterColumns, rows: Sequence[int]) -> Positions:
    """Return the position of each row: its own where it has one, else behind all others."""
    wanted = np.asarray(rows, np.int64)
    places = np.searchsorted(columns.rows, wanted)
    known = np.isin(wanted, columns.rows)
    places[~known] = len(columns) + np.arange(int((~known).sum()))
    return places


def _families(
    columns: FilterColumns, catalogue: Catalogue, records: Sequence[ModelRecord], at: Positions
) -> Positions:
    """Return the family of each record: that of what it is a copy of, its own before, or a new."""
    families = columns.numbers["family"]
    found = int(families.max(initial=-1)) + 1 + np.arange(len(records))
    old = at < len(columns)
    found[old] = families[at[old]]
    for number, record in enumerate(records):
        base = copied_from(record)
        row = catalogue.find(base) if base else None
        if row is not None and row[0] in columns.rows:
            found[number] = families[np.searchsorted(columns.rows, row[0])]
    return found
