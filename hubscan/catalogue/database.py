"""SQLite, and only here: opening, locking, transactions, and errors as one clear line."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hubscan.catalogue.schema import APPLICATION_ID, MIGRATIONS
from hubscan.errors import CatalogueError

Row = tuple[Any, ...]

BUSY_S = 60.0
_CACHE_KIB = 64 * 1024
_CHECKPOINT_PAGES = 8_000  # 32 MB: many pages are written again and again before


class Database:
    """One SQLite file in WAL mode: readers go on while one process writes.

    May be shared between threads: every query fetches what it returns before it returns.
    """

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        # WAL needs to write beside the file: where that is forbidden nobody else writes either
        self.writable = create or os.access(path.parent, os.W_OK)
        with explained(path):
            self._connection = _connect(
                path, "rwc" if create else "rw" if self.writable else "ro&immutable=1"
            )
        try:
            self._prepare(create)
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        self._connection.close()

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        """Return all rows of one statement."""
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise CatalogueError(_explain(self.path, error)) from error

    def one(self, sql: str, parameters: Sequence[Any] = ()) -> Row | None:
        """Return the first row of one statement, or None."""
        rows = self.query(sql, parameters)
        return rows[0] if rows else None

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run one writing statement; return how many rows it touched."""
        with explained(self.path):
            return self._connection.execute(sql, parameters).rowcount

    def execute_many(self, sql: str, rows: Iterable[Sequence[Any]]) -> int:
        """Run one writing statement for each row; return how many rows were touched in all."""
        with explained(self.path):
            return self._connection.executemany(sql, rows).rowcount

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all writes of the block one: nested blocks belong to the outermost."""
        if self._connection.in_transaction:
            yield
            return
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.execute("COMMIT")
        except BaseException:
            with explained(self.path):
                self._connection.rollback()
            raise

    def _prepare(self, create: bool) -> None:
        if create:
            self.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            self.execute("PRAGMA journal_mode = WAL")
        elif self._pragma("application_id") != APPLICATION_ID:
            raise CatalogueError(
                f"{self.path} is not a hubscan catalogue: choose another --data-dir, or move it"
            )
        self._migrate()

    def _migrate(self) -> None:
        version = self._pragma("user_version")
        if version > len(MIGRATIONS):
            raise CatalogueError(
                f"{self.path} was written by a newer hubscan: upgrade, or choose another --data-dir"
            )
        for number in range(version, len(MIGRATIONS)):
            with self.transaction():
                if self._pragma("user_version") > number:
                    continue  # another process was quicker
                for statement in MIGRATIONS[number]:
                    self.execute(statement)
                self.execute(f"PRAGMA user_version = {number + 1}")

    def _pragma(self, name: str) -> int:
        row = self.one(f"PRAGMA {name}")
        return int(row[0]) if row else 0


@contextmanager
def exclusive(path: Path, *, wait_s: float) -> Iterator[bool]:
    """Hold a lock file for the block; yield False when another process kept it for ``wait_s``.

    An exclusive transaction on an empty database is a lock on every platform that the system
    releases however the process dies.
    """
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=wait_s, isolation_level=None)
    try:
        yield _begin_exclusive(connection)
    finally:
        connection.close()


def _begin_exclusive(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            return False
        raise
    return True


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?mode={mode}"
    connection = sqlite3.connect(
        uri, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    return connection


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn whatever SQLite or the system says of a file into one line that says what to do."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise CatalogueError(_explain(path, error)) from error


def _explain(path: Path, error: Exception) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if primary in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return f"{path} is damaged ({error}): delete it, it is filled anew from the shipped one"
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"{path} is being written by another process: try again when it has finished"
    if primary == sqlite3.SQLITE_FULL:
        return f"{path}: the disk is full: nothing was changed"
    if primary == sqlite3.SQLITE_READONLY:
        return f"{path} cannot be written: choose another --data-dir"
    return f"{path} cannot be used ({error}): choose another --data-dir"
