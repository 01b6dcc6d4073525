"""How a need is read by an encoder of English: word by word from other languages, slips corrected.

No translation: a lexicon has the words that tell a task, in a few languages; others stay as they
are, names above all. data/tasks/lexicon.csv holds words and, with an asterisk, their beginnings.
Phrases whose words say one thing in one order and its opposite in the other, such as "speech to
text", are put in other words first: an encoder that adds up words cannot tell them apart.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from string import ascii_lowercase

from hubscan.resources import resource

_WORD = re.compile(r"\w+")
_ENGLISH = "english"
_STEM = "*"
_SHORTEST_STEM = 3
_FIRST_WORDS = 12  # what follows may be an example in another language
_MOST_SLIPS = 5  # more words that are none are those of another language
_SHORTEST_SLIP = 5  # shorter words have too many neighbours

IsWord = Callable[[str], bool]


@dataclass
class Lexicon:
    """The words of one language and what they mean in English; "" for those that tell nothing."""

    words: dict[str, str] = field(default_factory=dict)
    stems: dict[str, str] = field(default_factory=dict)

    def add(self, word: str, meaning: str) -> None:
        known = self.stems if word.endswith(_STEM) else self.words
        known.setdefault(plain(word.removesuffix(_STEM)), meaning)

    def meaning(self, word: str) -> str | None:
        """Return what a word means, by its longest known beginning; None for an unknown one."""
        if word in self.words:
            return self.words[word]
        lengths = range(len(word), _SHORTEST_STEM - 1, -1)
        known = (self.stems[word[:length]] for length in lengths if word[:length] in self.stems)
        return next(known, None)


def read(need: str, is_word: IsWord) -> str:
    """Return a need in English; ``is_word`` tells whether an English word is known."""
    need = _phrases().sub(_without_direction, need)
    words = _WORD.findall(need)
    language = _language([plain(word) for word in words[:_FIRST_WORDS]])
    if language != _ENGLISH:
        return _in_english(words, _lexicons()[language]) or need
    unknown = {word for word in words if _is_unknown(word, is_word)}
    if len(unknown) > _MOST_SLIPS:
        return need
    right = {word: _nearest(word, is_word) for word in unknown}
    return _WORD.sub(lambda match: right.get(match.group(), match.group()), need)


def _without_direction(phrase: re.Match[str]) -> str:
    return _readings()[_key(phrase.group())]


def _key(phrase: str) -> str:
    return " ".join(_WORD.findall(phrase.lower().replace("2", " to ").replace("_", " ")))


def plain(word: str) -> str:
    """Return a word in lower case without accents."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _is_unknown(word: str, is_word: IsWord) -> bool:
    """Tell whether a word is none; never of names, which have capitals, digits or few letters."""
    if len(word) < _SHORTEST_SLIP or not (word.isascii() and word.isalpha() and word.islower()):
        return False
    return word not in _task_words() and not is_word(word)


def _nearest(word: str, is_word: IsWord) -> str:
    """Return the one word that a slip of one letter may have spoilt; as it is if there are more."""
    near = set(_one_slip_away(word))
    found = near & _task_words() or {other for other in near if is_word(other)}
    right = found.pop() if len(found) == 1 else word
    return word if _inflected(word, right) else right


def _inflected(word: str, other: str) -> bool:
    """Tell whether two words differ in an ending of one letter: both may be right."""
    same = min(len(word), len(other), max(len(word), len(other)) - 1)
    return word[:same] == other[:same]


def _language(words: list[str]) -> str:
    """Return the language that most of the words are of, English when none has more."""
    lexicons = _lexicons()
    known = {
        language: sum(lexicon.meaning(word) is not None for word in words)
        for language, lexicon in lexicons.items()
    }
    return max(known, key=lambda language: (known[language], language == _ENGLISH))


def _in_english(words: list[str], lexicon: Lexicon) -> str:
    meanings = [(word, lexicon.meaning(plain(word))) for word in words]
    read = [word if meaning is None else meaning for word, meaning in meanings]
    return " ".join(filter(None, read))


def _one_slip_away(word: str) -> Iterator[str]:
    """Yield the words that differ by one letter, or by two neighbours in the wrong order."""
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after
            yield before + letter + after[1:]


@cache
def _lexicons() -> dict[str, Lexicon]:
    """Return the lexicon of each language; the English one only tells English from the others."""
    path = resource("data", "tasks", "lexicon.csv")
    lexicons: dict[str, Lexicon] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            meaning = row[_ENGLISH]
            for word in meaning.split():
                lexicons.setdefault(_ENGLISH, Lexicon()).add(word + _STEM, word)
            for language in row.keys() - {_ENGLISH}:
                target = _ENGLISH if language == "en" else language
                for word in row[language].split():
                    lexicons.setdefault(target, Lexicon()).add(word, meaning)
    return lexicons


@cache
def _readings() -> dict[str, str]:
    """Return what is read for each phrase."""
    path = resource("data", "tasks", "phrases.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return {_key(row["phrase"]): row["reading"] for row in csv.DictReader(stream)}


@cache
def _phrases() -> re.Pattern[str]:
    """Return what finds the phrases, written with spaces, hyphens or a 2."""
    written = (r"(?:[\s_-]+to[\s_-]+|2)".join(key.split(" to ")) for key in _readings())
    return re.compile(rf"\b(?:{'|'.join(written)})\b", re.IGNORECASE)


@cache
def _task_words() -> frozenset[str]:
    """Return the words in which our own needs tell tasks."""
    text = resource("data", "tasks", "needs.csv").read_text(encoding="utf-8")
    return frozenset(re.findall(rf"\b[a-z]{{{_SHORTEST_SLIP},}}\b", text))
