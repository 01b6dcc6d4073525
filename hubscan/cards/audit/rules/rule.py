"""The shape of a rule: an id, a severity, one line about it, and a function over a card."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hubscan.cards.audit.findings import Problem
from hubscan.cards.audit.subject import Subject
from hubscan.cards.diagnostics import Severity


@dataclass(frozen=True, slots=True)
class Unchecked:
    """Why a rule that applies could not be checked."""

    reason: str


Outcome = Problem | Unchecked
Check = Callable[[Subject], Iterable[Outcome]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: ids of one family start with the same word.

    ``needs`` is a metadata key, or a diagnostic of the reader, without which it has nothing to say.
    """

    id: str
    severity: Severity
    title: str
    check: Check
    needs: str | None = None
