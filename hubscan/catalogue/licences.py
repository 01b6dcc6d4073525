"""Licences: the Hub's ids, however they were written, and what each class of them allows."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache, lru_cache

from hubscan.errors import UsageError
from hubscan.resources import resource


class LicenceClass(StrEnum):
    """What a licence allows, roughly: no legal advice."""

    PERMISSIVE = "permissive"
    COPYLEFT = "copyleft"
    RESTRICTED = "restricted"
    NON_COMMERCIAL = "non-commercial"
    UNKNOWN = "unknown"


_OTHER = "other"
_NOTHING = frozenset({"", "none", "null", "unknown", "not specified", "multiple", "n/a", "nan"})
_WRITTEN = (
    (r"apache( software)?( license)?,?( version)? ?v?2(\.0)?", "apache-2.0"),
    (r"(the )?mit( license)?", "mit"),
    (r"gnu gpl( v)? ?3(\.0)?|gplv?-?3", "gpl-3.0"),
    (r"gnu agpl( v)? ?3(\.0)?|agplv?-?3", "agpl-3.0"),
    (r"gnu lgpl( v)? ?3(\.0)?|lgplv?-?3", "lgpl-3.0"),
    (r"cc[ -]by[ -](nc[ -]sa|nc[ -]nd|nc|sa|nd)[ -]?(\d\.0)", r"cc-by-\1-\2"),
    (r"cc[ -]by[ -]?(\d\.0)", r"cc-by-\1"),
    (r"(meta[ -]?)?llama[ -]?(2|3|3\.1|3\.2|3\.3|4)( community)?( license)?", r"llama\2"),
)


@lru_cache(maxsize=1 << 12)
def normal_licence(text: str | None) -> str | None:
    """Return the Hub's id for a licence as somebody wrote it.

    A licence outside the Hub's closed list is ``other``; no licence is None.
    """
    if text is None or _plain(text) in _NOTHING:
        return None
    word = _plain(text)
    for pattern, licence in _WRITTEN:
        if match := re.fullmatch(pattern, word):
            word = match.expand(licence).replace(" ", "-")
    return word if word in licence_classes() else _OTHER


def licence_class(licence: str | None) -> LicenceClass:
    """Return the class of a Hub licence id; what is not in the list is unknown."""
    return licence_classes().get(licence or "", LicenceClass.UNKNOWN)


def resolve(text: str) -> frozenset[str]:
    """Return the licence ids that a user's word means: an id, a class, or ``any``.

    Raises UsageError for a word that is none of them.
    """
    word = text.strip().casefold()
    if word == "any":
        return frozenset(licence_classes())
    if word in set(LicenceClass) - {LicenceClass.UNKNOWN}:
        return frozenset(i for i, kind in licence_classes().items() if kind == LicenceClass(word))
    licence = normal_licence(text)
    if licence is None or (licence == _OTHER and word != _OTHER):
        raise UsageError(f"{text!r} is no licence of the Hub: {_near(word)}")
    return frozenset({licence})


@cache
def licence_classes() -> dict[str, LicenceClass]:
    """Return the closed list of licence ids with the class of each."""
    path = resource("data", "vocabularies", "license_classes.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["license"]: LicenceClass(row["class"]) for row in csv.DictReader(stream)}


def _plain(text: str) -> str:
    return " ".join(text.strip().casefold().strip("[]'\"").split())


def _near(word: str) -> str:
    start: Iterable[str] = (i for i in licence_classes() if i.startswith(word[:3]))
    near = sorted(start)[:4]
    return f"near it are {', '.join(near)}" if near else "try apache-2.0, permissive or any"
