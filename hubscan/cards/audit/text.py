"""What a piece of a card's text says: something, nothing, or only a template's words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache, lru_cache

from hubscan.cards.vocabularies import Name, vocabulary

_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,500}\)")
_MARKUP = re.compile(r"[*_`\[\]<>~#|\\,:;]|[^\w\s()/?.-]")
_TEMPLATE_VARIABLE = re.compile(r"\{\{[^{}]{0,300}\}\}")
_PICTURE = re.compile(r"!\[|<(?:img|video|audio|iframe)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_CACHED = 4_096  # lines of templates repeat from card to card
_SHORT = 60
_MOST_WORDS = 25  # no placeholder sentence is longer: a longer one says something


class State(StrEnum):
    """What an audit found where a field should be."""

    ABSENT = "absent"
    EMPTY = "empty"
    PLACEHOLDER = "placeholder"
    INVALID = "invalid"
    PRESENT = "present"
    NOT_APPLICABLE = "not_applicable"


# before Python 3.12 looking an enum's member up costs more than most steps here
_EMPTY = State.EMPTY
_PLACEHOLDER = State.PLACEHOLDER
_PRESENT = State.PRESENT
_FULLNESS = {_EMPTY: 0, _PLACEHOLDER: 1, _PRESENT: 2}


def state_of_text(text: str) -> State:
    """Tell whether a text is empty, only placeholders and a template's sentences, or says more."""
    return _state_of_short(text) if len(text) <= _SHORT else _state_of_text(text)


def _state_of_text(text: str) -> State:
    return _PRESENT if _says_something_at_once(text) else state_of_lines(text.splitlines())


def state_of_lines(lines: Iterable[str]) -> State:
    """Tell the same of a text in lines."""
    state = _EMPTY
    for line in lines:
        if line and not line.isspace():
            if _says_something_at_once(line) or not _line_says_nothing(line):
                return _PRESENT
            state = _PLACEHOLDER
    return state


def _says_something_at_once(text: str) -> bool:
    """Tell it of most lines, quickly: no placeholder begins like this one."""
    first = _WORD.search(text)
    return bool(first and first[0].lower() not in _first_words() and "{{" not in text)


_state_of_short = lru_cache(_CACHED)(_state_of_text)  # tags and licenses repeat


def fuller(one: State, other: State) -> State:
    """Return the state of the text that says more."""
    return one if _FULLNESS[one] >= _FULLNESS[other] else other


def is_placeholder(text: str) -> bool:
    """Tell whether a text only stands where one should be."""
    return state_of_text(text) is _PLACEHOLDER


def plain(text: str) -> str:
    """Return a text in lower case without markup, for comparing with phrases."""
    bare = _MARKUP.sub("", _LINK.sub(r"\1", text.casefold()))
    return " ".join(bare.split()).rstrip(". ")


@lru_cache(_CACHED)
def _line_says_nothing(line: str) -> bool:
    line = _TEMPLATE_VARIABLE.sub("", line.strip())
    return _says_nothing(line) or all(map(_says_nothing, _SENTENCE_END.split(line)))


def _says_nothing(sentence: str) -> bool:
    if sentence.count(" ") > _MOST_WORDS or _PICTURE.search(sentence):
        return False
    bare = plain(sentence)
    said = (bare, bare.strip("(). "), sentence.strip())
    return not bare or any(words in _phrases() for words in said)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(word[0] for phrase in _phrases() if (word := _WORD.search(phrase)))


@cache
def _phrases() -> frozenset[str]:
    return frozenset(vocabulary(Name.PLACEHOLDERS))
