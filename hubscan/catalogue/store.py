"""Opens the catalogue of a data folder, and fills it from the shipped snapshot on first use."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TypeVar

from hubscan.catalogue.database import Database, exclusive, explained
from hubscan.catalogue.merge import merge
from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.record import ModelRecord, QualityScore
from hubscan.catalogue.rows import COLUMNS, Row, encode
from hubscan.errors import CatalogueError
from hubscan.files import replacing
from hubscan.resources import resource

__all__ = ["Catalogue", "Snapshot", "existing_catalogue", "open_catalogue", "shipped_snapshot"]

Progress = Callable[[int, int], None]
Item = TypeVar("Item")

FILE_NAME = "catalogue.sqlite"
LOCK_NAME = "catalogue.lock"
_FILLING_S = 120.0
_STEP = 1_000
_FOOTER_BYTES = 1 << 16
_AS_OF = COLUMNS.index("as_of")


@dataclass(frozen=True)
class Snapshot:
    """What a catalogue is filled from; the fingerprint tells one snapshot from another."""

    fingerprint: str
    total: Callable[[], int]
    records: Callable[[], Iterable[ModelRecord]]
    scores: Callable[[], Iterable[QualityScore]]


def open_catalogue(
    data_dir: Path, progress: Progress | None = None, snapshot: Snapshot | None = None
) -> Catalogue:
    """Open the catalogue in ``data_dir``, filled from the snapshot (the shipped one) when new.

    One that was filled from another snapshot is brought up to date, harvested rows kept where
    they are newer. ``progress(done, total)`` is told how far that is. Raises CatalogueError.
    """
    path = data_dir / FILE_NAME
    snapshot = snapshot or shipped_snapshot()
    with explained(path):
        if not path.exists():
            _fill_once(path, snapshot, progress)
    catalogue = Catalogue(Database(path))
    try:
        _bring_up_to_date(catalogue, snapshot, progress)
    except BaseException:
        catalogue.close()
        raise
    return catalogue


def existing_catalogue(data_dir: Path) -> Catalogue | None:
    """Open the catalogue in ``data_dir`` as it is; None where there is none. Fills nothing."""
    path = data_dir / FILE_NAME
    return Catalogue(Database(path)) if path.exists() else None


def shipped_snapshot() -> Snapshot:
    """Describe the snapshot that ships with the package, without reading it."""
    models = resource("data", "catalogue", "models.parquet")
    scores = resource("data", "catalogue", "scores.parquet")
    return Snapshot(
        fingerprint=_fingerprint(models),
        total=lambda: _parquet().count_models(models),
        records=lambda: _parquet().read_models(models),
        scores=lambda: _parquet().read_scores(scores),
    )


def _parquet() -> ModuleType:
    from hubscan.catalogue import snapshot  # pyarrow: only a first use pays for its import

    return snapshot


def _fingerprint(path: Path) -> str:
    """Tell a Parquet file by its size and its end, where the statistics of all columns are."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - _FOOTER_BYTES))
        return f"{size}-{zlib.crc32(stream.read()):08x}"


def _fill_once(path: Path, snapshot: Snapshot, progress: Progress | None) -> None:
    with exclusive(path.with_name(LOCK_NAME), wait_s=_FILLING_S) as held:
        if path.exists():
            return  # another process filled it while this one waited
        if not held:
            raise CatalogueError(f"{path} is being filled by another process: try again later")
        for rest in path.parent.glob(f".{path.name}.*"):
            rest.unlink(missing_ok=True)  # of a process that was killed while filling
        with replacing(path) as beside, Catalogue(Database(beside, create=True)) as catalogue:
            catalogue.fill(_told(snapshot.records(), snapshot.total(), progress))
            catalogue.add_scores(snapshot.scores())
            catalogue.set_meta("snapshot", snapshot.fingerprint)


def _bring_up_to_date(catalogue: Catalogue, snapshot: Snapshot, progress: Progress | None) -> None:
    if catalogue.meta("snapshot") == snapshot.fingerprint or not catalogue.writable:
        return
    with catalogue.transaction():
        if catalogue.meta("snapshot") == snapshot.fingerprint:
            return  # another process was quicker
        dates = [catalogue.snapshot_date.isoformat()]
        catalogue.put(_dated(_told(snapshot.records(), snapshot.total(), progress), dates), _joined)
        catalogue.add_scores(snapshot.scores())
        catalogue.set_meta("snapshot_date", max(dates)[:10])
        catalogue.set_meta("snapshot", snapshot.fingerprint)


def _dated(records: Iterable[ModelRecord], dates: list[str]) -> Iterator[Row]:
    """Yield the rows of records; add the newest date to ``dates``."""
    newest = ""
    for record in records:
        newest = max(newest, record.as_of)
        yield encode(record)
    dates.append(newest)


def _joined(known: Row, shipped: Row) -> Row:
    """Return what the catalogue and a snapshot say of a model: the newer wins, else the latter."""
    return merge(shipped, known) if known[_AS_OF] > shipped[_AS_OF] else merge(known, shipped)


def _told(items: Iterable[Item], total: int, progress: Progress | None) -> Iterator[Item]:
    for done, item in enumerate(items):
        if progress is not None and done % _STEP == 0:
            progress(done, total)
        yield item
    if progress is not None:
        progress(total, total)
