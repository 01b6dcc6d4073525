"""Loads tables of many models at once: raw ones of the Hub's shape, cards, hubscan's own export.

Tables of the same models are joined in the catalogue, on the id: each adds what it knows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from datetime import date
from itertools import islice
from pathlib import Path

from hubscan.catalogue.bulk import Batch, Table
from hubscan.catalogue.derive import Provenance
from hubscan.catalogue.exchange import read_own, read_raw
from hubscan.catalogue.intake import Intake
from hubscan.catalogue.journal import Cursor
from hubscan.catalogue.merge import join
from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.reading import Read, read_all
from hubscan.catalogue.record import ModelRecord
from hubscan.catalogue.snapshot import count_models
from hubscan.catalogue.sources import local_files
from hubscan.catalogue.status import Progress, Status
from hubscan.errors import CatalogueError, DataError

_RAW_COLUMNS = (
    "id", "modelId", "author", "sha", "createdAt", "lastModified", "last_modified", "downloads",
    "likes", "tags", "pipeline_tag", "library_name", "safetensors", "gguf", "baseModels",
    "cardData", "config", "private", "gated", "card",
)  # fmt: skip
_OWN_COLUMNS = tuple(field.name for field in fields(ModelRecord))
_LONG_AGO = "1970-01-01"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PROCESSES = max(1, min(4, (os.cpu_count() or 1)))

_BATCHES_AT_ONCE = 8  # ids come in any order: a transaction touches pages all over the indexes
_SMALL = 20_000  # rows that are read before other processes have started


def load(
    catalogue: Catalogue,
    source: str,
    *,
    as_of: str | None = None,
    resume: bool = True,
    processes: int | None = None,
    progress: Progress = lambda status: None,
) -> Status:
    """Load a table, from where an unfinished loading of it stopped; every batch with its cursor.

    ``as_of`` is the day on which the table was true; without it, the newest modification met so
    far: the table is at least that new. ``processes`` read besides this one; None chooses, none
    for a small table. Raises DataError where it cannot be read.
    """
    table, journal, name = Table(source), catalogue.journal, _cursor_name(source)
    shape, columns = _shape(table)
    cursor = (journal.cursor(name) if resume else None) or Cursor(name, started=as_of or _LONG_AGO)
    intake, status, total = Intake(catalogue, join), Status(), _total(source)
    batches = table.batches(columns, skip=cursor.rows)
    dated = _dated(batches, Path(source).name, as_of, cursor.started)
    if processes is None:
        processes = 0 if total is not None and total <= _SMALL else _PROCESSES
    with closing(read_all(dated, shape, processes)) as portions:
        for some in iter(lambda: list(islice(portions, _BATCHES_AT_ONCE)), []):
            with catalogue.transaction():
                for portion in some:
                    cursor = replace(cursor, rows=cursor.rows + portion.rows, started=portion.as_of)
                    taken = intake.store(portion.readings)
                    status.count(len(taken.model_ids), taken.changed, taken.problems)
                journal.save_cursor(cursor)
            status.fraction = min(1.0, cursor.rows / total) if total else None
            progress(status)
    journal.finish(cursor, None)
    return status


def _shape(table: Table) -> tuple[Read, tuple[str, ...]]:
    if "model_id" in table.columns:
        return read_own, _OWN_COLUMNS
    if "id" in table.columns or "modelId" in table.columns:
        return read_raw, _RAW_COLUMNS
    raise DataError(f"{table.source} has no column id, modelId or model_id: no table of models")


def _dated(
    batches: Iterator[Batch], name: str, as_of: str | None, newest: str
) -> Iterator[tuple[Batch, Provenance]]:
    for batch in batches:
        newest = as_of or max([newest, *_days(batch)])
        yield batch, Provenance(name, newest)


def _days(batch: Batch) -> list[str]:
    """Return the days of a batch's rows; a day to come is a mistake."""
    today = date.today().isoformat()
    names = {"lastModified", "last_modified", "as_of"} & set(batch.column_names)
    moments = (moment for name in names for moment in batch.column(name).to_pylist())
    days = (str(moment)[:10] for moment in moments if moment)
    return [day for day in days if _DAY.fullmatch(day) and day <= today]


def _cursor_name(source: str) -> str:
    """Name what is read: another file under the same name has another size."""
    size = sum(file.stat().st_size for file in local_files(source))
    return f"table {source} {size or ''}".rstrip()


def _total(source: str) -> int | None:
    """Return the number of rows of a local table. Raises DataError."""
    try:
        return sum(map(count_models, local_files(source))) or None
    except CatalogueError as error:
        raise DataError(f"{source} is no table that can be read: {error}") from error
