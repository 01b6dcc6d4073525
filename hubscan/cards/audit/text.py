"""What a piece of a card's text says: something, nothing, or only a template's words."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from hubscan.cards.vocabularies import Name, vocabulary

_LINK = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()]{0,500}\)")
_MARKUP = re.compile(r"[*_`\[\]<>~#|\\,:;]|[^\w\s()/?.-]")
_TEMPLATE_VARIABLE = re.compile(r"\{\{[^{}]{0,300}\}\}")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_MOST_WORDS = 25  # no placeholder sentence is longer: a longer one says something


class State(StrEnum):
    """What an audit found where a field should be."""

    ABSENT = "absent"
    EMPTY = "empty"
    PLACEHOLDER = "placeholder"
    INVALID = "invalid"
    PRESENT = "present"
    NOT_APPLICABLE = "not_applicable"


_FULLNESS = (State.EMPTY, State.PLACEHOLDER, State.PRESENT)


def state_of_text(text: str) -> State:
    """Tell whether a text is empty, only placeholders and a template's sentences, or says more."""
    if not text.strip():
        return State.EMPTY
    sentences = (part for line in text.splitlines() for part in _sentences(line))
    return State.PLACEHOLDER if all(map(_says_nothing, sentences)) else State.PRESENT


def fuller(one: State, other: State) -> State:
    """Return the state of the text that says more."""
    return max(one, other, key=_FULLNESS.index)


def is_placeholder(text: str) -> bool:
    """Tell whether a text only stands where one should be."""
    return state_of_text(text) is State.PLACEHOLDER


def plain(text: str) -> str:
    """Return a text in lower case without markup, for comparing with phrases."""
    bare = _MARKUP.sub("", _LINK.sub(r"\1", text.casefold()))
    return " ".join(bare.split()).rstrip(". ")


def _sentences(line: str) -> list[str]:
    return _SENTENCE_END.split(line.strip()) if line.strip() else []


def _says_nothing(sentence: str) -> bool:
    if sentence.count(" ") > _MOST_WORDS:
        return False
    bare = plain(_TEMPLATE_VARIABLE.sub("", sentence))
    return not bare or bare in _phrases() or sentence.strip() in _phrases()


@cache
def _phrases() -> frozenset[str]:
    return frozenset(vocabulary(Name.PLACEHOLDERS))
