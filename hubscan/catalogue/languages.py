"""Languages: codes and English names, brought to ISO 639-1 where it has the language, or 639-3."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise

from hubscan.errors import UsageError
from hubscan.resources import resource

MULTILINGUAL = "mul"

# Codes that are far more often an abbreviation when they stand alone among a model's tags:
# Stable Diffusion, machine learning, computer vision, time series, agents, image segmentation.
_DOUBTFUL_ALONE = frozenset({"sd", "ml", "cv", "ts", "ia", "is", "or", "as", "to", "no", "so"})


@lru_cache(maxsize=1 << 12)
def normal_language(text: str) -> str | None:
    """Return the code of a language written as a code, a tag (``zh-CN``) or an English name."""
    word = " ".join(text.strip().casefold().replace("_", "-").split())
    known = _codes_by_word()
    return known.get(word) or known.get(word.split("-")[0])


def normal_languages(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the sorted codes of languages; what is no language is left out."""
    return tuple(sorted({code for text in texts if (code := normal_language(text))}))


def languages_among(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the languages among a model's tags, where codes stand bare beside other words."""
    codes = _codes().intersection(tags)
    if not codes - _DOUBTFUL_ALONE:
        return ()
    return normal_languages(codes)


def is_language_tag(tag: str) -> bool:
    """Tell whether a bare tag is the code of a language."""
    return tag in _codes()


def language_in_name(name: str) -> str | None:
    """Return the one language whose English name is a part of a model's name, if only one is."""
    parts = set(name.casefold().replace("_", "-").replace(".", "-").split("-"))
    found = {code for word, code in _long_names().items() if word in parts}
    return found.pop() if len(found) == 1 else None


def languages_named(text: str) -> frozenset[str]:
    """Return the languages that a text names in English: "from German into French"."""
    words = set(text.casefold().replace("-", " ").split())
    return frozenset(code for word, code in _long_names().items() if word in words)


def direction_named(text: str) -> tuple[str, str] | None:
    """Return from which language into which a text asks for: "English to French"."""
    words = text.casefold().replace("-", " ").split()
    named = _long_names()
    for source, between, target in zip(words, words[1:], words[2:], strict=False):
        if between in ("to", "into") and source in named and target.strip(".,;!?") in named:
            return named[source], named[target.strip(".,;!?")]
    return None


def direction_of(name: str) -> tuple[str, str] | None:
    """Return from which language into which a model's name says: ``opus-mt-en-fr``."""
    parts = [part for part in re.split(r"[-_.]", name.casefold()) if part != "to"]
    pairs = [pair for pair in pairwise(parts) if all(map(english_name, pair))]
    return pairs[-1] if pairs else None  # the mt of opus-mt is Maltese too


def english_name(code: str) -> str | None:
    """Return the English name of a language's code."""
    return _names().get(code)


def resolve(text: str) -> str:
    """Return the code that a user's word means. Raises UsageError naming the nearest."""
    if code := normal_language(text):
        return code
    near = difflib.get_close_matches(text.casefold(), list(_codes_by_word()), n=3)
    raise UsageError(
        f"{text!r} is no language that hubscan knows"
        + (f": did you mean {', '.join(near)}?" if near else "")
    )


@cache
def _rows() -> tuple[dict[str, str], ...]:
    path = resource("data", "vocabularies", "language_names.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@cache
def _codes() -> frozenset[str]:
    return frozenset(row["code"] for row in _rows())


@cache
def _names() -> dict[str, str]:
    return {row["code"]: row["name"] for row in _rows() if row["name"]}


@cache
def _codes_by_word() -> dict[str, str]:
    words = {name: row["canonical"] for row in _rows() for name in _all_names(row)}
    words |= {row["alpha3"]: row["canonical"] for row in _rows()}
    return words | {row["code"]: row["canonical"] for row in _rows()}


@cache
def _long_names() -> dict[str, str]:
    """Names that cannot be mistaken in a model's name: one word of at least five letters."""
    return {
        name: row["canonical"]
        for row in _rows()
        for name in _all_names(row)
        if len(name) >= 5 and " " not in name and "-" not in name
    } | {"multilingual": MULTILINGUAL}


def _all_names(row: dict[str, str]) -> list[str]:
    return [name.casefold() for name in [row["name"], *row["other_names"].split("|")] if name]
