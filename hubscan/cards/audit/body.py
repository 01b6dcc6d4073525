"""A card's body as sections and labels, read line by line and never rendered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from hubscan.cards.audit.text import State, fuller, plain, state_of_text

_MOST_CHARACTERS = 4_000  # of one line: what stands further right is not read
_MOST_HEADINGS = 2_000  # what follows belongs to the last one
_BOLD_LEVEL = 7  # a line in bold stands below every heading

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_HTML_HEADING = re.compile(r"\s*<h([1-6])[^<>]{0,200}>(.{1,300}?)</h\1>", re.IGNORECASE)
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_NO_SETEXT_TITLE = ("|", "-", "*", ">", "#", "<", "`")
_BOLD_HEADING = re.compile(r"\s*(?:\*\*|__)([^*_]{2,80}?)(?:\*\*|__)\s*:?\s*$")
_BOLD_LABEL = re.compile(r"\s*(?:[-*+]\s+)?(?:\*\*|__)([^*]{2,200}?)(?:\*\*|__)\s*:?\s*(.*)$")
_BULLET_LABEL = re.compile(r"\s*[-*+]\s+([A-Za-z][^:*\[\]]{1,80}):\s*(.*)$")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_ASIDE = re.compile(r"\([^()]{0,200}\)|\[[^\[\]]{0,60}\]|<[^<>]{0,60}>")
_NOT_WORDS = re.compile(r"[^\w\s/&+-]")


@dataclass(frozen=True, slots=True)
class Line:
    """One visible line: ``number`` counts from 1 in the file; comments are left out."""

    number: int
    text: str
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A line that names a value, such as ``- **Hours used:** 12``."""

    name: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, up to the next heading of its level or above."""

    title: str
    line: int
    state: State


@dataclass(frozen=True, slots=True)
class _Heading:
    title: str
    level: int
    index: int


class Body:
    """The Markdown below the front matter."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self.lines = tuple(_visible(text, first_line))

    @cached_property
    def labels(self) -> dict[str, list[Label]]:
        """The labelled lines by name, in order."""
        labels: dict[str, list[Label]] = {}
        for line in self.lines:
            label = None if line.is_code or ":" not in line.text else _label(line)
            if label:
                labels.setdefault(label.name, []).append(label)
        return labels

    @cached_property
    def sections(self) -> dict[str, Section]:
        """The sections by title; of several with one title the one that says most."""
        sections: dict[str, Section] = {}
        for heading, state in zip(self._headings, self._states(), strict=True):
            title = title_of(heading.title)
            known = sections.get(title)
            if known is None or fuller(known.state, state) is not known.state:
                sections[title] = Section(title, self.lines[heading.index].number, state)
        return sections

    @cached_property
    def introduction(self) -> Section:
        """What stands under the title, before the next heading."""
        headings = self._headings
        start = headings[0].index + 1 if headings and headings[0].level == 1 else 0
        end = next((at.index for at in headings if at.index >= start), len(self.lines))
        number = self.lines[min(start, len(self.lines) - 1)].number if self.lines else 1
        return Section("", number, self._state(start, end))

    @cached_property
    def _headings(self) -> list[_Heading]:
        return list(islice(_headings(self.lines), _MOST_HEADINGS))

    def _states(self) -> list[State]:
        """Return each section's state: its own, or that of the fullest section inside it."""
        states: list[State] = []
        open_sections: list[int] = []
        ends = [*(heading.index for heading in self._headings[1:]), len(self.lines)]
        for number, heading in enumerate(self._headings):
            states.append(self._state(heading.index + 1, ends[number]))
            while open_sections and self._headings[open_sections[-1]].level >= heading.level:
                open_sections.pop()
            for outer in open_sections:
                states[outer] = fuller(states[outer], states[number])
            open_sections.append(number)
        return states

    def _state(self, start: int, end: int) -> State:
        inside = self.lines[start:end]
        return state_of_text("\n".join(_value(line) for line in inside))


def _visible(text: str, first_line: int) -> Iterator[Line]:
    fence = ""
    in_comment = False
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, raw in enumerate(lines, first_line):
        line = raw[:_MOST_CHARACTERS]
        mark = None if in_comment else _FENCE.match(line)
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
            yield Line(number, "", is_code=True)
        elif fence:
            yield Line(number, line, is_code=True)
        else:
            shown, in_comment = _without_comments(line, in_comment)
            yield Line(number, shown)


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


def _headings(lines: Sequence[Line]) -> Iterator[_Heading]:
    previous = ""
    for index, line in enumerate(lines):
        text = "" if line.is_code else line.text
        if found := _heading(text):
            yield _Heading(found[1], found[0], index)
            previous = ""
            continue
        if previous and (under := _SETEXT.match(text)):
            yield _Heading(previous, 1 if "=" in under[1] else 2, index - 1)
        previous = "" if text.lstrip().startswith(_NO_SETEXT_TITLE) else text.strip()


def _heading(text: str) -> tuple[int, str] | None:
    start = text.lstrip()[:2]
    if start[:1] == "#" and (found := _ATX.match(text)):
        return len(found[1]), found[2] or ""
    if start in ("<h", "<H") and (found := _HTML_HEADING.match(text)):
        return int(found[1]), found[2]
    if start in ("**", "__") and (found := _BOLD_HEADING.match(text)):
        return _BOLD_LEVEL, found[1]
    return None


def _label(line: Line) -> Label | None:
    text = line.text
    found = _BOLD_LABEL.match(text) if "**" in text or "__" in text else None
    found = found or _BULLET_LABEL.match(text)
    return Label(title_of(found[1]), found[2].strip(), line.number) if found else None


def _value(line: Line) -> str:
    """Keep a label's value only: the label alone says nothing."""
    if line.is_code or ":" not in line.text or "**" not in line.text:
        return "" if _SETEXT.match(line.text) else line.text
    label = _BOLD_LABEL.match(line.text)
    return label[2] if label else line.text


def title_of(text: str) -> str:
    """Return a heading or label as it is compared: lower case, no markup, no aside."""
    return plain(_NOT_WORDS.sub(" ", _ASIDE.sub(" ", text)))
