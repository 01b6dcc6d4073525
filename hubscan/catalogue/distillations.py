"""Distillations that somebody published and the Hub does not record: it has no such relation."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from hubscan.catalogue.names import current_id
from hubscan.resources import resource


@dataclass(frozen=True)
class Distillation:
    """A student and its teacher, and who says so."""

    student: str
    teacher: str
    source: str
    date: str


def students_of(model_id: str) -> tuple[Distillation, ...]:
    """Return what was distilled from a model, whatever the case of its id."""
    return _by_teacher().get(current_id(model_id).casefold(), ())


def teachers_of(model_id: str) -> tuple[Distillation, ...]:
    """Return what a model was distilled from, whatever the case of its id."""
    return _by_student().get(current_id(model_id).casefold(), ())


@cache
def distillations() -> tuple[Distillation, ...]:
    """Read the table of published distillations."""
    path = resource("data", "catalogue", "distillations.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(Distillation(**row) for row in csv.DictReader(stream))


@cache
def _by_teacher() -> dict[str, tuple[Distillation, ...]]:
    return _grouped((current_id(each.teacher), each) for each in distillations())


@cache
def _by_student() -> dict[str, tuple[Distillation, ...]]:
    return _grouped((current_id(each.student), each) for each in distillations())


def _grouped(pairs: Iterable[tuple[str, Distillation]]) -> dict[str, tuple[Distillation, ...]]:
    groups: dict[str, list[Distillation]] = defaultdict(list)
    for model_id, each in pairs:
        groups[model_id.casefold()].append(each)
    return {model_id: tuple(group) for model_id, group in groups.items()}
