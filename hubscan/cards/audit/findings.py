"""What an audit says of one card: findings, fields, scores and what it could not check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from hubscan.cards.audit.text import State
from hubscan.cards.diagnostics import Severity

_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


class Problem(NamedTuple):
    """What a rule found: ``field`` is the metadata key it is about, dotted where nested."""

    message: str
    line: int
    fix: str = ""
    field: str | None = None
    severity: Severity | None = None  # where it is not the rule's own


class Finding(NamedTuple):
    """One problem under the name of its rule; ``line`` counts from 1."""

    rule: str
    severity: Severity
    message: str
    line: int
    fix: str = ""
    field: str | None = None


@dataclass(frozen=True, slots=True)
class NotChecked:
    """A rule that applies to the card and could not be checked, and why."""

    rule: str
    reason: str


class FieldScore(NamedTuple):
    """One field of a profile: ``earned`` of ``points``, and what earned or lost them."""

    name: str
    state: State
    earned: float
    points: float
    line: int | None
    reason: str


class Score(NamedTuple):
    """The points of one profile; ``value`` is 0 to 100, None where no field applies."""

    profile: str
    fields: tuple[FieldScore, ...]

    @property
    def value(self) -> float | None:
        possible = sum(field.points for field in self.fields if _applies(field))
        earned = sum(field.earned for field in self.fields if _applies(field))
        return 100 * earned / possible if possible else None


class CardAudit(NamedTuple):
    """Everything found about one card; ``name`` is how it is called in reports."""

    name: str
    findings: tuple[Finding, ...]
    score: Score
    not_checked: tuple[NotChecked, ...] = ()
    has_card: bool = True

    def worst(self) -> Severity | None:
        """Return the worst severity found; None for a card without findings."""
        return min((found.severity for found in self.findings), key=rank, default=None)


def fails(audit: CardAudit, fail_under: float | None = None) -> bool:
    """Tell whether a card has an error, or a score below ``fail_under``."""
    value = audit.score.value
    too_low = fail_under is not None and value is not None and value < fail_under
    return too_low or audit.worst() is Severity.ERROR


def rank(severity: Severity) -> int:
    """Return 0 for an error and more for what matters less."""
    return _RANK[severity]


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort findings by line, the worst first on one line."""
    return tuple(sorted(findings, key=lambda found: (found.line, rank(found.severity), found.rule)))


def _applies(field: FieldScore) -> bool:
    return field.state is not State.NOT_APPLICABLE
