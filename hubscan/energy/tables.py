"""Reading the factor tables: every row says where it comes from, or the table is refused."""

from __future__ import annotations

import csv
import difflib
import math
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from hubscan.errors import DataError
from hubscan.resources import resource

# One wrong letter of three is a slip; as much of "Atlantis" makes "Albania" of it.
_SHORT, _SHORT_LIKE_ENOUGH, _LIKE_ENOUGH = 4, 0.6, 0.7
PROVENANCE = ("source", "year", "method", "licence")


class Row:
    """One row of a table, with typed access and its place for messages."""

    def __init__(self, cells: Mapping[str, str | None], where: str) -> None:
        self._cells = cells
        self._where = where

    def text(self, column: str) -> str:
        """Return a cell without blanks at its ends; raise DataError when there is no column."""
        cell = self._cells.get(column)
        if cell is None:
            raise DataError(f"{self._where}: no column {column}")
        return cell.strip()

    def words(self, column: str) -> tuple[str, ...]:
        """Return the parts of a cell that are separated by bars."""
        return tuple(part for part in self.text(column).split("|") if part)

    def number(self, column: str) -> float:
        """Return a cell as a number from 0 up; raise DataError when it is none."""
        value = self.number_or_none(column)
        if value is None:
            raise DataError(f"{self._where}: {column} is empty")
        return value

    def number_or_none(self, column: str) -> float | None:
        """Return a cell as a number from 0 up, None when it is empty."""
        text = self.text(column)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not 0 <= value < math.inf:
            raise DataError(f"{self._where}: {column} is {text!r}, not a number from 0 up")
        return value

    def year(self) -> int:
        """Return the year of the row."""
        return int(self.number("year"))


def read_table(name: str) -> list[Row]:
    """Read a shipped factor table; raise DataError when a row does not say its source."""
    return list(read_rows(resource("data", "factors", name)))


def read_rows(path: Path) -> Iterator[Row]:
    """Yield the rows of a factor table; raise DataError at one that does not say its source."""
    with path.open(encoding="utf-8", newline="") as stream:
        for number, cells in enumerate(csv.DictReader(stream), start=2):
            row = Row(cells, f"{path.name} line {number}")
            for column in PROVENANCE:
                if not row.text(column):
                    raise DataError(f"{path.name} line {number}: no {column}")
            yield row


def normalise(name: str) -> str:
    """Reduce a name to lower-case letters and digits, without accents."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(character for character in plain if character.isalnum() and character.isascii())


def nearest(name: str, known: Iterable[str] | Mapping[str, str]) -> str:
    """Return "; the nearest are A, B" for an unknown name, or nothing when none is near.

    ``known`` may map names to what is shown for them.
    """
    named = known if isinstance(known, Mapping) else {one: one for one in known}
    shown = {normalise(one): show for one, show in named.items()}
    wanted = normalise(name)[:80]
    enough = _LIKE_ENOUGH if len(wanted) > _SHORT else _SHORT_LIKE_ENOUGH
    close = difflib.get_close_matches(wanted, shown, n=5, cutoff=enough)
    unique = list(dict.fromkeys(shown[key] for key in close))[:3]
    return f"; the nearest are {', '.join(unique)}" if unique else ""
