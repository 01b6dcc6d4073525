"""What each option costs as queries grow: the curves behind a break-even."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from hubscan.energy.draws import Cost, Draws, Option, interval_of
from hubscan.energy.evidence import Interval
from hubscan.energy.reuse import MAX_QUERIES, Comparison

_PER_DECADE = 4
_FEWEST = 100  # queries: below, only what is up front can be seen


@dataclass(frozen=True, slots=True)
class Point:
    """The kWh of so many queries, what is up front included, with the 90 % interval."""

    queries: float
    energy_kwh: Interval


@dataclass(frozen=True, slots=True)
class Curve:
    """What one option costs, from few queries to many."""

    option: Option
    points: tuple[Point, ...]


def curves(comparison: Comparison, counts: Sequence[float] | None = None) -> tuple[Curve, ...]:
    """Return the curve of every option that can be estimated, in the order of the comparison.

    Without ``counts`` they reach a decade beyond the last break-even and the queries asked for.
    """
    counts = usual_counts(comparison) if counts is None else counts
    draws = Draws(comparison.place)
    costs = [Cost.of(outcome.option, comparison.place) for outcome in comparison.outcomes]
    return tuple(Curve(cost.option, _points(cost, draws, counts)) for cost in costs)


def usual_counts(comparison: Comparison) -> tuple[float, ...]:
    """Return numbers of queries, evenly apart on a logarithmic axis."""
    evens = (outcome.break_even for outcome in comparison.outcomes)
    crossings = (even.high or even.queries or 0.0 for even in evens if even)
    most = max(_FEWEST, comparison.queries, *crossings)
    first = round(math.log10(_FEWEST))
    last = min(math.ceil(math.log10(most)) + 1, round(math.log10(MAX_QUERIES)))
    steps = range(_PER_DECADE * (last - first) + 1)
    return tuple(10.0 ** (first + step / _PER_DECADE) for step in steps)


def _points(cost: Cost, draws: Draws, counts: Sequence[float]) -> tuple[Point, ...]:
    starts, per_query = draws.start(cost), draws.figure(cost.per_query)
    return tuple(
        Point(
            count,
            interval_of(
                [start + count * each for start, each in zip(starts, per_query, strict=True)],
                cost.median(count),
            ),
        )
        for count in counts
    )
