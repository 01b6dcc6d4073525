"""The shape of a rule: an id, a severity, one line about it, and a function over a card."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from hubscan.cards.audit.findings import Problem
from hubscan.cards.audit.subject import Subject
from hubscan.cards.diagnostics import Severity
from hubscan.cards.lazy import lazy


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


class Rules(tuple[Rule, ...]):
    """Rules in order, and what each card needs to look at of them."""

    @lazy
    def always(self) -> tuple[Rule, ...]:
        """The rules that have something to say of any card."""
        return tuple(rule for rule in self if rule.needs is None)

    @lazy
    def by_need(self) -> Mapping[str, tuple[Rule, ...]]:
        """The others, by the metadata key or the diagnostic that they need."""
        needs = dict.fromkeys(rule.needs for rule in self if rule.needs)
        return {need: tuple(rule for rule in self if rule.needs == need) for need in needs}
