"""Writes rows of the catalogue, many at a time: what is the same is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import itemgetter
from typing import TypeVar

from hubscan.catalogue.database import Database
from hubscan.catalogue.record import ModelRecord
from hubscan.catalogue.rows import COLUMNS, FACTS, Row, decode_bases, encode

Item = TypeVar("Item")
Join = Callable[[Row, Row], Row]

PART = 500  # SQLite's oldest limit on parameters is 999
NAMES = ", ".join(COLUMNS)

_INSERT = f"INSERT INTO models (row, changed, {NAMES}) VALUES (?, ?{', ?' * len(COLUMNS)})"
_UPDATE = (
    f"UPDATE models SET deleted = 0, changed = ?, {', '.join(f'{name} = ?' for name in COLUMNS)} "
    "WHERE row = ?"
)
_MODEL_ID, _BASES = COLUMNS.index("model_id"), COLUMNS.index("base_models")
_AS_OF, _SOURCE = COLUMNS.index("as_of"), COLUMNS.index("source")
_facts = itemgetter(*FACTS)


def key(model_id: str) -> str:
    """Return what two spellings of an id share: SQLite's NOCASE folds the letters of ASCII."""
    return model_id.encode().lower().decode()


def upsert(database: Database, rows: Iterable[Row], counter: int, join: Join) -> list[int]:
    """Insert or replace rows by model id; return the numbers of those whose facts changed.

    ``join(older, newer)`` makes one row of what is there and what comes.
    """
    changed = list[int]()
    for part in _parts(rows):
        values = {key(row[_MODEL_ID]): row for row in part}
        writes = _Writes(counter, _next_row(database))
        before = _before(database, [each[_MODEL_ID] for each in values.values()])
        for name, each in values.items():
            writes.put(before.get(name), each, join)
        writes.run(database)
        changed += writes.changed
    return changed


def fill(database: Database, records: Iterable[ModelRecord]) -> str:
    """Fill an empty table in the order given, the first of an id wins; return the newest date."""
    seen, newest = set[str](), ""
    for part in _parts(records):
        writes = _Writes(0, len(seen))
        for record in part:
            if (name := key(record.model_id)) not in seen:
                seen.add(name)
                writes.insert(encode(record))
                newest = max(newest, record.as_of)
        writes.run(database)
    return newest


@dataclass
class _Writes:
    """What is to be written of one part, by statement."""

    counter: int
    next_row: int
    changed: list[int] = field(default_factory=list)
    inserted: list[Row] = field(default_factory=list)
    updated: list[Row] = field(default_factory=list)
    stamped: list[Row] = field(default_factory=list)
    linked: list[Row] = field(default_factory=list)
    unlinked: list[Row] = field(default_factory=list)

    def insert(self, values: Row) -> None:
        """Plan one row of a new model."""
        self._link(self.next_row, None, values[_BASES])
        self.inserted.append((self.next_row, self.counter, *values))
        self.changed.append(self.next_row)
        self.next_row += 1

    def put(self, old: Row | None, values: Row, join: Join) -> None:
        """Plan one row; ``old`` is (row, deleted, values...) of the same model."""
        if old is None:
            self.insert(values)
            return
        row, deleted, *rest = old
        before = tuple(rest)
        if not deleted:
            values = join(before, values)
        if not deleted and _facts(before) == _facts(values):
            stamp = (values[_AS_OF], values[_SOURCE])
            if stamp != (before[_AS_OF], before[_SOURCE]):
                self.stamped.append((*stamp, row))
            return
        self._link(row, before[_BASES], values[_BASES])
        self.updated.append((self.counter, *values, row))
        self.changed.append(row)

    def run(self, database: Database) -> None:
        """Write all that is planned."""
        for sql, rows in (
            (_INSERT, self.inserted),
            (_UPDATE, self.updated),
            ("UPDATE models SET as_of = ?, source = ? WHERE row = ?", self.stamped),
            ("DELETE FROM edges WHERE base = ? AND child = ?", self.unlinked),
            ("INSERT OR IGNORE INTO edges VALUES (?, ?)", self.linked),
        ):
            if rows:
                database.execute_many(sql, rows)

    def _link(self, row: int, before: str | None, after: str | None) -> None:
        if before != after:
            self.unlinked += ((base.id, row) for base in decode_bases(before))
            self.linked += ((base.id, row) for base in decode_bases(after))


def _before(database: Database, model_ids: Sequence[str]) -> dict[str, Row]:
    marks = ", ".join("?" * len(model_ids))
    sql = f"SELECT row, deleted, {NAMES} FROM models WHERE model_id IN ({marks})"
    return {key(row[2 + _MODEL_ID]): row for row in database.query(sql, model_ids)}


def _next_row(database: Database) -> int:
    return int(database.query("SELECT ifnull(max(row) + 1, 0) FROM models")[0][0])


def _parts(items: Iterable[Item]) -> Iterator[list[Item]]:
    waiting = iter(items)
    while part := list(islice(waiting, PART)):
        yield part
