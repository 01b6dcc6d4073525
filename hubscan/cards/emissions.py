"""co2_eq_emissions as the cards of the Hub write it, read into grams.

The Hub's documentation asks for grams (docs/hub/model-cards-co2.md, 2022-09-29), as a number or
as a mapping with ``emissions``; a list of one-key maps is an old draft's form
(huggingface_hub#529). A number without a unit is grams.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from hubscan.cards.card import Card

EMISSIONS_KEY = "co2_eq_emissions"
SIGNIFICANT_DIGITS = 4

_GRAMS_PER_UNIT = {
    **dict.fromkeys(("", "g", "gr", "gram", "grams"), 1.0),
    "mg": 1e-3,
    **dict.fromkeys(("kg", "kgs", "kilogram", "kilograms", "kilo", "kilos"), 1e3),
    **dict.fromkeys(("t", "ton", "tons", "tonne", "tonnes"), 1e6),
}
_LONGEST = 200
_MINUS = ("-", "\u2212")
_DASHES = "-|\u2013|\u2014"
_SPACE = "[ \u00a0\u202f]"
_NUMBER = rf"(?:\d+(?:(?:[.,'_]|{_SPACE})\d+)*(?:\.(?!\.))?|\.\d+)(?:[eE][+-]?\d+)?"
_QUANTITY = re.compile(
    rf"(?:~|≈|about|around|approx\.?|approximately|ca\.?|circa)?\s*([-\u2212+]?)\s*({_NUMBER})(.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_SECOND_NUMBER = re.compile(
    rf"[^\d]*(?:{_DASHES}|~|to|and|\.\.|±|\+/-)\s*({_NUMBER})", re.IGNORECASE
)
_CO2 = re.compile("co[2₂]", re.IGNORECASE)
_BOUND = re.compile(r"(?:[<>≤≥]|less than|more than|up to|at least|at most|over|under)", re.I)
_NOT_THE_UNIT = re.compile(
    r"co[2₂](?:[\s_-]*(?:equivalents?|eq|e)(?![a-z]))?|\bof\b|\bemitted\b|\bemissions?\b"
    r"|\bequivalents?\b|\bmetric\b|[\s().,;]+",
    re.IGNORECASE,
)
_GROUPED = re.compile(rf"\d{{1,3}}(?:([.,'_]|{_SPACE})\d{{3}})(?:\1\d{{3}})*\Z")
_AROUND = re.compile(r"\A\W+|\W+\Z")
_PLACEHOLDER = re.compile(
    r"(?:(?:more\s+)?information\s+needed|n/?a|tbd|tba|todo|unknown|none|null|forthcoming"
    r"|not\s+(?:available|specified|measured|applicable|reported|known)|x{2,}|)\Z",
    re.IGNORECASE,
)
_KINDS: dict[type, str] = {bool: "true or false", list: "a list", dict: "a mapping"}


class EmissionsState(StrEnum):
    """What a card says about its emissions."""

    ABSENT = "absent"  # no such key
    EMPTY = "empty"  # the key without a value, or a mapping without emissions
    PLACEHOLDER = "placeholder"
    INVALID = "invalid"
    RANGE = "range"
    ZERO = "zero"  # a claim of 0 g, or the constant of a tool that did not measure
    PRESENT = "present"


@dataclass(frozen=True)
class ReportedEmissions:
    """Emissions as a card reports them; where ``emissions_g`` is None, ``reason`` says why."""

    state: EmissionsState
    emissions_g: float | None
    reason: str | None
    raw: str
    source: str | None = None
    training_type: str | None = None
    geographical_location: str | None = None
    hardware_used: str | None = None


def emissions_of(card: Card) -> ReportedEmissions:
    """Return what a card's metadata reports."""
    if EMISSIONS_KEY not in card.metadata:
        return _ABSENT
    raw = card.raw(EMISSIONS_KEY, "emissions") or card.raw(EMISSIONS_KEY)
    return read_emissions(card.metadata[EMISSIONS_KEY], raw)


def read_emissions(value: object, raw: str | None = None) -> ReportedEmissions:
    """Read a co2_eq_emissions value of any shape into grams, or into None with the reason.

    ``raw`` is the text as it stands in the card, by default what ``value`` prints.
    """
    raw = str(value) if raw is None else raw
    if isinstance(value, list):
        value = _joined(value)
    if not isinstance(value, Mapping):
        return _read_amount(value, raw)
    if "emissions" not in value:
        reported = _nothing(EmissionsState.EMPTY, "a mapping without emissions", raw)
    else:
        reported = _read_amount(value["emissions"], raw)
    return replace(
        reported,
        source=_text(value.get("source")),
        training_type=_text(value.get("training_type")),
        geographical_location=_text(value.get("geographical_location")),
        hardware_used=_text(value.get("hardware_used")),
    )


