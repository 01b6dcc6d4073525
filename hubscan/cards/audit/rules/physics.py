"""Rules on what hardware can have done, for the few cards that say enough to be held to it."""

from __future__ import annotations

from collections.abc import Iterator

from hubscan.cards.audit.findings import Problem
from hubscan.cards.audit.rules.rule import Rule
from hubscan.cards.audit.subject import Subject
from hubscan.cards.diagnostics import Severity
from hubscan.cards.emissions import EMISSIONS_KEY

_IN_EVERY_TOKEN_LABEL = "tokens"
_IN_EVERY_TIME_LABEL = ("hours used", "training time")


def implied_power(subject: Subject) -> Iterator[Problem]:
    """Report emissions that the hardware cannot have caused in the hours told."""
    if subject.emissions.emissions_g:
        from hubscan.cards.audit.rules import hardware  # half the import time of an audit

        yield from hardware.implied_power(subject)


def implied_utilisation(subject: Subject) -> Iterator[Problem]:
    """Report parameters and tokens that the hardware cannot have trained in the hours told."""
    told = subject.body.lower
    if _IN_EVERY_TOKEN_LABEL in told and any(map(told.__contains__, _IN_EVERY_TIME_LABEL)):
        from hubscan.cards.audit.rules import hardware

        yield from hardware.implied_utilisation(subject)


RULES = (
    Rule(
        "emissions-power",
        Severity.WARNING,
        "Watts that no device draws",
        implied_power,
        needs=EMISSIONS_KEY,
    ),
    Rule(
        "emissions-utilisation", Severity.WARNING, "Work that no device does", implied_utilisation
    ),
)
