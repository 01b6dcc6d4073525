"""Fit ``kWh = coefficient x (parameters in billions) ^ exponent`` for each task and class.

The exponent is the median of the slopes between pairs of models in log space, weighted by how
far apart in size they are (a Theil-Sen fit); the coefficient puts half of the rows on each side.
One faulty row in five moves neither. A class with under five rows, with sizes within a factor of
two, or with a slope that falls, takes the slope pooled over all classes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from energy_fit.rows import BENCHMARK_QUERIES, LawRow
from hubscan.energy.evidence import Z90
from hubscan.energy.laws import Law
from hubscan.errors import DataError

MIN_ROWS = 5
MIN_SIZE_RATIO = 2.0
# How many rows' worth of the spread over all classes a class' own spread is mixed with.
PRIOR_ROWS = 3.0
NORMAL_QUARTILE = 0.6745
DIGITS = 5

Key = tuple[str, str | None]
Point = tuple[float, float]
Line = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Fit:
    """Fitted laws with each row's error when its model was left out, in natural logs."""

    lines: dict[Key, Line]
    pooled_slope: float
    slope_spread: float
    errors: dict[Key, list[float]]
    spreads: dict[Key, float]
    rows: dict[Key, list[LawRow]]


def fit_laws(rows: Sequence[LawRow]) -> Fit:
    """Fit every class, and every task as a whole where it has several classes."""
    lines, pooled = fit_lines(rows)
    groups = _groups(rows)
    errors = {key: left_out_errors(rows, key) for key in groups}
    typical = median(abs(error) for key in groups if key[1] for error in errors[key])
    spreads = {key: _spread(errors[key], typical / NORMAL_QUARTILE) for key in groups}
    return Fit(lines, pooled, _slope_spread(groups, pooled), errors, spreads, groups)


def fit_lines(rows: Sequence[LawRow]) -> tuple[dict[Key, Line], float]:
    """Return each group's (intercept, slope) in log space, and the pooled slope."""
    groups = _groups(rows)
    slopes = [slope for key, group in groups.items() if key[1] for slope in _slopes(group)]
    pooled = _weighted_median(slopes)
    return {key: _line(group, pooled) for key, group in groups.items()}, pooled


def predict(lines: dict[Key, Line], row: LawRow) -> float | None:
    """Return the log of a row's kWh by the law of its class, else of its task."""
    line = lines.get((row.task, row.class_name)) or lines.get((row.task, None))
    return None if line is None else line[0] + line[1] * _x(row)


def left_out_errors(rows: Sequence[LawRow], key: Key) -> list[float]:
    """Return ln(estimate / measured) of each row of a group, fitted without its model."""
    errors = []
    for row in _groups(rows)[key]:
        lines, _ = fit_lines([other for other in rows if other.model_id != row.model_id])
        line = lines.get(key) or lines.get((row.task, None))
        if line is not None:
            errors.append(line[0] + line[1] * _x(row) - math.log(row.kwh))
    return errors


def half_width(spread: float) -> float:
    """Return the factor of a 90 % interval about an estimate with this log spread."""
    return math.exp(Z90 * spread)


def table(rows: Sequence[LawRow], date: str) -> dict[str, object]:
    """Return what data/energy/laws.json holds."""
    fit = fit_laws(rows)
    return {
        "formula": "kWh per 1,000 queries = coefficient_kwh x (parameters / 1e9) ^ exponent",
        "made_by": "scripts/fit_energy.py",
        "date": date,
        "pooled_exponent": _round(fit.pooled_slope),
        "exponent_spread": _round(Z90 * fit.slope_spread),
        "laws": [_law(fit, key) for key in sorted(fit.lines, key=str)],
    }


def as_laws(rows: Sequence[LawRow]) -> dict[Key, Law]:
    """Fit rows into the laws that the package would load."""
    built = table(rows, date="")
    entries = built["laws"]
    assert isinstance(entries, list)
    fields = Law.__slots__
    return {
        (entry["task"], entry["class"]): Law(
            class_name=entry["class"],
            exponent_spread=float(str(built["exponent_spread"])),
            date="",
            **{name: entry[name] for name in entry.keys() & fields},
        )
        for entry in entries
    }


def _law(fit: Fit, key: Key) -> dict[str, object]:
    task, class_name = key
    intercept, slope = fit.lines[key]
    group, errors = fit.rows[key], fit.errors[key]
    width = half_width(fit.spreads[key])
    return {
        "task": task,
        "class": class_name,
        "coefficient_kwh": _round(math.exp(intercept)),
        "exponent": _round(slope),
        "exponent_is_pooled": slope == fit.pooled_slope,
        "low": _round(1 / width),
        "high": _round(width),
        "left_out_median_error": _round(math.exp(median(map(abs, errors)))) if errors else None,
        "left_out_worst_error": _round(math.exp(max(map(abs, errors)))) if errors else None,
        "parameters_min": min(row.parameters for row in group),
        "parameters_max": max(row.parameters for row in group),
        "query": BENCHMARK_QUERIES.get(task, "one input"),
        "source": " and ".join(sorted({row.source for row in group})),
        "rows": len(group),
        "models": sorted({row.model_id for row in group}),
    }


def _groups(rows: Iterable[LawRow]) -> dict[Key, list[LawRow]]:
    groups: dict[Key, list[LawRow]] = {}
    for row in rows:
        groups.setdefault((row.task, row.class_name), []).append(row)
    classes = [key for key in groups]
    for task in sorted({task for task, _ in classes}):
        members = [row for key in classes if key[0] == task for row in groups[key]]
        if sum(key[0] == task for key in classes) > 1:
            groups[task, None] = members
    return groups


def _x(row: LawRow) -> float:
    return math.log(row.parameters / 1e9)


def _slopes(group: Sequence[LawRow]) -> list[tuple[float, float]]:
    points = [(_x(row), math.log(row.kwh)) for row in group]
    return [
        ((second[1] - first[1]) / (second[0] - first[0]), abs(second[0] - first[0]))
        for position, first in enumerate(points)
        for second in points[position + 1 :]
        if first[0] != second[0]
    ]


def _line(group: Sequence[LawRow], pooled: float) -> Line:
    slope = pooled
    sizes = [row.parameters for row in group]
    if len(group) >= MIN_ROWS and max(sizes) > MIN_SIZE_RATIO * min(sizes):
        own = _weighted_median(_slopes(group))
        slope = own if own > 0 else pooled
    return median(math.log(row.kwh) - slope * _x(row) for row in group), slope


def _weighted_median(values: Iterable[tuple[float, float]]) -> float:
    ordered = sorted(values)
    half, reached = sum(weight for _, weight in ordered) / 2, 0.0
    for value, weight in ordered:
        reached += weight
        if reached >= half:
            return value
    raise DataError("no two models of different sizes: no slope can be fitted")


def _spread(errors: Sequence[float], typical: float) -> float:
    total = sum(error * error for error in errors) + PRIOR_ROWS * typical * typical
    return math.sqrt(total / (len(errors) + PRIOR_ROWS))


def _slope_spread(groups: dict[Key, list[LawRow]], pooled: float) -> float:
    own = [
        _line(group, pooled)[1]
        for key, group in groups.items()
        if key[1] and len(group) >= MIN_ROWS
    ]
    return math.sqrt(sum((slope - pooled) ** 2 for slope in own) / max(1, len(own)))


def _round(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")