def format_grams(emissions_g: float) -> str:
    """Return grams as a plain decimal of four significant digits: 0.00001234, 12350."""
    if not math.isfinite(emissions_g) or emissions_g < 0:
        raise ValueError(f"{emissions_g} g is no amount of emissions")
    rounded = Decimal(f"{emissions_g:.{SIGNIFICANT_DIGITS - 1}e}")
    text = format(rounded, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def round_grams(emissions_g: float) -> float:
    """Return grams rounded as they are written in a card."""
    return float(format_grams(emissions_g))


def _joined(items: list[object]) -> object:
    """Return the mapping that a list of one-key maps meant, or its only item."""
    joined: dict[object, object] = {}
    for item in items:
        if not isinstance(item, Mapping) or joined.keys() & item.keys():
            return items[0] if len(items) == 1 else items
        joined.update(item)
    return joined


def _read_amount(value: object, raw: str) -> ReportedEmissions:
    if value is None:
        return _nothing(EmissionsState.EMPTY, "no value", raw)
    if isinstance(value, str):
        return _read_text(value.strip(), raw)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _of_grams(float(value), raw)
    kind = _KINDS.get(type(value), f"a {type(value).__name__}")
    return _nothing(EmissionsState.INVALID, f"{kind}, not a number", raw)


def _of_grams(emissions_g: float, raw: str) -> ReportedEmissions:
    if not math.isfinite(emissions_g):
        return _nothing(EmissionsState.INVALID, "not a finite number", raw)
    if emissions_g < 0:
        return _nothing(EmissionsState.INVALID, "less than nothing", raw)
    state = EmissionsState.PRESENT if emissions_g else EmissionsState.ZERO
    return ReportedEmissions(state, emissions_g, None, raw)


def _read_text(text: str, raw: str) -> ReportedEmissions:
    if len(text) > _LONGEST:
        return _nothing(EmissionsState.INVALID, "a long text, not a number", raw)
    if not text:
        return _nothing(EmissionsState.EMPTY, "no value", raw)
    if _PLACEHOLDER.match(_AROUND.sub("", text)):
        return _nothing(EmissionsState.PLACEHOLDER, "a placeholder", raw)
    if _BOUND.match(text):
        return _nothing(EmissionsState.RANGE, "a bound, not an amount", raw)
    quantity = _QUANTITY.match(text)
    if quantity is None:
        return _nothing(EmissionsState.INVALID, "a text, not a number", raw)
    sign, number, rest = quantity.groups()
    if _SECOND_NUMBER.match(_CO2.sub("", rest)):
        return _nothing(EmissionsState.RANGE, "a range, not an amount", raw)
    return _with_unit(-1 if sign in _MINUS else 1, number, rest, raw)


def _with_unit(sign: int, number: str, rest: str, raw: str) -> ReportedEmissions:
    grams_per_unit = _GRAMS_PER_UNIT.get(_NOT_THE_UNIT.sub("", rest).lower())
    if grams_per_unit is None:
        unit = rest.strip()
        return _nothing(EmissionsState.INVALID, f"the unit `{unit}` is not one of mass", raw)
    amount = _number(number)
    if amount is None:
        return _nothing(EmissionsState.INVALID, "the separators of the number are ambiguous", raw)
    return _of_grams(sign * amount * grams_per_unit, raw)


def _number(text: str) -> float | None:
    """Return a number with thousands separators or a decimal comma; None when in doubt."""
    mantissa, _, exponent = text.lower().partition("e")
    whole, fraction = _whole_and_fraction(mantissa)
    if not (fraction or "0").isdigit() or not ((whole or "0").isdigit() or _GROUPED.match(whole)):
        return None
    digits = re.sub(r"\D", "", whole)
    return float(f"{digits or 0}.{fraction or 0}e{exponent or 0}")


def _whole_and_fraction(mantissa: str) -> tuple[str, str]:
    """Split at the decimal point: the last mark, unless it can only separate thousands."""
    marks = [character for character in mantissa if character in ".,"]
    if not marks or marks.count(marks[-1]) > 1:
        return mantissa, ""
    is_thousands = len(marks) == 1 and marks[0] == "," and _GROUPED.match(mantissa)
    if is_thousands and not mantissa.startswith("0"):
        return mantissa, ""
    whole, _, fraction = mantissa.rpartition(marks[-1])
    return whole, fraction


def _nothing(state: EmissionsState, reason: str, raw: str) -> ReportedEmissions:
    return ReportedEmissions(state, None, reason, raw)


_ABSENT = _nothing(EmissionsState.ABSENT, f"no {EMISSIONS_KEY}", "")


def _text(value: object) -> str | None:
    return None if value is None else str(value).strip() or None
