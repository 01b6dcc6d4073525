"""co2_eq_emissions as the cards of the Hub write it, read into grams."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EmissionsState(StrEnum):
    """What a card says about its emissions."""

    ABSENT = "absent"  # no such key, or null
    EMPTY = "empty"  # a mapping without emissions, empty text
    PLACEHOLDER = "placeholder"
    ZERO = "zero"  # 0 g: a claim, or an old tool's "not measured"
    RANGE = "range"
    INVALID = "invalid"
    PRESENT = "present"


@dataclass(frozen=True)
class ReportedEmissions:
    """Emissions as a card reports them; ``emissions_g`` is None where ``reason`` says why."""

    state: EmissionsState
    emissions_g: float | None
    reason: str | None
    raw: str
    source: str | None = None
    training_type: str | None = None
    geographical_location: str | None = None
    hardware_used: str | None = None


def read_emissions(value: object) -> ReportedEmissions:
    """Read a co2_eq_emissions value of any shape into grams, or into None with the reason."""
    raise NotImplementedError


def format_grams(emissions_g: float) -> str:
    """Return grams as a plain decimal with four significant digits."""
    raise NotImplementedError
