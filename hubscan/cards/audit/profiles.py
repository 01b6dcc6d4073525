"""Profiles: which fields earn how many points, as data files that anyone can add to."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from hubscan.cards.audit.body import title_of
from hubscan.cards.audit.findings import FieldScore
from hubscan.cards.audit.text import State
from hubscan.errors import UsageError
from hubscan.resources import resource

_FOLDER = ("data", "profiles")
DEFAULT = "hub-checklist"


class Applies(StrEnum):
    """To which models a field applies."""

    ALWAYS = "always"
    LANGUAGE = "language"  # models that read or write language
    TRAINED = "trained"  # models that were trained, not only converted or merged
    DERIVED = "derived"  # models that say that they come from another


class Kind(StrEnum):
    """Where evidence of a field is looked for."""

    KEY = "key"  # key:NAME, dotted where nested
    SECTION = "section"  # section:TITLE in lower case without punctuation
    LABEL = "label"  # label:NAME, of a line such as "- **Name:** value"
    INTRODUCTION = "introduction"  # the text under the title
    EMISSIONS = "emissions"  # grams that can be read from co2_eq_emissions
    RESULTS = "results"  # model-index, or .eval_results beside the card
    BODY_EMISSIONS = "body-emissions"
    BODY_ENERGY = "body-energy"


_WORDS = {
    Kind.KEY: "`{}` in the metadata",
    Kind.SECTION: 'section "{}"',
    Kind.LABEL: 'line "{}:"',
    Kind.INTRODUCTION: "text under the title",
    Kind.EMISSIONS: "grams in `co2_eq_emissions`",
    Kind.RESULTS: "results in `model-index` or `.eval_results`",
    Kind.BODY_EMISSIONS: "emissions in the text",
    Kind.BODY_ENERGY: "energy in the text",
}
_MOST_NAMED = 3
_TITLED = (Kind.SECTION, Kind.LABEL)
_NAMED = (Kind.KEY, *_TITLED)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One place where a field may stand; ``text`` is how a profile writes it."""

    kind: Kind
    name: str
    text: str

    @property
    def in_words(self) -> str:
        """Name the place for a person."""
        return _WORDS[self.kind].format(self.name)


@dataclass(frozen=True, slots=True)
class Field:
    """What is asked for, what it is worth, and where it may stand, in words too.

    ``titles`` are those of the sections among the evidence, ``elsewhere`` is the rest of it;
    ``absent`` is the score of a card where nothing is found.
    """

    name: str
    points: float
    evidence: tuple[Evidence, ...]
    applies: Applies
    titles: frozenset[str]
    elsewhere: tuple[Evidence, ...]
    absent: FieldScore


@dataclass(frozen=True)
class Profile:
    """A list of fields under a name."""

    name: str
    title: str
    source: str
    fields: tuple[Field, ...]


def names() -> list[str]:
    """Return the names of the shipped profiles."""
    return sorted(path.stem for path in resource(*_FOLDER).glob("*.toml"))


@cache
def load(name: str) -> Profile:
    """Load a shipped profile by name, or a file of the user's own by path.

    Raises UsageError for an unknown name and for a file that is no profile.
    """
    shipped = name in names()
    path = resource(*_FOLDER, f"{name}.toml") if shipped else Path(name)
    if not shipped and path.suffix != ".toml":
        raise UsageError(
            f"no profile {name!r}: choose one of {', '.join(names())}, or a .toml file"
        )
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not valid TOML: {error}") from None
    return _profile(path, table)


def _profile(path: Path, table: dict[str, object]) -> Profile:
    fields = table.get("field")
    if not isinstance(fields, list) or not fields:
        raise UsageError(f"{path}: a profile needs at least one [[field]]")
    return Profile(
        name=path.stem,
        title=str(table.get("title", path.stem)),
        source=str(table.get("source", path)),
        fields=tuple(_field(path, entry) for entry in fields),
    )


def _field(path: Path, entry: object) -> Field:
    if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
        raise UsageError(f"{path}: every [[field]] needs a name")
    where = f"{path}: field {entry['name']!r}"
    points, evidence = entry.get("points"), entry.get("evidence")
    if isinstance(points, bool) or not isinstance(points, int | float) or not 0 < points < 1e6:
        raise UsageError(f"{where}: points must be a positive number")
    if not isinstance(evidence, list) or not evidence:
        raise UsageError(f'{where}: evidence must be a list of places, such as "key:license"')
    places = tuple(_evidence(where, text) for text in evidence)
    return Field(
        name=entry["name"],
        points=float(points),
        evidence=places,
        applies=_applies(where, entry.get("applies", Applies.ALWAYS)),
        titles=frozenset(place.name for place in places if place.kind is Kind.SECTION),
        elsewhere=tuple(place for place in places if place.kind is not Kind.SECTION),
        absent=FieldScore(entry["name"], State.ABSENT, 0.0, float(points), None, _absence(places)),
    )


def _absence(places: Sequence[Evidence]) -> str:
    """Say where a field was looked for and not found."""
    others = ", nor elsewhere" if len(places) > _MOST_NAMED else ""
    return ", ".join(f"no {place.in_words}" for place in places[:_MOST_NAMED]) + others


def _evidence(where: str, text: object) -> Evidence:
    word, _, name = str(text).partition(":")
    if word not in list(Kind):
        raise UsageError(f"{where}: evidence {text!r} is none of {', '.join(Kind)}")
    kind = Kind(word)
    if (kind in _NAMED) != bool(name):
        raise UsageError(f"{where}: evidence {text!r}: {_NAME_RULE}")
    name = title_of(name) if kind in _TITLED else name
    return Evidence(kind, name, f"{kind}:{name}" if name else str(kind))


_NAME_RULE = "key, section and label need a name after a colon, the others take none"


def _applies(where: str, text: object) -> Applies:
    if text not in list(Applies):
        raise UsageError(f"{where}: applies {text!r} is none of {', '.join(Applies)}")
    return Applies(str(text))
