"""Reuse, adapt or train: what each option costs over a number of queries.

    C(N) = up front + N x per query, at the facility, for all options alike
    break-even N = (up front of a - up front of b) / (per query of b - per query of a)

The pre-training of a reused model is sunk: it is in no option and is never counted as saved.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hubscan.energy.draws import DRAWS, Cost, Draws, Option, interval_of
from hubscan.energy.evidence import Interval, Unit
from hubscan.energy.places import Place
from hubscan.errors import EstimateError, UsageError

MAX_QUERIES = 1e15
_GRID = "grid"


class Verdict(StrEnum):
    """How one option stands to another as queries grow."""

    AFTER = "after"
    UNTIL = "until"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class BreakEven:
    """When an option beats another: after or until ``queries`` (None at always and never)."""

    verdict: Verdict
    queries: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an option costs over the queries, and what it avoids against the reference.

    ``upfront_kwh`` and ``per_query_kwh`` are medians at the facility. The reference itself has no
    ``probability_better`` and no ``break_even``.
    """

    option: Option
    upfront_kwh: float
    per_query_kwh: float
    energy_kwh: Interval
    emissions_g: Interval
    avoided_kwh: Interval
    avoided_g: Interval
    probability_better: float | None
    break_even: BreakEven | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every option against the first that can be estimated; the others with the reason."""

    queries: float
    place: Place
    reference: Option
    outcomes: tuple[Outcome, ...]
    not_estimable: tuple[Option, ...]


def compare(options: Sequence[Option], queries: float, place: Place) -> Comparison:
    """Compare options over a number of queries; the first is the reference.

    Raises EstimateError when the reference is unknown or the options were asked at several loads.
    """
    if not 0 <= queries <= MAX_QUERIES:
        raise UsageError(f"{queries:g} queries: give a number from 0, at most {MAX_QUERIES:g}")
    _check(options)
    known = [option for option in options if option.reason is None]
    unknown = tuple(option for option in options if option.reason is not None)
    costs = [Cost.of(option, place) for option in known]
    draws = Draws(place)
    totals = [draws.totals(cost, queries) for cost in costs]
    outcomes = (
        _outcome(cost, costs[0], total, totals[0], queries, draws)
        for cost, total in zip(costs, totals, strict=True)
    )
    return Comparison(queries, place, known[0], tuple(outcomes), unknown)


def break_even(upfront: float, per_query: float, other_upfront: float, other: float) -> BreakEven:
    """Return when an option beats another one, from their costs up front and per query."""
    dearer_start, saved_per_query = upfront - other_upfront, other - per_query
    if dearer_start <= 0 and saved_per_query >= 0:
        same = dearer_start == saved_per_query == 0
        return BreakEven(Verdict.NEVER if same else Verdict.ALWAYS)
    if dearer_start >= 0 and saved_per_query <= 0:
        return BreakEven(Verdict.NEVER)
    verdict = Verdict.AFTER if saved_per_query > 0 else Verdict.UNTIL
    return BreakEven(verdict, dearer_start / saved_per_query)


def in_words(outcome: Outcome, reference: Option) -> str:
    """Say in a sentence when an option pays back against the reference."""
    name, other, even = outcome.option.name, reference.name, outcome.break_even
    if even is None:
        return f"{name} is what the others are compared with"
    if even.verdict is Verdict.ALWAYS:
        return f"{name} costs less than {other} from the first query on"
    if even.verdict is Verdict.NEVER or even.queries is None:
        return f"{name} never pays back against {other}"
    about = f"about {round_queries(even.queries)} queries"
    if even.low is not None and even.high is not None:
        about += f" ({round_queries(even.low)} to {round_queries(even.high)})"
    if even.verdict is Verdict.AFTER:
        return f"{name} pays back after {about} against {other}"
    return f"{name} costs less than {other} only up to {about}"


def break_even_formula(outcome: Outcome, reference: Outcome) -> str:
    """Write the break-even out with its numbers, or what an option costs when there is none."""
    even = outcome.break_even
    if even is None or even.queries is None:
        return f"{outcome.upfront_kwh:.4g} kWh + N x {outcome.per_query_kwh:.4g} kWh"
    return (
        f"N = ({outcome.upfront_kwh:.4g} - {reference.upfront_kwh:.4g}) kWh /"
        f" ({reference.per_query_kwh:.4g} - {outcome.per_query_kwh:.4g}) kWh = {even.queries:.4g}"
    )


def round_queries(queries: float) -> str:
    """Write a number of queries with two significant digits."""
    if queries < 1:
        return "1"
    digits = max(0, math.floor(math.log10(queries)) - 1)
    return f"{round(queries / 10**digits) * 10**digits:,}"


def _outcome(
    cost: Cost,
    reference: Cost,
    totals: list[float],
    reference_totals: list[float],
    queries: float,
    draws: Draws,
) -> Outcome:
    avoided = [b - a for a, b in zip(totals, reference_totals, strict=True)]
    median, avoided_median = cost.median(queries), reference.median(queries) - cost.median(queries)
    grams = draws.place.carbon_intensity.value
    is_reference = cost is reference
    return Outcome(
        option=cost.option,
        upfront_kwh=cost.start(),
        per_query_kwh=cost.per_query.interval().median,
        energy_kwh=interval_of(totals, median),
        emissions_g=interval_of(_scaled(totals, draws.grid), median * grams),
        avoided_kwh=interval_of(avoided, avoided_median),
        avoided_g=interval_of(_scaled(avoided, draws.grid), avoided_median * grams),
        probability_better=None if is_reference else sum(value > 0 for value in avoided) / DRAWS,
        break_even=None if is_reference else _break_even(cost, reference, draws),
    )


def _break_even(cost: Cost, reference: Cost, draws: Draws) -> BreakEven:
    per_query = cost.per_query.interval().median
    other = reference.per_query.interval().median
    even = break_even(cost.start(), per_query, reference.start(), other)
    if even.queries is None:
        return even
    starts = [draws.start(one) for one in (cost, reference)]
    slopes = [draws.figure(one.per_query) for one in (cost, reference)]
    crossings = [
        drawn.queries
        for drawn in map(break_even, starts[0], slopes[0], starts[1], slopes[1])
        if drawn.queries is not None and drawn.verdict is even.verdict
    ]
    if len(crossings) < 0.9 * DRAWS:
        return even  # too often there is no crossing: an interval would mislead
    low, _, high = interval_of(crossings, even.queries)
    return BreakEven(even.verdict, even.queries, low, high)


def _scaled(values: list[float], factors: list[float]) -> list[float]:
    return [value * factor for value, factor in zip(values, factors, strict=True)]


def _check(options: Sequence[Option]) -> None:
    if not options or options[0].reason is not None:
        why = options[0].reason if options else "there is no option"
        raise EstimateError(f"nothing to compare with: {why}")
    loads = {option.per_1000.load for option in options if option.per_1000.load is not None}
    if len(loads) > 1:
        raise EstimateError(f"options at different loads: {', '.join(sorted(loads))}")
    figures = [option.per_1000 for option in options]
    figures += [option.upfront for option in options if option.upfront]
    if any(figure.unit is not Unit.KWH for figure in figures):
        raise EstimateError("every option must be given in kWh")
