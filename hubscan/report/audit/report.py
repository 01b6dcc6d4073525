"""What a report of an audit is made from, and words that every format shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hubscan.cards.audit.findings import CardAudit
from hubscan.cards.audit.profiles import Profile
from hubscan.cards.audit.rates import Rate
from hubscan.cards.diagnostics import Severity
from hubscan.terminal import counted


@dataclass(frozen=True)
class Report:
    """The audits in order, and how complete the cards are together."""

    profile: Profile
    audits: tuple[CardAudit, ...]
    rates: tuple[Rate, ...] = ()


def shown_score(audit: CardAudit) -> str:
    """Return a score in words: whole points of 100, or that no field applies."""
    value = audit.score.value
    return "not applicable" if value is None else f"{value:.0f}/100"


def shown_counts(audits: Sequence[CardAudit]) -> str:
    """Return how many errors, warnings and notes there are."""
    counts = Counter(found.severity for audit in audits for found in audit.findings)
    return ", ".join(counted(counts[level], level) for level in Severity)


def shown_rate(rate: Rate) -> str:
    """Return a rate with its interval, such as ``42.0 % (40.1 to 43.9)``."""
    return f"{100 * rate.share:.1f} % ({100 * rate.low:.1f} to {100 * rate.high:.1f})"
