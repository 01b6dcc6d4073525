"""Where countries lie, and the outlines of the land, for a map."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from hubscan.energy.tables import read_table
from hubscan.resources import resource


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point on the Earth, in degrees: north and east are positive."""

    latitude: float
    longitude: float


def coordinates(iso3: str) -> Coordinates | None:
    """Return where a country lies, None where that is not known."""
    return _by_iso3().get(iso3)


@cache
def land() -> tuple[tuple[Coordinates, ...], ...]:
    """Return the outlines of the land, without Antarctica: each ends where it begins."""
    content = json.loads(resource("data", "factors", "land.json").read_text(encoding="utf-8"))
    return tuple(
        tuple(Coordinates(latitude, longitude) for longitude, latitude in ring)
        for ring in content["rings"]
    )


@cache
def _by_iso3() -> dict[str, Coordinates]:
    return {
        row.text("iso3"): Coordinates(float(row.text("latitude")), float(row.text("longitude")))
        for row in read_table("coordinates.csv")
    }
