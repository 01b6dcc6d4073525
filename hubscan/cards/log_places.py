"""Where a row of a CodeCarbon log was measured."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ISO_CODE = re.compile(r"[A-Z]{3}")
_SHORT_CODE = 2  # letters


@dataclass(frozen=True)
class Place:
    """Where a run took place, as far as it may be told: never longitude or latitude."""

    country: str | None = None
    country_iso_code: str | None = None
    region: str | None = None
    cloud_provider: str | None = None
    cloud_region: str | None = None


def iso_code(row: Mapping[str, str]) -> str | None:
    """Return the country's code; None without one, and for what may be a shifted cell.

    CodeCarbon writes what it was given, such as ``DE`` or ``GERMANY``, and no name beside it.
    """
    cell, name = row.get("country_iso_code", ""), _country(row)
    if not cell or _ISO_CODE.fullmatch(cell):
        return cell or None
    from hubscan.energy import known_country  # only such rows need the countries

    found = known_country(cell)
    if name is None:
        return found
    return found if len(cell) == _SHORT_CODE and found == known_country(name) else None


def place_of(row: Mapping[str, str]) -> Place:
    """Return where a row was measured."""
    return Place(
        country=_country(row),
        country_iso_code=iso_code(row),
        region=row.get("region") or None,
        cloud_provider=row.get("cloud_provider") or None,
        cloud_region=row.get("cloud_region") or None,
    )


def _country(row: Mapping[str, str]) -> str | None:
    return row.get("country_name") or row.get("country") or None
