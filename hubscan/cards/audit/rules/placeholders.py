"""Rules on what a template left behind."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from hubscan.cards.audit.findings import Problem
from hubscan.cards.audit.rules.rule import Rule
from hubscan.cards.audit.subject import Subject
from hubscan.cards.audit.text import State, is_placeholder
from hubscan.cards.diagnostics import Severity
from hubscan.cards.vocabularies import Name, vocabulary

# before Python 3.12 looking an enum's member up costs more than most steps here
_PLACEHOLDER = State.PLACEHOLDER
_metadata_keys = partial(vocabulary, Name.METADATA_KEYS)
_MOST_NAMED = 4
_UNKNOWN_LANGUAGE = "unk"


def in_metadata(subject: Subject) -> Iterator[Problem]:
    """Report metadata that only stands where something should be."""
    for key in subject.metadata.keys() & _metadata_keys().rows.keys():
        values = [value for value in subject.texts(key) if is_placeholder(value)]
        if values:
            aside = " (ISO 639 for Enawene-Nawe)" if values[0] == _UNKNOWN_LANGUAGE else ""
            yield Problem(
                f"`{key}: {values[0][:60]}` is a placeholder{aside}",
                line=subject.line_of(key),
                fix=f"write the {key}, or remove the line",
                field=key,
            )


def in_sections(subject: Subject) -> Iterator[Problem]:
    """Report sections with nothing but a template's words, all in one finding."""
    left = [section for section in subject.body.sections.values() if section.state is _PLACEHOLDER]
    if left:
        named = ", ".join(section.title[:40] for section in left[:_MOST_NAMED])
        more = f" and {len(left) - _MOST_NAMED} more" if len(left) > _MOST_NAMED else ""
        yield Problem(
            f"{len(left)} section{'s' * (len(left) > 1)} without a word of its own: {named}{more}",
            line=left[0].line,
            fix="fill them in, or remove them",
        )


RULES = (
    Rule("placeholder-metadata", Severity.WARNING, "A placeholder as a value", in_metadata),
    Rule("placeholder-sections", Severity.NOTE, "Sections of a template", in_sections),
)
