"""Emissions and energy that a card's body states, with their places.

A number counts only with its unit, in a line about emissions or near one, and never as a rate
(kg CO2 per kWh). What is not understood is left out: a rule that cries wolf is worse than none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hubscan.cards.audit.body import Body

_GRAMS = {"ug": 1e-6, "\u03bcg": 1e-6, "mg": 1e-3, "g": 1.0, "gram": 1.0, "kg": 1e3, "kilo": 1e3}
_GRAMS |= {"kilogram": 1e3, "t": 1e6, "ton": 1e6, "tonne": 1e6, "metric ton": 1e6, "kt": 1e9}
_GRAMS |= {"metric tonne": 1e6}
_KWH = {"wh": 1e-3, "kwh": 1.0, "mwh": 1e3, "gwh": 1e6}

_NUMBER = r"(?<![\w.,])(?<!\d )(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+-]?\d{1,3})?)"
_MASS = r"(metric tonne|metric ton|kilogram|gram|tonne|kilo|ton|ug|\u03bcg|mg|kg|kt|g|t)s?"
_CO2 = r"(?:[-\s]*(?:of\s+)?(?:eq(?:uivalents?)?\.?\s*(?:of\s+)?)?co2)"
_NO_RATE = r"(?!\S{0,16}\s*(?:/|per\b|\*|x\b|\u00d7))"
_STATED = re.compile(_NUMBER + r"\s*" + _MASS + _CO2 + _NO_RATE)
_NAMED = re.compile(
    r"(?:co2|carbon|ghg)[\s*_-]*(?:footprint|emissions?|emitted)[^\d\n|]{0,80}?"
    + _NUMBER + r"\s*" + _MASS + r"\b(?!\s*(?:/|per\b))"
)  # fmt: skip
_UNIT_IN_NAME = re.compile(
    r"emi(?:ssions?|tted)[\s*_]*\(in " + _MASS + r"[^()]{0,30}\)[\s*_:]*" + _NUMBER
)
_COLUMN = re.compile(r"(?:carbon|emi(?:ssions?|tted)).{0,20}\(\s*" + _MASS + r"\s*co2")
_ENERGY = re.compile(_NUMBER + r"\s*(wh|kwh|mwh|gwh)\b(?!\s*(?:/|per\b))")
_EMISSION_WORDS = ("emission", "emitted", "carbon", "footprint", "co2eq")
_ENERGY_WORDS = ("energy", "electricity", "consum")
_CO2_WRITTEN = re.compile(r"co(?:<sub>2</sub>|₂|\$?_\{?2\}?\$?|~2~|-2\b| 2\b)")
_CONTEXT_LINES = 4  # a figure may stand this far below the line that says what it is


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity in the body: grams or kWh, and how far its last digit may be off."""

    amount: float
    resolution: float
    line: int
    text: str
    is_total: bool = False

    def agrees_with(self, amount: float, tolerance: float = 0.1) -> bool:
        """Tell whether another figure may be the same, rounded."""
        return abs(self.amount - amount) <= max(tolerance * amount, self.resolution)


def emissions(body: Body) -> tuple[Mention, ...]:
    """Find what the body says of emissions, in grams."""
    if not _mentions(body.lower, _EMISSION_WORDS):
        return ()
    return tuple(mention for mention in _emissions(body) if math.isfinite(mention.amount))


def energy(body: Body) -> tuple[Mention, ...]:
    """Find what the body says of energy used, in kWh."""
    if not ("wh" in body.lower and _mentions(body.lower, _ENERGY_WORDS)):
        return ()
    found_in_lines = (
        _mention(body.number(index), found[1], _KWH[found[2]], found[0])
        for index, line in enumerate(body.prose)
        if "wh" in (text := line.casefold()) and _mentions(text, _ENERGY_WORDS)
        for found in _ENERGY.finditer(text)
    )
    return tuple(mention for mention in found_in_lines if math.isfinite(mention.amount))


def _mentions(text: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110 any() and a generator take three times as long
        if word in text:
            return True
    return False


def _emissions(body: Body) -> Iterator[Mention]:
    last_context = -_CONTEXT_LINES - 1
    column: _Column | None = None
    for index, line in enumerate(body.prose):
        text = line.casefold()
        if "co" in text and ("2" in text or "\u2082" in text):
            text = _CO2_WRITTEN.sub("co2", text)
        column = _next_column(column, text) if "|" in text else None
        if column:
            yield from _cell(body.number(index), text, column)
            continue
        if _mentions(text, _EMISSION_WORDS):
            last_context = index
        if index - last_context <= _CONTEXT_LINES:
            yield from _in_line(body.number(index), text)


def _in_line(line: int, text: str) -> Iterator[Mention]:
    seen = set()
    for pattern, number, unit in ((_STATED, 1, 2), (_NAMED, 1, 2), (_UNIT_IN_NAME, 2, 1)):
        for found in pattern.finditer(text):
            if found.start(number) not in seen:
                seen.add(found.start(number))
                yield _mention(line, found[number], _GRAMS[found[unit]], found[0])


@dataclass(frozen=True, slots=True)
class _Column:
    index: int
    grams: float


def _next_column(column: _Column | None, text: str) -> _Column | None:
    """Return the emissions column of the table that the line belongs to."""
    if not text.lstrip().startswith("|"):
        return None
    if column:
        return column
    for index, cell in enumerate(text.split("|")):
        if found := _COLUMN.search(cell):
            return _Column(index, _GRAMS[found[1]])
    return None


_CELL = re.compile(r"[\s*]*" + _NUMBER + r"[\s*]*\Z")


def _cell(line: int, text: str, column: _Column) -> Iterator[Mention]:
    cells = text.split("|")
    found = _CELL.match(cells[column.index]) if column.index < len(cells) else None
    if found:
        mention = _mention(line, found[1], column.grams, cells[column.index].strip())
        yield mention if "total" not in text else _as_total(mention)


def _as_total(mention: Mention) -> Mention:
    return Mention(mention.amount, mention.resolution, mention.line, mention.text, is_total=True)


def _mention(line: int, number: str, factor: float, text: str) -> Mention:
    digits = number.replace(",", "")
    amount = float(digits) * factor
    mantissa, _, exponent = digits.partition("e")
    decimals = len(mantissa.partition(".")[2]) - int(exponent or 0)
    step = 10.0 ** -min(max(decimals, -300), 300) if decimals or "." in digits else 1.0
    return Mention(
        amount, 0.5 * step * factor, line, " ".join(text.replace("co2", "CO2").split())[:120]
    )
