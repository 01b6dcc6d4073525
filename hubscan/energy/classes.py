"""Which measured law describes a model: its task, and its class by name and architecture.

Both come from tables with a reason in every row (data/energy/tasks.csv and classes.csv), never
from a measured energy.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from hubscan.resources import resource


class Passes(NamedTuple):
    """How many times the model runs for one query: low, usual, high."""

    low: float
    usual: float
    high: float


@dataclass(frozen=True, slots=True)
class TaskRule:
    """How a query of one task is estimated; ``reason`` says why so, or why not at all.

    ``widening`` multiplies the interval where the law is that of another task of the same kind.
    ``decode_query`` names the query that the decode model prices.
    """

    task: str
    law_task: str | None
    law_class: str | None
    passes: Passes
    widening: float
    decode_query: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class ClassRule:
    """One row of the class table: the first that fits a model names its class."""

    task: str
    name: str
    pattern: re.Pattern[str] | None
    above_parameters: float | None
    reason: str

    def fits(self, parameters: float, words: str) -> bool:
        """Tell whether a model of this size, with this name and architecture, is of the class."""
        if self.above_parameters is not None and parameters <= self.above_parameters:
            return False
        return self.pattern is None or self.pattern.search(words) is not None


@cache
def task_rules() -> dict[str, TaskRule]:
    """Read how each task is estimated, by pipeline tag."""
    return {row["task"]: _task_rule(row) for row in _rows("tasks.csv")}


@cache
def class_rules() -> dict[str, tuple[ClassRule, ...]]:
    """Read the classes of each law's task, in the order in which they are tried."""
    rules: dict[str, tuple[ClassRule, ...]] = {}
    for row in _rows("classes.csv"):
        rules[row["task"]] = (*rules.get(row["task"], ()), _class_rule(row))
    return rules


def class_of(
    law_task: str,
    parameters: float,
    model_id: str | None = None,
    architecture: str | None = None,
    tags: Iterable[str] = (),
) -> ClassRule | None:
    """Name a model's class among those of a law's task; None when no row fits."""
    # A tag with a colon is a licence, a data set or a paper, not an architecture.
    names = (model_id, architecture, *(tag for tag in tags if ":" not in tag))
    words = " ".join(name for name in names if name).lower()
    rules = class_rules().get(law_task, ())
    return next((rule for rule in rules if rule.fits(parameters, words)), None)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with resource("data", "energy", name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _task_rule(row: dict[str, str]) -> TaskRule:
    return TaskRule(
        row["task"],
        row["law_task"] or None,
        row["law_class"] or None,
        Passes(*(float(row[name] or 1) for name in ("passes_low", "passes", "passes_high"))),
        float(row["widening"] or 1),
        row["decode_query"] or None,
        row["reason"],
    )


def _class_rule(row: dict[str, str]) -> ClassRule:
    pattern = re.compile(row["pattern"]) if row["pattern"] else None
    billions = row["above_parameters_b"]
    above = float(billions) * 1e9 if billions else None
    return ClassRule(row["task"], row["class"], pattern, above, row["reason"])
