"""Audits of cards that were uploaded or pasted, each with what can be fixed safely."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from hubscan.cards.audit import profiles
from hubscan.cards.audit.findings import CardAudit
from hubscan.cards.audit.fixes import Fixed, fix
from hubscan.cards.audit.rules import select
from hubscan.cards.audit.runner import Options, audit_card
from hubscan.cards.audit.subject import Subject
from hubscan.cards.card import parse
from hubscan.cards.difference import unified
from hubscan.cards.uploads import LARGEST_CARD_BYTES, check_size


@dataclass(frozen=True)
class UploadAudit:
    """One card as it came, what was found in it, and the card after its safe fixes."""

    content: bytes
    audit: CardAudit
    fixed: Fixed

    def diff(self) -> str:
        """Return what the fixes change, as a unified diff."""
        return unified(self.content, self.fixed.content, self.audit.name)


def audit_uploads(
    cards: Mapping[str, bytes],
    options: Options,
    on_done: Callable[[], object] = lambda: None,
) -> tuple[UploadAudit, ...]:
    """Audit cards by name; raises CardError for one that is larger than any real card."""
    for name, content in cards.items():
        check_size(name, content, LARGEST_CARD_BYTES)
    audits = []
    for name, content in cards.items():
        audits.append(_audit(name, content, options))
        on_done()
    return tuple(audits)


def _audit(name: str, content: bytes, options: Options) -> UploadAudit:
    card = parse(content)
    found = audit_card(
        card,
        name,
        profile=profiles.load(options.profile),
        today=options.today,
        rules=select(options.select, options.ignore),
    )
    return UploadAudit(content, found, fix(content, Subject(card, options.today)))
