"""What an option costs, and the draws of the unknowns that several options share."""

from __future__ import annotations

import math
import random
import statistics
from dataclasses import dataclass

from hubscan.energy.boundary import to_facility
from hubscan.energy.evidence import Z90, Evidence, Factor, Interval
from hubscan.energy.places import Place

DRAWS, SEED = 2000, 20261120


@dataclass(frozen=True, slots=True)
class Option:
    """One way to serve the queries; ``upfront`` is None when nothing is trained for it."""

    name: str
    per_1000: Evidence
    upfront: Evidence | None = None

    @property
    def reason(self) -> str | None:
        """Say why the option cannot be estimated, None when it can."""
        if self.per_1000.median is None:
            return self.per_1000.reason
        return self.upfront.reason if self.upfront and self.upfront.median is None else None


@dataclass(frozen=True, slots=True)
class Cost:
    """An option at the facility, for one query and up front."""

    option: Option
    per_query: Evidence
    upfront: Evidence | None

    @classmethod
    def of(cls, option: Option, place: Place) -> Cost:
        thousandth = Factor.exact("per query", 1000, "", -1)
        per_query = to_facility(option.per_1000.times(thousandth), place)
        return cls(option, per_query, option.upfront and to_facility(option.upfront, place))

    def median(self, queries: float) -> float:
        return self.start() + queries * self.per_query.interval().median

    def start(self) -> float:
        return self.upfront.interval().median if self.upfront else 0.0


class Draws:
    """Deterministic draws of every unknown; one that several figures share is drawn once."""

    def __init__(self, place: Place) -> None:
        self._random = random.Random(SEED)
        self._deviations: dict[tuple[str, int], list[float]] = {}
        self.place = place
        self.grid = self._factor(place.carbon_intensity)

    def figure(self, figure: Evidence) -> list[float]:
        """Return the figure in every draw."""
        values = [1.0] * DRAWS
        for factor in figure.factors:
            values = [a * b for a, b in zip(values, self._factor(factor), strict=True)]
        return values

    def totals(self, cost: Cost, queries: float) -> list[float]:
        """Return the kWh of all queries and what is up front, in every draw."""
        starts, per_query = self.start(cost), self.figure(cost.per_query)
        return [start + queries * each for start, each in zip(starts, per_query, strict=True)]

    def start(self, cost: Cost) -> list[float]:
        """Return the kWh up front, in every draw."""
        return [0.0] * DRAWS if cost.upfront is None else self.figure(cost.upfront)

    def _factor(self, factor: Factor) -> list[float]:
        if factor.low == factor.high:
            return [factor.multiplier()] * DRAWS
        key = (factor.shared, 0) if factor.shared else (factor.name, id(factor))
        if key not in self._deviations:
            self._deviations[key] = [self._random.gauss(0, 1) / Z90 for _ in range(DRAWS)]
        below = math.log(factor.value / factor.low)
        above = math.log(factor.high / factor.value)
        centre, power = factor.value, factor.exponent
        return [
            (centre * math.exp(z * (above if z > 0 else below))) ** power
            for z in self._deviations[key]
        ]


def interval_of(values: list[float], median: float) -> Interval:
    """Return the 90 % interval of the draws about the median of the figure itself."""
    percentiles = statistics.quantiles(values, n=20)
    return Interval(min(percentiles[0], median), median, max(percentiles[-1], median))
