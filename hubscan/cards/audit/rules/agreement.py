"""Rules on metadata and body that tell different stories."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hubscan.cards.audit.findings import Problem
from hubscan.cards.audit.mentions import Mention
from hubscan.cards.audit.places import countries_in
from hubscan.cards.audit.rules.emissions import GRAMS_PER_KG
from hubscan.cards.audit.rules.rule import Rule
from hubscan.cards.audit.subject import Subject
from hubscan.cards.audit.text import is_placeholder
from hubscan.cards.diagnostics import Severity
from hubscan.cards.emissions import EMISSIONS_KEY, EmissionsState, format_grams

_PLACE_LABELS = ("compute region", "geographical location", "location", "country", "region")
_EMISSION_LABELS = (
    "carbon emitted",
    "co2 emitted",
    "emissions",
    "co2 emissions",
    "carbon emissions",
    "estimated emissions",
    "estimated carbon emissions",
)
_PARENTHESIS = re.compile(r"\(([^()]{2,60})\)")
_QUANTIZED = "quantized"


def other_amount(subject: Subject) -> Iterator[Problem]:
    """Report emissions that no figure of the body agrees with."""
    grams = subject.emissions.emissions_g
    stated = subject.body_emissions if grams else ()
    if not grams or not stated or _agree(grams, stated):
        return
    if any(mention.agrees_with(grams * GRAMS_PER_KG, 0.02) for mention in stated):
        return  # told by emissions-unit
    nearest = min(stated, key=lambda mention: abs(mention.amount - grams))
    yield Problem(
        f"the metadata says {format_grams(grams)} g, line {nearest.line} says {nearest.text}",
        line=subject.line_of(EMISSIONS_KEY),
        fix="correct the wrong one of the two",
        field=EMISSIONS_KEY,
    )


def only_in_body(subject: Subject) -> Iterator[Problem]:
    """Report emissions that only a reader of the text can find."""
    stated = subject.body_emissions
    if not stated or subject.emissions.state is not EmissionsState.ABSENT:
        return
    if subject.relation == _QUANTIZED:
        return  # they are the base model's
    amounts = {mention.amount for mention in stated}
    single = (
        f"`emissions: {format_grams(stated[0].amount)}`" if len(amounts) == 1 else "`emissions`"
    )
    yield Problem(
        f"the text states emissions ({stated[0].text}), the metadata does not",
        line=stated[0].line,
        fix=f"if it is this model's own training, add `{EMISSIONS_KEY}` with {single} in grams",
    )


def body_unfilled(subject: Subject) -> Iterator[Problem]:
    """Report a body that still has a placeholder where the metadata has the emissions."""
    if not subject.emissions.emissions_g or subject.body_emissions:
        return
    for name in _EMISSION_LABELS:
        for label in subject.body.labels.get(name, ()):
            if is_placeholder(label.value):
                yield Problem(
                    "the metadata has the emissions, the text still says that they are missing",
                    line=label.line,
                    fix="fill it in, or run `hubscan fill`",
                )
                return


def other_place(subject: Subject) -> Iterator[Problem]:
    """Report a training that the metadata and the body put into different countries."""
    here = countries_in(subject.emissions.geographical_location or "")
    if not here:
        return
    for line, text in _places(subject):
        there = countries_in(text)
        if there and not here & there:
            yield Problem(
                f"the metadata says {subject.emissions.geographical_location}, "
                f"line {line} says {text}",
                line=subject.line_of(EMISSIONS_KEY, "geographical_location"),
                fix="correct the wrong one: the grid decides how much was emitted",
                field=f"{EMISSIONS_KEY}.geographical_location",
            )
            return


def _agree(grams: float, stated: tuple[Mention, ...]) -> bool:
    if any(mention.agrees_with(grams) for mention in stated):
        return True
    parts = [mention.amount for mention in stated if not mention.is_total]
    total = sum(parts)
    return len(parts) > 1 and abs(total - grams) <= 0.1 * grams


def _places(subject: Subject) -> Iterator[tuple[int, str]]:
    for name in _PLACE_LABELS:
        for label in subject.body.labels.get(name, ()):
            yield label.line, label.value[:80]
    body = subject.body
    for mention in subject.body_emissions:
        text = body.lines[mention.line - body.first_line]
        for found in _PARENTHESIS.finditer(text):
            yield mention.line, found[1]


RULES = (
    Rule(
        "body-other-emissions",
        Severity.ERROR,
        "Metadata and text disagree",
        other_amount,
        needs=EMISSIONS_KEY,
    ),
    Rule("body-only-emissions", Severity.WARNING, "Emissions only in the text", only_in_body),
    Rule(
        "body-unfilled",
        Severity.WARNING,
        "A placeholder in the text",
        body_unfilled,
        needs=EMISSIONS_KEY,
    ),
    Rule(
        "body-other-place",
        Severity.ERROR,
        "Metadata and text name two places",
        other_place,
        needs=EMISSIONS_KEY,
    ),
)
