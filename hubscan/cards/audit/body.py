"""A card's body as sections and labels, read line by line and never rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from hubscan.cards.audit.text import State, fuller, plain, state_of_lines
from hubscan.cards.lazy import lazy

_MOST_CHARACTERS = 4_000  # of one line: what stands further right is not read
_MOST_HEADINGS = 2_000  # what follows belongs to the last one
_BOLD_LEVEL = 7  # a line in bold stands below every heading
_CACHED = 4_096  # titles and labels repeat from card to card

# before Python 3.12 looking an enum's member up costs more than most steps here
_PRESENT = State.PRESENT
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_HTML_HEADING = re.compile(r"\s*<h([1-6])[^<>]{0,200}>(.{1,300}?)</h\1>", re.IGNORECASE)
_SETEXT = re.compile(r"(?:=+|-{2,})[ \t]*$")
_UNDERLINES = frozenset("=-")
_HEADING_STARTS = frozenset("#<*_ \t") | _UNDERLINES
_HEADING_MARKS = frozenset({"#", "##", "# ", "#\t", "<h", "<H", "**", "__"})
_NO_SETEXT_TITLE = ("|", "-", "*", ">", "#", "<", "`")
_BOLD_HEADING = re.compile(r"\s*(?:\*\*|__)([^*_]{2,80}?)(?:\*\*|__)\s*:?\s*$")
_BOLD_LABEL = re.compile(r"\s*(?:[-*+]\s+)?(?:\*\*|__)([^*]{2,200}?)(?:\*\*|__)\s*:?\s*(.*)$")
_BULLET_LABEL = re.compile(r"\s*[-*+]\s+([A-Za-z][^:*\[\]]{1,80}):\s*(.*)$")
_BULLETS = frozenset("-*+")
_LABEL_STARTS = _BULLETS | {"_"}
_FENCE = re.compile(r" {0,3}(```|~~~)")
_ASIDE = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,60}\]|<[^<>]{0,60}>")
_NOT_WORDS = re.compile(r"[^\w\s/&+-]")


class Label(NamedTuple):
    """A line that names a value, such as ``- **Hours used:** 12``."""

    name: str
    value: str
    line: int


class Section(NamedTuple):
    """A heading and what stands below it, up to the next heading of its level or above."""

    title: str
    line: int
    state: State


class _Heading(NamedTuple):
    title: str
    level: int
    at: int


class Body:
    """The Markdown below the front matter.

    ``lines`` are its lines without what stands in comments, the first of them on line
    ``first_line`` of the file; ``prose`` are the same, with fenced code empty.
    """

    def __init__(self, text: str, first_line: int = 1) -> None:
        self.first_line = first_line
        self.lower = text.lower()
        self.lines, self.prose = _visible(text)

    def number(self, index: int) -> int:
        """Return the line of the file on which a line of the body stands, from 1."""
        return self.first_line + index

    @lazy
    def labels(self) -> dict[str, list[Label]]:
        """The labelled lines by name, in order."""
        labels: dict[str, list[Label]] = {}
        for index, text in [pair for pair in enumerate(self.prose) if ":" in pair[1]]:
            if found := _label(text):
                name = title_of(found[1])
                label = Label(name, found[2].strip(), self.number(index))
                labels.setdefault(name, []).append(label)
        return labels

    @lazy
    def sections(self) -> dict[str, Section]:
        """The sections by title; of several with one title the one that says most."""
        sections: dict[str, Section] = {}
        for heading, state in zip(self._headings, self._states(), strict=True):
            title = title_of(heading.title)
            known = sections.get(title)
            if known is None or fuller(known.state, state) is not known.state:
                sections[title] = Section(title, self.first_line + heading.at, state)
        return sections

    @lazy
    def introduction(self) -> Section:
        """What stands under the title, before the next heading."""
        headings = self._headings
        titled = bool(headings) and headings[0].level == 1
        start = headings[0].at + 1 if titled else 0
        end = headings[titled].at if len(headings) > titled else len(self.lines)
        return Section("", self.number(min(start, len(self.lines) - 1)), self._state(start, end))

    @lazy
    def _headings(self) -> list[_Heading]:
        return list(islice(_headings(self.prose), _MOST_HEADINGS))

    def _states(self) -> list[State]:
        """Return each section's state: its own, or that of the fullest section inside it."""
        states: list[State] = []
        open_sections: list[int] = []
        headings = self._headings
        ends = [heading.at for heading in headings[1:]] + [len(self.lines)]
        for number, heading in enumerate(headings):
            state = self._state(heading.at + 1, ends[number])
            states.append(state)
            while open_sections and headings[open_sections[-1]].level >= heading.level:
                open_sections.pop()
            for outer in open_sections:
                if states[outer] is not _PRESENT:
                    states[outer] = fuller(states[outer], state)
            open_sections.append(number)
        return states

    def _state(self, start: int, end: int) -> State:
        return state_of_lines(map(_value, filter(None, self.lines[start:end])))


