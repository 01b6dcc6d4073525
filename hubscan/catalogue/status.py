"""How far a harvest is, and that there is only one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hubscan.catalogue.database import exclusive
from hubscan.errors import CatalogueError

LOCK_NAME = "harvest.lock"


@dataclass
class Status:
    """How far a harvest is; ``fraction`` of the whole is None where nobody can know.

    ``failures`` counts the answers that were none, by reason: each was asked for again. ``missing``
    are models asked for by id that are neither on the Hub nor in the catalogue.
    """

    rows: int = 0
    changed: int = 0
    deleted: int = 0
    problems: int = 0
    cards: int = 0
    requests: int = 0
    waited_s: float = 0.0
    failures: Mapping[str, int] = field(default_factory=dict)
    remaining_requests: int | None = None
    fraction: float | None = None
    missing: list[str] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)

    def count(self, rows: int, changed: int, problems: int) -> None:
        """Add what became of some rows."""
        self.rows += rows
        self.changed += changed
        self.problems += problems

    @property
    def remaining_s(self) -> float | None:
        """Estimate the time to the end from the time that passed."""
        if not self.fraction:
            return None
        return (time.monotonic() - self.started) * (1 - self.fraction) / self.fraction

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows of a harvest that ended."""
        return {
            "models": self.rows,
            "changed": self.changed,
            "deleted": self.deleted,
            "problems": self.problems,
            "missing": list(self.missing),
            "cards": self.cards,
            "requests": self.requests,
            "waited_s": round(self.waited_s, 1),
            "failures": dict(self.failures),
            "seconds": round(time.monotonic() - self.started, 1),
        }


Progress = Callable[[Status], None]


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Keep any second harvest into the same folder out; raises CatalogueError."""
    with exclusive(data_dir / LOCK_NAME, wait_s=0) as held:
        if not held:
            raise CatalogueError(f"another harvest is under way in {data_dir}: wait, or stop it")
        yield
