"""Build data/factors/coordinates.csv, which places countries on a map, from the tz database.

Usage: build_coordinates.py ZONE_TAB

ZONE_TAB is the zone.tab of the IANA time zone database (in the public domain). A country stands
where its first zone has its city; one of more than four zones, such as Russia, at their median.
The same file gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import statistics
import sys
from pathlib import Path

from hubscan.energy.places import every_country, place
from hubscan.errors import HubscanError
from hubscan.files import write_bytes

TARGET = Path(__file__).resolve().parent.parent / "data" / "factors" / "coordinates.csv"
COLUMNS = ("iso3", "latitude", "longitude", "year", "method", "source", "licence")
PROVENANCE = ("zone.tab, IANA time zone database", "public domain")
MOST_ZONES = 4  # with more, the first stands in a corner of the country
_ANGLES = re.compile(r"([+-])(\d{2})(\d{2})(?:\d{2})?([+-])(\d{3})(\d{2})(?:\d{2})?")


def main() -> int:
    """Write the table and say which countries have no coordinates."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("zone_tab", type=Path)
    parser.add_argument("--year", type=int, required=True, help="of the database's release")
    arguments = parser.parse_args()
    by_iso3 = countries(arguments.zone_tab.read_text(encoding="utf-8"))
    write_bytes(TARGET, table(by_iso3, arguments.year))
    missing = [one.iso3 for one in every_country() if one.iso3 not in by_iso3]
    print(f"{len(by_iso3)} countries; without coordinates: {', '.join(missing) or 'none'}")
    return 0


def countries(zone_tab: str) -> dict[str, tuple[float, float]]:
    """Return latitude and longitude, in degrees, of each country that has a grid."""
    zones: dict[str, list[tuple[float, float]]] = {}
    for line in zone_tab.splitlines():
        if line and not line.startswith("#"):
            iso2, text, *_ = line.split("\t")
            zones.setdefault(iso2, []).append(degrees(text))
    found = {}
    for iso2, points in zones.items():
        try:
            found[place(iso2).iso3] = middle(points)
        except HubscanError:
            continue  # no grid is known there
    return dict(sorted(found.items()))


def middle(points: list[tuple[float, float]]) -> tuple[float, float]:
    """Return the first of few points, the median of many."""
    if len(points) <= MOST_ZONES:
        return points[0]
    latitudes, longitudes = zip(*points, strict=True)
    return statistics.median(latitudes), statistics.median(longitudes)


def degrees(text: str) -> tuple[float, float]:
    """Read ``+5230+01322`` as latitude and longitude in degrees."""
    match = _ANGLES.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no pair of angles")
    north, lat, lat_min, east, lon, lon_min = match.groups()
    latitude = float(f"{north}1") * (int(lat) + int(lat_min) / 60)
    longitude = float(f"{east}1") * (int(lon) + int(lon_min) / 60)
    return round(latitude, 1), round(longitude, 1)


def table(by_iso3: dict[str, tuple[float, float]], year: int) -> bytes:
    """Return the bytes of the table."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for iso3, (latitude, longitude) in by_iso3.items():
        cells = (f"{latitude:.1f}", f"{longitude:.1f}", year, "first time zone", *PROVENANCE)
        writer.writerow((iso3, *cells))
    return stream.getvalue().encode()


if __name__ == "__main__":
    sys.exit(main())
