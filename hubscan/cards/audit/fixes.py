"""Fixes that change no meaning, made by the editor of metadata: the rest is for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice

from hubscan.cards.audit.rules.emissions import as_mapping
from hubscan.cards.audit.rules.keys import MOST_KEYS, is_trl, meant_key
from hubscan.cards.audit.subject import Subject
from hubscan.cards.edit import remove, same, set_value
from hubscan.cards.emissions import EMISSIONS_KEY, EmissionsState
from hubscan.cards.vocabularies import Name, vocabulary
from hubscan.errors import EditRefusedError

# keys whose values can be told to be what was meant
_LISTS = {
    "license": Name.LICENSES,
    "language": Name.LANGUAGES,
    "library_name": Name.LIBRARIES,
    "pipeline_tag": Name.PIPELINE_TAGS,
}
_FREE = frozenset({"tags", "datasets", "metrics", "base_model"})
_NUMBER = "emissions"


@dataclass(frozen=True, slots=True)
class Fixed:
    """A card after its safe fixes, and what was done or refused."""

    content: bytes
    done: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Fix:
    what: str
    apply: Callable[[bytes], bytes]


def fix(content: bytes, subject: Subject) -> Fixed:
    """Apply every safe fix; what the editor refuses is told and left."""
    done, refused = [], []
    for each in _fixes(subject):
        try:
            changed = each.apply(content)
        except EditRefusedError as error:
            refused.append(f"{each.what}: {error}")
            continue
        if changed != content:
            content = changed
            done.append(each.what)
    return Fixed(content, tuple(done), tuple(refused))


def _fixes(subject: Subject) -> Iterator[_Fix]:
    yield from _renamed_keys(subject)
    yield from _lower_case(subject)
    yield from _emissions(subject)
    yield from _languages(subject)


def _renamed_keys(subject: Subject) -> Iterator[_Fix]:
    for key, value in islice(subject.metadata.items(), MOST_KEYS):
        if is_trl(subject, key):
            yield _Fix(f"remove `{key}: {value}`", partial(remove, path=(key,)))
            continue
        meant = meant_key(subject, key)
        if meant and meant not in subject.metadata and _is_valid(subject, key, meant):
            yield _Fix(f"rename `{key}` to `{meant}`", partial(_rename, key, meant, value))


def _rename(old: str, new: str, value: object, content: bytes) -> bytes:
    return remove(set_value(content, (new,), value), (old,))


def _is_valid(subject: Subject, key: str, meant: str) -> bool:
    values = subject.texts(key)
    if meant in _LISTS:
        known = vocabulary(_LISTS[meant])
        return bool(values) and all(value in known for value in values)
    return meant in _FREE and bool(values)


def _lower_case(subject: Subject) -> Iterator[_Fix]:
    known = vocabulary(Name.LICENSES)
    value = subject.metadata.get("license")
    if isinstance(value, str) and value not in known and value.casefold() in known:
        lower = value.casefold()
        yield _Fix(f"write `license: {lower}`", partial(set_value, path=("license",), value=lower))


def _languages(subject: Subject) -> Iterator[_Fix]:
    """Write languages in lower case, and `no` so that Python does not read false."""
    known = vocabulary(Name.LANGUAGES)
    value = subject.metadata.get("language")
    items = value if isinstance(value, list) else [value]
    lower = [item.casefold() if isinstance(item, str) else item for item in items]
    python = subject.card.metadata_yaml11.get("language")
    known_all = all(isinstance(item, str) and item in known for item in lower)
    if known_all and not (same(items, lower) and same(value, python)):
        new = lower if isinstance(value, list) else lower[0]
        written = ", ".join(map(str, lower))
        yield _Fix(
            f"write `language: {written}`", partial(set_value, path=("language",), value=new)
        )


def _emissions(subject: Subject) -> Iterator[_Fix]:
    reported = subject.emissions
    if reported.state is not EmissionsState.PRESENT or EMISSIONS_KEY not in subject.metadata:
        return
    value = subject.metadata[EMISSIONS_KEY]
    if isinstance(value, list):
        mapping = as_mapping(value)
        if mapping:
            change = partial(set_value, path=(EMISSIONS_KEY,), value=mapping)
            yield _Fix(f"write `{EMISSIONS_KEY}` as a mapping", change)
        return
    path = (EMISSIONS_KEY, _NUMBER) if isinstance(value, dict) else (EMISSIONS_KEY,)
    number = value.get(_NUMBER) if isinstance(value, dict) else value
    grams = reported.emissions_g if isinstance(number, str) else number
    yield _Fix(f"write `{'.'.join(path)}` as a number", partial(set_value, path=path, value=grams))
