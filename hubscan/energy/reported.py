"""What a card reports, graded: believed with an interval, or kept, flagged and not used."""

from __future__ import annotations

import re

from hubscan.energy.evidence import Boundary, Evidence, Factor, Grade, Unit
from hubscan.energy.factors import overhead
from hubscan.energy.plausibility import Report, check

_MEASURING = re.compile(
    r"code\s*carbon|autotrain|auto\s*nlp|carbon\s*tracker|eco2ai|experiment-impact|zeus|measured"
    r"|nvidia-smi|wattmeter|rapl",
    re.IGNORECASE,
)


def reported_emissions(report: Report, date: str = "") -> Evidence:
    """Return the reported grams with their grade and interval.

    A figure without grams, or that is physically impossible, is not estimable, with the reason.
    """
    source = report.source or "the card"
    if report.emissions_g is None:
        return _unknown("no emissions are reported", source, date)
    if doubts := check(report):
        return _unknown(f"{report.emissions_g:g} g reported: {doubts[0].reason}", source, date)
    grade = grade_of(report.source)
    measured = grade is Grade.REPORTED_MEASURED
    spread = overhead("reported measured" if measured else "reported computed")
    return Evidence.product(
        (Factor.exact("reported emissions", report.emissions_g, "g", source=source), spread),
        unit=Unit.GRAMS,
        boundary=Boundary.SERVER,
        grade=grade,
        source=source,
        date=date,
    )


def grade_of(source: str | None) -> Grade:
    """Tell from a card's source whether its figure was measured, or else computed."""
    measured = source is not None and _MEASURING.search(source[:500]) is not None
    return Grade.REPORTED_MEASURED if measured else Grade.REPORTED_COMPUTED


def _unknown(reason: str, source: str, date: str) -> Evidence:
    return Evidence.unknown(reason, unit=Unit.GRAMS, source=source, date=date)
