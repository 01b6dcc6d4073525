"""Build data/factors/land.json, the outlines of the land on a map, from Natural Earth's.

Usage: build_land.py LAND_110M

LAND_110M is land-110m.json of the world-atlas package: Natural Earth 1:110m, in the public domain,
as TopoJSON. Antarctica, where no grid is, is left out, and so are points within half a degree of
the line between their neighbours. The same file gives the same bytes.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hubscan.files import write_bytes

TARGET = Path(__file__).resolve().parent.parent / "data" / "factors" / "land.json"
TOLERANCE = 0.5  # degrees
SOUTH = -60.0
FEWEST = 4  # points of a ring: fewer are no more than a dot

Point = tuple[float, float]


def main() -> int:
    """Write the outlines and say how many there are."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("land_110m", type=Path)
    arguments = parser.parse_args()
    rings = list(outlines(json.loads(arguments.land_110m.read_text(encoding="utf-8"))))
    content = {
        "source": "Natural Earth 1:110m land, by way of world-atlas 2.0.2",
        "licence": "public domain",
        "rings": rings,
    }
    write_bytes(TARGET, (json.dumps(content, separators=(",", ":")) + "\n").encode())
    print(f"{len(rings)} outlines of {sum(map(len, rings)):,} points")
    return 0


def outlines(topology: dict[str, Any]) -> Iterator[list[Point]]:
    """Yield every ring of the land, simplified: longitude and latitude in degrees."""
    arcs = [unpacked(arc, topology["transform"]) for arc in topology["arcs"]]
    for geometry in topology["objects"]["land"]["geometries"]:
        for polygon in geometry["arcs"]:
            ring = unwrapped(joined(polygon[0], arcs))
            if max(latitude for _, latitude in ring) < SOUTH:
                continue
            kept = simplified(ring)
            if len(kept) >= FEWEST:
                yield from shown(kept)


def unwrapped(ring: list[Point]) -> list[Point]:
    """Go on beyond 180 degrees where a ring crosses the date line: it would leap over the map."""
    turns, before, points = 0, ring[0][0], []
    for longitude, latitude in ring:
        if abs(longitude - before) > 180:
            turns += 1 if longitude < before else -1
        before = longitude
        points.append((longitude + 360 * turns, latitude))
    return points


def shown(ring: list[Point]) -> Iterator[list[Point]]:
    """Yield a ring, and again at the other edge of the map where it passes one."""
    for shift in (0, -360, 360):
        moved = [(round(x + shift, 1), round(y, 1)) for x, y in ring]
        if any(-180 < longitude < 180 for longitude, _ in moved):
            yield moved


def unpacked(arc: list[list[int]], transform: dict[str, list[float]]) -> list[Point]:
    """Undo TopoJSON's packing: each point is a difference, in steps of a grid."""
    (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + left, y * scale_y + bottom))
    return points


def joined(numbers: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Join arcs to a ring; a negative number is an arc that is run backwards."""
    ring: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def simplified(points: list[Point]) -> list[Point]:
    """Leave out what lies near the line between its neighbours (Douglas and Peucker)."""
    if len(points) < 3:
        return points
    first, last = points[0], points[-1]
    far, at = max((distance(point, first, last), at) for at, point in enumerate(points[1:-1], 1))
    if far <= TOLERANCE:
        return [first, last]
    return simplified(points[: at + 1])[:-1] + simplified(points[at:])


def distance(point: Point, first: Point, last: Point) -> float:
    """Return how far a point is from the line through two, or from both where they are one."""
    (x, y), (x1, y1), (x2, y2) = point, first, last
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    if not length:
        return float(((x - x1) ** 2 + (y - y1) ** 2) ** 0.5)
    return float(abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length)


if __name__ == "__main__":
    sys.exit(main())