def _visible(text: str) -> tuple[list[str], list[str]]:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if len(text) > _MOST_CHARACTERS and max(map(len, lines)) > _MOST_CHARACTERS:
        lines = [line[:_MOST_CHARACTERS] for line in lines]
    if "```" not in text and "~~~" not in text and "<!--" not in text:
        return lines, lines
    code: list[range] = []
    fence, in_comment, start = "", False, 0
    rarer = "<!--" in text or "~~~" in text
    marked = [
        (index, line)
        for index, line in enumerate(lines)
        if "```" in line or (rarer and ("--" in line or "~~~" in line))
    ]
    for index, line in marked:  # elsewhere nothing begins or ends
        _extend(lines, code, range(start, index), fence, in_comment)
        start = index + 1
        mark = None if in_comment else _FENCE.match(line)
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
            lines[index] = ""
        elif fence:
            code.append(range(index, start))
        else:
            lines[index], in_comment = _without_comments(line, in_comment)
    _extend(lines, code, range(start, len(lines)), fence, in_comment)
    return lines, _emptied(lines, code)


def _extend(
    lines: list[str], code: list[range], between: range, fence: str, in_comment: bool
) -> None:
    """Mark the lines between two marks as code, or blank them as comment."""
    if fence:
        code.append(between)
    elif in_comment:
        lines[between.start : between.stop] = [""] * len(between)


def _emptied(lines: list[str], ranges: list[range]) -> list[str]:
    if not ranges:
        return lines
    emptied = lines.copy()
    for each in ranges:
        emptied[each.start : each.stop] = [""] * len(each)
    return emptied


def _without_comments(line: str, in_comment: bool) -> tuple[str, bool]:
    if not in_comment and "<!--" not in line:
        return line, False
    shown = []
    while line:
        before, mark, line = line.partition("-->" if in_comment else "<!--")
        if not in_comment:
            shown.append(before)
        in_comment ^= bool(mark)
    return "".join(shown), in_comment


def _headings(lines: Sequence[str]) -> Iterator[_Heading]:
    for index, text in [pair for pair in enumerate(lines) if pair[1][:1] in _HEADING_STARTS]:
        if text[0] in _UNDERLINES:
            title = None if text.strip("=- \t") else _setext_title(text, lines, index - 1)
            if title:
                yield _Heading(title, 1 if "=" in text else 2, index - 1)
        elif found := _heading(text):
            yield _Heading(found[1], found[0], index)


def _setext_title(underline: str, lines: Sequence[str], above: int) -> str | None:
    """Return the line above an underline, where both are what they seem."""
    if above < 0 or not _SETEXT.match(underline):
        return None
    title = lines[above].strip()
    return None if not title or title.startswith(_NO_SETEXT_TITLE) or _heading(title) else title


def _heading(text: str) -> tuple[int, str] | None:
    start = text.lstrip()[:2]
    if start not in _HEADING_MARKS:
        return None  # a list, or an indented line
    if start[0] == "#" and (found := _ATX.match(text)):
        return len(found[1]), _without_closing(found[2] or "")
    if start in ("<h", "<H") and (found := _HTML_HEADING.match(text)):
        return int(found[1]), found[2]
    if start in ("**", "__") and (found := _BOLD_HEADING.match(text)):
        return _BOLD_LEVEL, found[1]
    return None


def _without_closing(title: str) -> str:
    """Drop the number signs after a title, such as in ``## Title ##``."""
    title = title.rstrip(" \t")
    bare = title.rstrip("#")
    return bare.rstrip(" \t") if bare != title and bare.endswith((" ", "\t")) else title


def _label(text: str) -> re.Match[str] | None:
    first = text.lstrip()[:1]
    if first not in _LABEL_STARTS:
        return None  # most lines: quickly
    found = _BOLD_LABEL.match(text) if "**" in text or "__" in text else None
    return found or (_BULLET_LABEL.match(text) if first in _BULLETS else None)


def _value(text: str) -> str:
    """Keep a label's value only, the label alone says nothing; nor does an underline."""
    if ":" in text and "**" in text:
        label = _BOLD_LABEL.match(text)
        return label[2] if label else text
    return "" if text[:1] in ("=", "-") and _SETEXT.match(text) else text


@lru_cache(_CACHED)
def title_of(text: str) -> str:
    """Return a heading or label as it is compared: lower case, no markup, no aside."""
    return plain(_NOT_WORDS.sub(" ", _ASIDE.sub(" ", text)))
