"""Rules on values from closed lists: tasks, licenses, languages, libraries."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from functools import cache, partial

from hubscan.cards.audit.findings import Problem
from hubscan.cards.audit.rules.rule import Rule
from hubscan.cards.audit.subject import Subject
from hubscan.cards.audit.text import is_placeholder
from hubscan.cards.diagnostics import Severity
from hubscan.cards.vocabularies import Name, TagStatus, Vocabulary, vocabulary

_BCP47 = re.compile(r"([A-Za-z]{2,3})[-_][A-Za-z0-9-]{2,15}\Z")
_OTHER_LICENSE = "other"
_pipeline_tags = partial(vocabulary, Name.PIPELINE_TAGS)
_licenses = partial(vocabulary, Name.LICENSES)
_languages = partial(vocabulary, Name.LANGUAGES)
_relations = partial(vocabulary, Name.RELATIONS)
_libraries = partial(vocabulary, Name.LIBRARIES)
# before Python 3.12 looking an enum's member up costs more than most steps here
_HIDDEN, _RETIRED, _SUBTASK = TagStatus.HIDDEN, TagStatus.RETIRED, TagStatus.SUBTASK
_LONGEST = 60


def unknown_pipeline_tag(subject: Subject) -> Iterator[Problem]:
    """Report tasks that the Hub does not know."""
    known = _pipeline_tags()
    for tag in _unusual(subject, "pipeline_tag", _current_tags()):
        status = known.column(tag, "status")
        if status is None:
            yield _unknown(subject, "pipeline_tag", tag, known)
        elif status == _SUBTASK:
            task = known.column(tag, "successor")
            message = f"`{_short(tag)}` is a kind of `{task}`, not a pipeline tag"
            yield _problem(subject, "pipeline_tag", message, f"write `pipeline_tag: {task}`")


def hidden_pipeline_tag(subject: Subject) -> Iterator[Problem]:
    """Report tasks that nobody can filter by."""
    known = _pipeline_tags()
    for tag in _unusual(subject, "pipeline_tag", _current_tags()):
        if known.column(tag, "status") == _HIDDEN:
            message = f"the Hub hides `{tag}` from its list of tasks: nobody filters by it"
            yield _problem(subject, "pipeline_tag", message, "choose a task that the Hub shows")


def retired_pipeline_tag(subject: Subject) -> Iterator[Problem]:
    """Report tasks that the Hub had once."""
    known = _pipeline_tags()
    for tag in _unusual(subject, "pipeline_tag", _current_tags()):
        if known.column(tag, "status") == _RETIRED:
            message = f"the Hub has retired the task `{tag}`"
            successor = known.column(tag, "successor")
            yield _problem(subject, "pipeline_tag", message, f"write `pipeline_tag: {successor}`")


def unknown_license(subject: Subject) -> Iterator[Problem]:
    """Report licenses that are no identifier of the Hub's."""
    known = _licenses()
    for name in _unusual(subject, "license", known.rows):
        yield _unknown(subject, "license", name, known)


def unnamed_license(subject: Subject) -> Iterator[Problem]:
    """Report ``license: other`` that does not say which."""
    if _OTHER_LICENSE not in subject.texts("license"):
        return
    missing = [key for key in ("license_name", "license_link") if not subject.texts(key)]
    if missing:
        absent = " and ".join(f"`{key}`" for key in missing)
        yield _problem(
            subject,
            "license",
            f"`license: other` without {absent}: nobody can tell what is allowed",
            f"add {absent}" + ", `LICENSE` or an address" * ("license_link" in missing),
            severity=Severity.ERROR if len(missing) > 1 else Severity.WARNING,
        )


def unknown_language(subject: Subject) -> Iterator[Problem]:
    """Report languages that are no ISO 639 code, which the Hub refuses."""
    known = _languages()
    for code in _unusual(subject, "language", known.rows):
        message = f"`{_short(code)}` is neither an ISO 639 code nor `code` nor `multilingual`"
        fix = _language_meant(code, known)
        yield _problem(subject, "language", message, fix, severity=_severity(subject, known))


