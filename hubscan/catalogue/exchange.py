"""hubscan's own tables: a catalogue written as Parquet shards with a card, and read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from hubscan import __version__
from hubscan.catalogue.derive import Provenance
from hubscan.catalogue.intake import Readings, read
from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.own import own_record
from hubscan.catalogue.record import ModelRecord
from hubscan.catalogue.snapshot import write_export
from hubscan.errors import UsageError
from hubscan.files import write_bytes

SHARD_ROWS = 100_000
_FOLDER = "data"


@dataclass(frozen=True)
class Export:
    """What was written: rows, files, and rows left out because they are private."""

    rows: int
    files: int
    private: int


def export(
    catalogue: Catalogue,
    folder: Path,
    *,
    private: bool = False,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Export:
    """Write the catalogue as shards with a dataset card; the cards' own words stay out of it.

    Private models are left out unless asked for.
    """
    if any(folder.glob(f"{_FOLDER}/*.parquet")):
        raise UsageError(f"{folder} holds an export already: choose an empty folder")
    total, rows, files = len(catalogue), 0, 0
    left_out = 0 if private else catalogue.overview().private
    records = (each for _, each in catalogue.iterate() if private or not each.private)
    for shard in _shards(records):
        write_export(folder / _FOLDER / f"models-{files:05d}.parquet", shard)
        rows, files = rows + len(shard), files + 1
        progress(rows, total)
    card = _card(catalogue, rows)
    write_bytes(folder / "README.md", card.encode())
    return Export(rows, files, left_out)


def read_raw(batch: Any, origin: Provenance) -> Readings:
    """Read the rows of a pyarrow table of the Hub's own shape."""
    return read(_rows(batch), origin)


def read_own(batch: Any, origin: Provenance) -> Readings:
    """Read the rows of a pyarrow table of such an export."""
    return read(_rows(batch), origin, derived_of=own_record)


def _rows(batch: Any) -> list[Any]:
    """Return a table's rows; None stands for one that cannot be read, such as broken UTF-8."""
    try:
        return list(batch.to_pylist())
    except ValueError:
        if len(batch) == 1:
            return [None]
        return [row for start in range(len(batch)) for row in _rows(batch.slice(start, 1))]


def _shards(records: Iterator[ModelRecord]) -> Iterator[list[ModelRecord]]:
    while shard := list(islice(records, SHARD_ROWS)):
        yield shard


def _card(catalogue: Catalogue, rows: int) -> str:
    return f"""---
pretty_name: Models of the Hugging Face Hub, a hubscan catalogue
size_categories:
- {_size_category(rows)}
tags:
- hubscan
- model-metadata
configs:
- config_name: default
  data_files: {_FOLDER}/*.parquet
---

# Models of the Hugging Face Hub

{rows:,} models as hubscan {__version__} knows them: task, licence, languages, lineage, parameters,
formats, quantization, reported emissions. Facts only; no card's own words. Each row says when it
was true (`as_of`) and where it comes from (`source`); the newest date of a whole pass is
{catalogue.snapshot_date.isoformat()}.

Load it with `hubscan catalogue import FOLDER_OR_DATASET`, or with
`datasets.load_dataset(...)`.
"""


def _size_category(rows: int) -> str:
    names = ("n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M", "10M<n<100M")
    return names[min(len(names) - 1, max(0, len(str(rows)) - 3))]
