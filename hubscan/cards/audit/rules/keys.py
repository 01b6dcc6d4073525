"""Rules on the names and shapes of metadata keys: the Hub takes any name and says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import islice

from hubscan.cards.audit.findings import Problem
from hubscan.cards.audit.rules.rule import Rule
from hubscan.cards.audit.subject import Subject
from hubscan.cards.diagnostics import Severity
from hubscan.cards.vocabularies import Name, vocabulary

_TRL_KEY, _TRL_VALUE = "licence", "license"
_AMBIGUOUS = frozenset({"task", "tasks", "pipeline"})  # other tools give them other meanings
_LONGEST_KEY = 40
_metadata_keys = partial(vocabulary, Name.METADATA_KEYS)
MOST_KEYS = 200  # no card has more: those of a hostile one are not all compared


def near_miss(subject: Subject) -> Iterator[Problem]:
    """Report keys that the Hub ignores and that look like one it reads."""
    known = _metadata_keys().rows
    for key in islice(subject.metadata, MOST_KEYS):
        if key not in known and (meant := meant_key(subject, key)):
            present = meant in subject.metadata
            yield Problem(
                f"the Hub does not read `{key}`: the key is `{meant}`",
                line=subject.line_of(key),
                fix=f"remove `{key}`" if present else f"rename `{key}` to `{meant}`",
                field=key,
                severity=Severity.WARNING if present else Severity.ERROR,
            )


def meant_key(subject: Subject, key: str) -> str | None:
    """Return the key that was meant by one that the Hub does not read; None where unclear."""
    known = _metadata_keys()
    if key in known.rows or len(key) > _LONGEST_KEY or is_trl(subject, key):
        return None
    if key in _AMBIGUOUS and not _holds_tasks(subject, key):
        return None
    listed = vocabulary(Name.NEAR_MISSES).column(key.casefold(), "meant")
    return listed or known.nearest(key)


def trl_licence(subject: Subject) -> Iterator[Problem]:
    """Report the line that TRL's template writes into every card."""
    if is_trl(subject, _TRL_KEY):
        yield Problem(
            "`licence: license` is a mistake of TRL's card template: the card has no license",
            line=subject.line_of(_TRL_KEY),
            fix="replace it by `license:` and the license of the base model or your own",
            field=_TRL_KEY,
        )


def wrong_shape(subject: Subject) -> Iterator[Problem]:
    """Report values of another kind than the Hub reads."""
    shapes = _shapes()
    for key, value in subject.metadata.items():
        if key in shapes and value is not None and not _FITS[shapes[key]](value):
            shape = _SHAPE_NAMES[shapes[key]]
            yield Problem(
                f"`{key}` must be {shape}",
                line=subject.line_of(key),
                fix=f"write `{key}` as {shape}",
                field=key,
            )


def is_trl(subject: Subject, key: str) -> bool:
    """Tell the line that TRL's template writes."""
    return key == _TRL_KEY and subject.metadata.get(key) == _TRL_VALUE


def _holds_tasks(subject: Subject, key: str) -> bool:
    tasks = vocabulary(Name.PIPELINE_TAGS)
    values = subject.texts(key)
    return bool(values) and all(value in tasks for value in values)


@cache
def _shapes() -> dict[str, str]:
    known = _metadata_keys()
    return {key: shape for key in known if (shape := known.column(key, "shape")) in _SHAPE_NAMES}


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_texts(value: object) -> bool:
    if isinstance(value, list):
        return all(item is None or isinstance(item, str) for item in value)
    return isinstance(value, str)


# the vocabulary's fifth shape, any, asks for nothing
_FITS: dict[str, Callable[[object], bool]] = {
    "string": _is_text,
    "strings": _is_texts,
    "list": lambda value: isinstance(value, list),
    "mapping": lambda value: isinstance(value, dict),
}
_SHAPE_NAMES = {"string": "one text", "strings": "a list of texts"}
_SHAPE_NAMES |= {"list": "a list", "mapping": "keys with values"}

RULES = (
    Rule("key-near-miss", Severity.ERROR, "A key that the Hub ignores, one letter off", near_miss),
    Rule("key-trl-licence", Severity.ERROR, "TRL's `licence: license`", trl_licence),
    Rule("key-shape", Severity.ERROR, "A value of the wrong kind", wrong_shape),
)