def _language_meant(text: str, known: Vocabulary) -> str:
    lower = text.casefold()
    code = lower if lower in known else _language_codes().get(lower)
    if code:
        return f"write `{code}`"
    longer = _BCP47.match(text)
    if longer and longer[1].casefold() in known:
        first = longer[1].casefold()
        return f"write one code an entry, such as `{first}`; a region goes to `language_bcp47`"
    return "write ISO 639 codes, one an entry"


@cache
def _language_codes() -> dict[str, str]:
    known = _languages()
    named = ((known.column(code, "name"), code) for code in known)
    return {name.casefold(): code for name, code in named if name}


def unknown_relation(subject: Subject) -> Iterator[Problem]:
    """Report relations to the base model that the Hub does not know."""
    known = _relations()
    for relation in _unusual(subject, "base_model_relation", known.rows):
        yield _unknown(subject, "base_model_relation", relation, known)


def unknown_library(subject: Subject) -> Iterator[Problem]:
    """Report libraries that the Hub has no code for; it accepts them."""
    known = _libraries()
    for name in _unusual(subject, "library_name", known.rows):
        nearest = _nearest(name, known)
        message = f"`{_short(name)}` is not among the libraries that the Hub shows code for"
        yield _problem(subject, "library_name", message, nearest or "see its list of libraries")


@cache
def _current_tags() -> frozenset[str]:
    return _pipeline_tags().words_with("status", TagStatus.CURRENT)


def _unusual(subject: Subject, key: str, usual: Container[str]) -> dict[str, None]:
    """Return a key's values that are neither the usual ones nor placeholders, each once."""
    values = [value for value in subject.texts(key) if value not in usual]
    return dict.fromkeys(value for value in values if not is_placeholder(value)) if values else {}


def _unknown(subject: Subject, key: str, value: str, known: Vocabulary) -> Problem:
    message = f"`{_short(value)}` is not in the Hub's list for `{key}` of {known.as_of}"
    fix = _nearest(value, known) or "choose a value of the list"
    return _problem(subject, key, message, fix, severity=_severity(subject, known))


def _nearest(value: str, known: Vocabulary) -> str | None:
    nearest = known.nearest(value[:_LONGEST])
    return f"write `{nearest}`" if nearest else None


def _severity(subject: Subject, known: Vocabulary) -> Severity:
    return Severity.ERROR if known.is_fresh(subject.today) else Severity.WARNING


def _problem(
    subject: Subject, key: str, message: str, fix: str, severity: Severity | None = None
) -> Problem:
    return Problem(message, subject.line_of(key), fix, field=key, severity=severity)


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else value[:_LONGEST] + "..."


RULES = (
    Rule(
        "pipeline-tag-unknown",
        Severity.ERROR,
        "A task the Hub does not know",
        unknown_pipeline_tag,
        needs="pipeline_tag",
    ),
    Rule(
        "pipeline-tag-hidden",
        Severity.WARNING,
        "A task the Hub hides",
        hidden_pipeline_tag,
        needs="pipeline_tag",
    ),
    Rule(
        "pipeline-tag-retired",
        Severity.WARNING,
        "A task of the past",
        retired_pipeline_tag,
        needs="pipeline_tag",
    ),
    Rule(
        "license-unknown",
        Severity.ERROR,
        "A license the Hub does not know",
        unknown_license,
        needs="license",
    ),
    Rule(
        "license-unnamed",
        Severity.ERROR,
        "`license: other` without a name",
        unnamed_license,
        needs="license",
    ),
    Rule(
        "language-unknown",
        Severity.ERROR,
        "A language that is no ISO 639",
        unknown_language,
        needs="language",
    ),
    Rule(
        "relation-unknown",
        Severity.ERROR,
        "A relation unknown to the Hub",
        unknown_relation,
        needs="base_model_relation",
    ),
    Rule(
        "library-unknown",
        Severity.NOTE,
        "A library the Hub does not know",
        unknown_library,
        needs="library_name",
    ),
)
