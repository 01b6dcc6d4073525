"""The catalogue of record: every model's facts by row number, transactional and resumable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from hubscan.catalogue import writing
from hubscan.catalogue.compaction import compact, new_epoch
from hubscan.catalogue.database import Database
from hubscan.catalogue.journal import Journal
from hubscan.catalogue.kinship import Lineage, lineage
from hubscan.catalogue.names import current_id
from hubscan.catalogue.near import find_near, ids_by_name, ids_by_start
from hubscan.catalogue.overview import Overview, overview
from hubscan.catalogue.record import ModelRecord, QualityScore
from hubscan.catalogue.rows import Row, decode, encode
from hubscan.catalogue.writing import NAMES, PART, Join, key

_SELECT = f"SELECT row, {NAMES} FROM models"
_BATCH = 2_000


class KnownBase(NamedTuple):
    """What a model may have from its base."""

    model_id: str
    pipeline_tag: str | None
    parameters: int | None


@dataclass(frozen=True)
class Changes:
    """The rows that differ between two generations, in ascending order."""

    upserted: tuple[int, ...]
    deleted: tuple[int, ...]


class Catalogue:
    """The rows of one catalogue file; open it with ``open_catalogue``.

    A row number is stable until the catalogue is compacted or filled anew, which begins another
    epoch. Deleted rows stay as tombstones, so that numbers are never given twice.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return self._number("SELECT count(*) FROM models WHERE deleted = 0")

    def close(self) -> None:
        self._database.close()

    @property
    def path(self) -> Path:
        return self._database.path

    @property
    def journal(self) -> Journal:
        """What harvests remember: it writes in the catalogue's transactions."""
        return Journal(self._database)

    @property
    def writable(self) -> bool:
        return self._database.writable

    @property
    def generation(self) -> str:
        """Name the state of the rows: epoch and counter, changed by every change."""
        return f"{self.meta('epoch')}.{self.meta('counter') or 0}"

    @property
    def snapshot_date(self) -> date:
        """Return the newest date on which all that the catalogue was filled from was true."""
        return date.fromisoformat(self.meta("snapshot_date") or "1970-01-01")

    @property
    def row_limit(self) -> int:
        """Return the first row number that was never given: an array by row has this length."""
        return self._number("SELECT ifnull(max(row) + 1, 0) FROM models")

    def transaction(self) -> AbstractContextManager[None]:
        """Make all writes of the block one."""
        return self._database.transaction()

    def meta(self, key: str) -> str | None:
        """Return a value kept beside the rows, such as the cursor of a harvest."""
        row = self._database.one("SELECT value FROM meta WHERE key = ?", (key,))
        return row[0] if row else None

    def set_meta(self, key: str, value: str | None) -> None:
        """Keep a value beside the rows, in the same transaction; None removes it."""
        if value is None:
            self._database.execute("DELETE FROM meta WHERE key = ?", (key,))
        else:
            self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def records(self, rows: Sequence[int]) -> list[ModelRecord]:
        """Return the records of row numbers, in the order asked; KeyError for an unknown one."""
        found = dict(self._fetch(rows))
        return [found[int(row)] for row in rows]

    def rows_of(self, model_ids: Iterable[str]) -> dict[str, int]:
        """Return the row numbers of those ids that are known, by the id as given."""
        wanted = list(model_ids)
        found = {key(name): row for row, name in self._among("row, model_id", wanted)}
        return {each: found[key(each)] for each in wanted if key(each) in found}

    def bases(self, model_ids: Iterable[str]) -> dict[str, KnownBase]:
        """Return what is asked of a base of those ids that are known, by the id as given."""
        today = {each: current_id(each) for each in model_ids}
        wanted = list({*today, *today.values()})
        columns = "model_id, pipeline_tag, parameters"
        found = {key(row[0]): KnownBase(*row) for row in self._among(columns, wanted)}
        names = {old: key(old) if key(old) in found else key(new) for old, new in today.items()}
        return {each: found[name] for each, name in names.items() if name in found}

    def _among(self, columns: str, model_ids: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(model_ids), PART):
            part = model_ids[start : start + PART]
            marks = ", ".join("?" * len(part))
            where = f"deleted = 0 AND model_id IN ({marks})"
            yield from self._database.query(f"SELECT {columns} FROM models WHERE {where}", part)

    def find(self, model_id: str) -> tuple[int, ModelRecord] | None:
        """Return a model's row number and record; case and the names of the past do not matter."""
        sql = f"{_SELECT} WHERE model_id = ? AND deleted = 0"
        row = self._database.one(sql, (model_id,))
        if row is None and (renamed := current_id(model_id)) != model_id:
            row = self._database.one(sql, (renamed,))
        return (row[0], decode(row[1:])) if row else None

    def find_near(self, model_id: str, limit: int = 3) -> list[str]:
        """Return known ids that somebody may have meant, the likeliest first."""
        return find_near(self._database, model_id, limit)

    def ids_starting(self, name: str, owner: str | None = None, limit: int = 500) -> list[str]:
        """Return ids whose name begins so, of one owner or of all, the most downloaded first."""
        if owner is None:
            return ids_by_name(self._database, name.lower(), limit)
        return ids_by_start(self._database, f"{owner}/{name}", limit)

    def iterate(self) -> Iterator[tuple[int, ModelRecord]]:
        """Yield every row in the order of the numbers, with bounded memory."""
        last = -1
        sql = f"{_SELECT} WHERE row > ? AND deleted = 0 ORDER BY row LIMIT {_BATCH}"
        while batch := self._database.query(sql, (last,)):
            yield from ((row[0], decode(row[1:])) for row in batch)
            last = batch[-1][0]

    def lineage(self, model_id: str, limit: int = 1_000) -> Lineage:
        """Return the edges above and below a model; it need not be in the catalogue itself."""
        found = self.find(model_id)
        return lineage(self._database, model_id, found[1].base_models if found else (), limit)

    def scores(self, model_id: str) -> list[QualityScore]:
        """Return a model's published scores, by benchmark."""
        rows = self._database.query(
            "SELECT model_id, benchmark, metric, value, higher_is_better, as_of, source "
            "FROM scores WHERE model_id = ? ORDER BY benchmark, metric, as_of DESC",
            (model_id,),
        )
        return [_score(row) for row in rows]

    def changes_since(self, generation: str) -> Changes | None:
        """Return the rows changed since a generation; None when rows were numbered anew."""
        epoch, _, counter = generation.partition(".")
        if epoch != self.meta("epoch") or not counter.isdecimal():
            return None
        rows = self._database.query(
            "SELECT row, deleted FROM models WHERE changed > ? AND changed > 0 ORDER BY row",
            (int(counter),),
        )
        return Changes(
            upserted=tuple(row for row, deleted in rows if not deleted),
            deleted=tuple(row for row, deleted in rows if deleted),
        )

    def upsert(self, records: Iterable[ModelRecord]) -> list[int]:
        """Insert or replace rows by model id; return the numbers of those whose facts changed."""
        return self.put(map(encode, records), lambda older, newer: newer)

    def put(self, rows: Iterable[Row], join: Join) -> list[int]:
        """Insert rows, or join them to those of the same id; return the numbers as ``upsert``."""
        with self.transaction():
            counter = self._next_counter()
            changed = writing.upsert(self._database, rows, counter, join)
            if changed:
                self.set_meta("counter", str(counter))
        return changed

    def is_sound(self) -> bool:
        """Read the whole file and tell whether it is undamaged."""
        return self._database.query("PRAGMA integrity_check") == [("ok",)]

    def compact(self) -> int:
        """Drop the tombstones and number the rows anew, by task, then downloads; return how many.

        This begins another epoch: indexes are built anew.
        """
        return compact(self._database)

    def overview(self) -> Overview:
        """Return the numbers that describe the catalogue."""
        return overview(self._database)

    def delete(self, model_ids: Iterable[str]) -> list[int]:
        """Turn rows into tombstones; return their numbers."""
        with self.transaction():
            counter = self._next_counter()
            rows = [row for model_id in model_ids for row in self._bury(model_id, counter)]
            if rows:
                self.set_meta("counter", str(counter))
        return rows

    def add_scores(self, scores: Iterable[QualityScore]) -> None:
        """Add published scores; one of the same model, benchmark, source and date is replaced."""
        with self.transaction():
            self._database.execute_many(
                "INSERT OR REPLACE INTO scores VALUES (?, ?, ?, ?, ?, ?, ?)",
                map(_score_values, scores),
            )

    def fill(self, records: Iterable[ModelRecord]) -> None:
        """Fill an empty catalogue: rows get numbers as they come, the first of an id wins."""
        with self.transaction():
            self.set_meta("epoch", new_epoch())
            newest = writing.fill(self._database, records)
            self.set_meta("snapshot_date", newest[:10] or None)

    def _bury(self, model_id: str, counter: int) -> list[int]:
        rows = self._database.query(
            "SELECT row FROM models WHERE model_id = ? AND deleted = 0", (model_id,)
        )
        for (row,) in rows:
            self._database.execute(
                "UPDATE models SET deleted = 1, changed = ? WHERE row = ?", (counter, row)
            )
        return [row for (row,) in rows]

    def _next_counter(self) -> int:
        return int(self.meta("counter") or 0) + 1

    def _fetch(self, rows: Sequence[int]) -> Iterator[tuple[int, ModelRecord]]:
        for start in range(0, len(rows), PART):
            part = [int(row) for row in rows[start : start + PART]]
            marks = ", ".join("?" * len(part))
            for row in self._database.query(f"{_SELECT} WHERE row IN ({marks})", part):
                yield row[0], decode(row[1:])

    def _number(self, sql: str) -> int:
        row = self._database.one(sql)
        return int(row[0]) if row else 0


_score_values = attrgetter(
    "model_id", "benchmark", "metric", "value", "higher_is_better", "as_of", "source"
)


def _score(row: Sequence[Any]) -> QualityScore:
    model_id, benchmark, metric, value, higher_is_better, as_of, source = row
    return QualityScore(
        model_id=model_id,
        benchmark=benchmark,
        metric=metric,
        value=value,
        higher_is_better=bool(higher_is_better),
        as_of=as_of,
        source=source,
    )
