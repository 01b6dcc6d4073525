"""The same job in every country and cloud region."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hubscan.energy.boundary import emissions
from hubscan.energy.comparison import ratio
from hubscan.energy.evidence import Evidence, Factor, Interval
from hubscan.energy.places import Place


@dataclass(frozen=True, slots=True)
class Located:
    """What one job emits in one place."""

    place: Place
    emissions: Evidence


def locate(energy: Evidence, place: Place, pue: Factor | None = None) -> Located:
    """Return what a job emits in a place, with the PUE that is usual there unless one is given."""
    if pue is not None:
        place = replace(place, pue=pue)
    return Located(place, emissions(energy, place))


def rank(
    energy: Evidence, places: Iterable[Place], pue: Factor | None = None
) -> dict[str, list[Located]]:
    """Return what a job emits in each place, the least first, by the method of the intensity.

    Life-cycle and direct intensities are ranked apart, since they are not comparable. Raises
    EstimateError when the energy is unknown.
    """
    energy.interval()
    by_method: dict[str, list[Located]] = {}
    for place in places:
        by_method.setdefault(place.method, []).append(locate(energy, place, pue))
    for located in by_method.values():
        located.sort(key=_order)
    return by_method


def times(one: Located, other: Located) -> Interval:
    """Return how many times more the job emits in one place; what both share cancels."""
    return ratio(one.emissions, other.emissions)


def _order(located: Located) -> tuple[float, str]:
    return located.emissions.interval().median, located.place.region or located.place.name
