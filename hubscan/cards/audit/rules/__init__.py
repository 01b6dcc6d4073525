"""All rules, by family. A rule is added by adding it to its family's RULES."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from hubscan.cards.audit.rules import (
    agreement,
    emissions,
    evaluation,
    grammar,
    keys,
    lineage,
    physics,
    placeholders,
    values,
)
from hubscan.cards.audit.rules.rule import Rules
from hubscan.errors import UsageError

RULES = Rules(
    (
        *grammar.RULES,
        *keys.RULES,
        *values.RULES,
        *placeholders.RULES,
        *lineage.RULES,
        *emissions.RULES,
        *physics.RULES,
        *agreement.RULES,
        *evaluation.RULES,
    )
)


def select(selected: Sequence[str] = (), ignored: Sequence[str] = ()) -> Rules:
    """Return the rules whose ids start with one of ``selected`` and with none of ``ignored``.

    Nothing selected means all. Raises UsageError for a word that no rule starts with.
    """
    return _selected(tuple(selected), tuple(ignored))


@cache
def _selected(selected: tuple[str, ...], ignored: tuple[str, ...]) -> Rules:
    for word in (*selected, *ignored):
        if not any(rule.id.startswith(word) for rule in RULES):
            families = ", ".join(sorted({rule.id.split("-")[0] for rule in RULES}))
            raise UsageError(f"no rule starts with {word!r}: the families are {families}")
    return Rules(
        rule
        for rule in RULES
        if (not selected or rule.id.startswith(selected))
        and not (ignored and rule.id.startswith(ignored))
    )
