"""Where countries lie, for a map."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from hubscan.energy.tables import read_table


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point on the Earth, in degrees: north and east are positive."""

    latitude: float
    longitude: float


def coordinates(iso3: str) -> Coordinates | None:
    """Return where a country lies, None where that is not known."""
    return _by_iso3().get(iso3)


@cache
def _by_iso3() -> dict[str, Coordinates]:
    return {
        row.text("iso3"): Coordinates(float(row.text("latitude")), float(row.text("longitude")))
        for row in read_table("coordinates.csv")
    }
