"""Opens the catalogue of a data folder, and fills it from the shipped snapshot on first use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from hubscan.catalogue.database import Database, exclusive, explained
from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.record import ModelRecord, QualityScore
from hubscan.errors import CatalogueError
from hubscan.files import replacing

__all__ = ["Catalogue", "open_catalogue"]

Progress = Callable[[int, int], None]
Snapshot = Callable[[], tuple[int, Iterable[ModelRecord], Iterable[QualityScore]]]

FILE_NAME = "catalogue.sqlite"
LOCK_NAME = "catalogue.lock"
_FILLING_S = 120.0
_STEP = 1_000

Item = TypeVar("Item")


def open_catalogue(
    data_dir: Path, progress: Progress | None = None, snapshot: Snapshot | None = None
) -> Catalogue:
    """Open the catalogue in ``data_dir``, filled from the shipped snapshot when there is none.

    ``progress(done, total)`` is told how far the filling is; ``snapshot`` gives the number of
    records, the records and the scores to fill from. Raises CatalogueError.
    """
    path = data_dir / FILE_NAME
    with explained(path):
        if not path.exists():
            _fill_once(path, snapshot or shipped_snapshot, progress)
    return Catalogue(Database(path))


def shipped_snapshot() -> tuple[int, Iterable[ModelRecord], Iterable[QualityScore]]:
    """Return the size and the content of the snapshot that ships with the package."""
    from hubscan.catalogue import snapshot  # needs pyarrow, which only the first use pays for
    from hubscan.resources import resource

    models, scores = (
        resource("data", "catalogue", f"{name}.parquet") for name in ("models", "scores")
    )
    return snapshot.count(models), snapshot.read_models(models), snapshot.read_scores(scores)


def _fill_once(path: Path, snapshot: Snapshot, progress: Progress | None) -> None:
    with exclusive(path.with_name(LOCK_NAME), wait_s=_FILLING_S) as held:
        if path.exists():
            return  # another process filled it while this one waited
        if not held:
            raise CatalogueError(f"{path} is being filled by another process: try again later")
        for rest in path.parent.glob(f".{path.name}.*"):
            rest.unlink(missing_ok=True)  # of a process that was killed while filling
        _fill(path, snapshot, progress)


def _fill(path: Path, snapshot: Snapshot, progress: Progress | None) -> None:
    total, records, scores = snapshot()
    with (
        replacing(path) as beside,
        Catalogue(Database(beside, create=True)) as catalogue,
        catalogue.transaction(),
    ):
        catalogue.fill(_told(records, total, progress))
        catalogue.add_scores(scores)


def _told(items: Iterable[Item], total: int, progress: Progress | None) -> Iterator[Item]:
    for done, item in enumerate(items):
        if progress is not None and done % _STEP == 0:
            progress(done, total)
        yield item
    if progress is not None:
        progress(total, total)
