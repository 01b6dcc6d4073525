"""What a model's name tells of its relatives: its series, its size, and who may have taught it.

A name is a list of words; some of them say how big the model is and some which version it is.
Models of one series share the others: ``whisper-large-v3`` and ``whisper-small``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hubscan.catalogue.families import name_of_original

_PARTING = re.compile(r"[-_/ ]+|\.(?!\d)|(?<!\d)\.")  # a point between digits belongs to a number
_SIZE_WORDS = frozenset(
    "zepto atto femto pico nano micro mini tiny lite xxs xxsmall xs xsmall small base medium large"
    " xl xlarge xxl xxlarge huge giant gigantic n t s m b l x h g".split()
)
_SIZE = re.compile(
    r"\d+(?:\.\d+)?[bm]|\d+x\d+(?:\.\d+)?b|[ae]\d+(?:\.\d+)?[bm]|[abhlmst]\d{1,4}|r\d{2,3}(?:vd)?"
)
_VERSION = re.compile(r"v?\d+(?:\.\d+)*")
_STUDENT = re.compile(r"distill?(?:ed)?(.*)|tiny(bert|roberta)|student")
_CASES = frozenset({"cased", "uncased"})
# How likely such a name is right, as the catalogue has it for lineage that only shows.
ALL_WORDS, SOME_WORDS = 0.7, 0.4
_SAYS_NOTHING = frozenset({"finetuned", "ft", "english", "hf", "model", "uncased", "cased", "dist"})
_SHORTEST_START = 2


@dataclass(frozen=True)
class Name:
    """A model's id as words: those that name its series, its versions, and its sizes."""

    owner: str
    text: str
    words: tuple[str, ...]
    versions: tuple[str, ...]
    sizes: tuple[str, ...]

    @property
    def start(self) -> str:
        """What the names of the series begin with, up to the first size or version."""
        found = min(
            (
                m.start()
                for word in (*self.sizes, *self.versions)
                if (m := _as_word(word, self.text))
            ),
            default=len(self.text),
        )
        start = self.text[:found].rstrip("-_. ")
        return start if len(start) >= _SHORTEST_START else ""

    def is_series_of(self, other: Name) -> bool:
        """Tell whether both have the words of one series."""
        return bool(self.words) and self.words == other.words


@lru_cache(maxsize=1 << 14)
def read_name(model_id: str) -> Name:
    """Take a model's id apart; the words of quantization are left out."""
    owner = model_id.rpartition("/")[0].casefold()
    text = name_of_original(model_id)
    words: list[str] = []
    versions: list[str] = []
    sizes: list[str] = []
    for word in filter(None, _PARTING.split(text)):
        _kind(word, words, versions, sizes).append(word)
    return Name(owner, text, tuple(words), tuple(versions), tuple(sizes))


def _kind(word: str, words: list[str], versions: list[str], sizes: list[str]) -> list[str]:
    if word in _SIZE_WORDS or _SIZE.fullmatch(word):
        return sizes
    return versions if _VERSION.fullmatch(word) else words


def student_starts(teacher: Name) -> Iterator[str]:
    """Yield what the names of a model's students usually begin with."""
    yield f"{teacher.text}-distil"
    if not teacher.words:
        return
    first = teacher.words[0]
    yield from (f"distil{first}", f"distil-{first}", f"tiny{first}")
    if teacher.text.startswith(first) and (rest := teacher.text[len(first) :].strip("-_.")):
        yield f"distil-{rest}"


def is_student(student: Name, teacher: Name) -> float | None:
    """Return how likely a name says that a model was distilled from another one; None if not.

    It says distilled, has the first of the teacher's words, in its owner's name at the least, no
    words besides, and no other version; it is likelier when it has all of them.
    """
    if student.text.startswith(f"{teacher.text}-distil"):
        return ALL_WORDS
    told = _taught(student)
    if told is None or not teacher.words or _differ(student.versions, teacher.versions):
        return None
    lesson, own = set(teacher.words) - _SAYS_NOTHING, told - _SAYS_NOTHING
    owned = set(filter(None, _PARTING.split(student.owner)))
    if not own <= lesson or teacher.words[0] not in own | owned or _other_case(told, teacher):
        return None
    return ALL_WORDS if lesson <= own | owned else SOME_WORDS


def _taught(student: Name) -> set[str] | None:
    """Return a student's words without the mark of a student; None without a mark."""
    marks = [match for word in student.words if (match := _STUDENT.fullmatch(word))]
    if not marks:
        return None
    words = [word for word in student.words if not _STUDENT.fullmatch(word)]
    return {*words, *(rest for match in marks for rest in match.groups() if rest)}


def _other_case(told: set[str], teacher: Name) -> bool:
    theirs = _CASES & set(teacher.words)
    return bool(theirs and told & _CASES and theirs != told & _CASES)


def _differ(versions: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Tell whether two names have versions and none in common; layers (12-6) are no versions."""
    one, two = ({v for v in each if v.startswith("v")} for each in (versions, others))
    return bool(one and two and not one & two)


def _as_word(word: str, text: str) -> re.Match[str] | None:
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", text)
