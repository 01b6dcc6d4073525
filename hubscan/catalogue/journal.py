"""What a harvest remembers beside the rows, in the same transactions: cursor, problems, cards."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from hubscan.catalogue.database import Database

_LONGEST_REASON = 300


@dataclass(frozen=True)
class Problem:
    """Something from outside that could not be read: set aside with its reason."""

    model_id: str
    field: str
    reason: str
    source: str
    as_of: str


@dataclass(frozen=True)
class Cursor:
    """Where a crawl stands.

    ``watermark`` is the last modification that it will have covered; a crawl that lost a page or
    stopped at a limit is not whole.
    """

    selection: str
    started: str
    next_url: str | None = None
    watermark: str | None = None
    rows: int = 0
    is_whole: bool = True


@dataclass(frozen=True)
class CardVersion:
    """The commit and the ETag of the card that was read last."""

    sha: str
    etag: str | None


class Journal:
    """The harvest's own tables; every write belongs to the transaction around it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cursor(self, selection: str) -> Cursor | None:
        """Return where an unfinished crawl of a selection stands."""
        row = self._database.one("SELECT value FROM meta WHERE key = ?", (f"cursor {selection}",))
        return Cursor(**json.loads(row[0])) if row else None

    def save_cursor(self, cursor: Cursor) -> None:
        self._set(f"cursor {cursor.selection}", json.dumps(asdict(cursor)))

    def watermark(self, selection: str) -> str | None:
        """Return the last modification that finished crawls of a selection have covered."""
        row = self._database.one(
            "SELECT value FROM meta WHERE key = ?", (f"watermark {selection}",)
        )
        return row[0] if row else None

    def finish(self, cursor: Cursor, lasting: str | None) -> None:
        """Forget the cursor of a crawl that is done; keep its watermark under a lasting name."""
        self._database.execute("DELETE FROM meta WHERE key = ?", (f"cursor {cursor.selection}",))
        if lasting is not None and cursor.watermark is not None:
            self._set(f"watermark {lasting}", cursor.watermark)

    def set_aside(self, problems: Iterable[Problem]) -> None:
        """Keep problems; one of the same model and field takes the place of the last."""
        self._database.execute_many(
            "INSERT OR REPLACE INTO problems (model_id, field, reason, source, as_of) "
            "VALUES (?, ?, ?, ?, ?)",
            [
                (p.model_id, p.field, p.reason[:_LONGEST_REASON], p.source, p.as_of)
                for p in problems
            ],
        )

    def forget_problems(self, model_ids: Iterable[str]) -> None:
        """Drop the problems of models that are read anew."""
        self._database.execute_many(
            "DELETE FROM problems WHERE model_id = ?", [(model_id,) for model_id in model_ids]
        )

    def problems(self) -> list[Problem]:
        """Return all that is set aside, the newest first."""
        rows = self._database.query(
            "SELECT model_id, field, reason, source, as_of FROM problems ORDER BY number DESC"
        )
        return [Problem(*row) for row in rows]

    def card_version(self, row: int) -> CardVersion | None:
        found = self._database.one("SELECT sha, etag FROM cards WHERE row = ?", (row,))
        return CardVersion(*found) if found else None

    def save_card_version(self, row: int, version: CardVersion) -> None:
        self._database.execute(
            "INSERT OR REPLACE INTO cards VALUES (?, ?, ?)", (row, version.sha, version.etag)
        )

    def forget_met(self) -> None:
        self._database.execute("DELETE FROM met")

    def meet(self, rows: Iterable[int]) -> int:
        """Note rows that the full pass under way has met; return how many it had not before."""
        return self._database.execute_many(
            "INSERT OR IGNORE INTO met VALUES (?)", [(row,) for row in rows]
        )

    def never_met(self, author: str | None, endpoint: str | None) -> Iterator[str]:
        """Yield the living models of an author (None: of all) that the full pass did not meet."""
        rows = self._database.query(
            "SELECT model_id FROM models WHERE deleted = 0 AND endpoint IS ? "
            "AND (? IS NULL OR author = ? COLLATE NOCASE) "
            "AND row NOT IN (SELECT row FROM met) ORDER BY row",
            (endpoint, author, author),
        )
        return (row[0] for row in rows)

    def _set(self, key: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))
