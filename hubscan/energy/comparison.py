"""Two figures beside each other: what they share (grid, PUE, host) cancels."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator

from hubscan.energy.evidence import Z90, Evidence, Factor, Interval, exp
from hubscan.errors import EstimateError

_Key = tuple[str, bool]


def ratio(figure: Evidence, other: Evidence) -> Interval:
    """Divide two figures; what they share (grid, PUE) cancels out of the interval.

    Raises EstimateError when either is unknown or when unit, boundary or load differ.
    """
    _check_comparable(figure, other)
    median, other_median = figure.interval().median, other.interval().median
    if other_median == 0:
        raise EstimateError(f"{figure.source}: cannot divide by a figure of zero {other.unit}")
    below, above = _ratio_logs(figure.factors, other.factors)
    centre = median / other_median
    return Interval(centre * math.exp(-below), centre, centre * exp(above))


def probability_below(figure: Evidence, other: Evidence) -> float:
    """Return the probability that a figure is smaller than another one."""
    low, median, high = ratio(figure, other)
    if median == 0:
        return 1.0
    towards_one = high / median if median < 1 else median / low
    if towards_one == 1:
        return 0.5 if median == 1 else float(median < 1)
    return normal_cdf(-math.log(median) / math.log(towards_one) * Z90)


def normal_cdf(deviations: float) -> float:
    """Return the share of a normal distribution below so many standard deviations."""
    return 0.5 * math.erfc(-deviations / math.sqrt(2))


def _check_comparable(figure: Evidence, other: Evidence) -> None:
    for name in ("unit", "boundary", "load"):
        one, two = getattr(figure, name), getattr(other, name)
        if one != two and one is not None and two is not None:
            raise EstimateError(f"a figure with {name} {one} cannot be compared with one of {two}")


def _ratio_logs(factors: tuple[Factor, ...], others: tuple[Factor, ...]) -> tuple[float, float]:
    own = {_key(factor): factor.logs for factor in factors}
    common = {_key(other): other.logs for other in others if _key(other) in own}
    below = above = 0.0
    for down, up in (*_free(factors, common), *((up, down) for down, up in _free(others, common))):
        below, above = below + down * down, above + up * up
    for key, (down, up) in common.items():
        own_down, own_up = own[key]
        below, above = below + (own_down - down) ** 2, above + (own_up - up) ** 2
    return math.sqrt(below), math.sqrt(above)


def _free(factors: tuple[Factor, ...], common: Collection[_Key]) -> Iterator[tuple[float, float]]:
    return (factor.logs for factor in factors if _key(factor) not in common)


def _key(factor: Factor) -> _Key:
    # one object in two figures is one unknown; a factor and its inverse do not cancel
    return factor.shared or str(id(factor)), factor.exponent > 0
