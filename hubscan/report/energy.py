"""Energy for a person: the median, its interval, and what kind of figure it is."""

from __future__ import annotations

from collections.abc import Iterable

from hubscan.energy import Evidence
from hubscan.report.figures import UNKNOWN, two_digits

_WH_PER_KWH = 1000


def short_energy(energy: Evidence) -> str:
    """Write the Wh of 1,000 queries with two significant digits; ``?`` where there is none."""
    return UNKNOWN if energy.median is None else two_digits(energy.median * _WH_PER_KWH)


def describe_energy(energy: Evidence) -> str:
    """Write a figure out: median, 90 % interval, unit, boundary, load, grade and source."""
    if energy.median is None or energy.low is None or energy.high is None:
        return f"not estimable: {energy.reason}"
    low, median, high = (two_digits(each * _WH_PER_KWH) for each in energy.interval())
    at = f" at the {energy.boundary}" if energy.boundary else ""
    load = f", {energy.load}" if energy.load else ""
    grade = str(energy.grade).replace("-", " ")
    return f"{median} Wh for 1,000 queries ({low} to {high}){at}{load}; {grade}, {energy.source}"


def told_sources(figures: Iterable[Evidence]) -> str:
    """Name what the figures rest on, each source once."""
    sources = dict.fromkeys(
        f"{energy.source} ({energy.date})" if energy.date else energy.source
        for energy in figures
        if energy.median is not None
    )
    return f"Sources: {'; '.join(sources)}."
