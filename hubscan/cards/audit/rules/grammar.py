"""Rules on the metadata block itself: each diagnostic of the reader is a rule of its own."""

from __future__ import annotations

from collections.abc import Iterator

from hubscan.cards.audit.findings import Problem
from hubscan.cards.audit.rules.rule import Check, Rule
from hubscan.cards.audit.subject import Subject
from hubscan.cards.diagnostics import DiagnosticId, Severity

_ON_METADATA = "The metadata block cannot be read, or two programs read it differently"


def _check(kind: DiagnosticId) -> Check:
    def check(subject: Subject) -> list[Problem]:
        return [
            Problem(found.message, found.line, found.fix, severity=found.severity)
            for found in subject.card.diagnostics
            if found.id is kind
        ]

    return check


def no_metadata(subject: Subject) -> Iterator[Problem]:
    """Report a card without a metadata block."""
    if not subject.card.has_front_matter and not subject.card.errors:
        yield Problem(
            "the card has no metadata: no license, no task, nothing to find it by",
            line=1,
            fix="start the file with a block of `key: value` lines between two lines `---`",
        )


RULES = (
    Rule("metadata-missing", Severity.ERROR, "The card has no metadata block", no_metadata),
    *(
        Rule(f"grammar-{kind}", Severity.WARNING, _ON_METADATA, _check(kind), needs=kind)
        for kind in DiagnosticId
    ),
)
