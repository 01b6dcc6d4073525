"""The Environmental Impact section of a card's body: found, filled, updated in place.

The body is text here: lines are compared and replaced, and nothing of it is ever rendered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from hubscan.cards.audit.text import State, plain, state_of_text
from hubscan.errors import EditRefusedError

START_MARKER = "<!-- hubscan:emissions:start -->"
END_MARKER = "<!-- hubscan:emissions:end -->"
HEADING = "## Environmental Impact"

_TITLES = frozenset({"environmental impact", "environmental impacts", "carbon footprint"})
_BOLD_LEVEL = 7  # a line in bold stands below every heading
_LONGEST_PLACEHOLDER = 40  # "[More Information Needed]" has 25
_LONGEST_LINE = 1000  # what is longer is no heading and no label

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_SETEXT = re.compile(r" {0,3}(?:(=+)|-{2,})[ \t]*$")
_BOLD = re.compile(r"[ \t]*(\*\*|__)([^*_]{1,80})\1[ \t]*:?[ \t]*$")
_COMMENT = re.compile(r"<!--[^<>]{0,500}-->")
_ASIDE = re.compile(r"\([^()]{0,200}\)")
_VALUE_START = re.compile(r"[ \t]*(?:\*\*|__)?[ \t]*")


class Label(StrEnum):
    """The lines of the Hub's own template."""

    HARDWARE = "Hardware Type"
    HOURS = "Hours used"
    PROVIDER = "Cloud Provider"
    REGION = "Compute Region"
    EMITTED = "Carbon Emitted"


_BY_TITLE = {label.value.lower(): label for label in Label}


@dataclass(frozen=True)
class Kept:
    """A line that a person wrote and that says something else: left as it is."""

    label: Label
    line: int
    value: str
    measured: str


@dataclass(frozen=True)
class FilledBody:
    """A body with its section filled; ``note`` says why nothing was, where that is so.

    ``written`` are the values of labelled lines that are hubscan's own.
    """

    text: str
    kept: tuple[Kept, ...] = ()
    written: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None


class _Line(NamedTuple):
    text: str
    ending: str
    is_code: bool


@dataclass(frozen=True)
class _Span:
    """The lines of a section below its heading."""

    start: int
    end: int


def fill(
    body: str,
    values: Mapping[Label, str],
    block: Callable[[], str],
    *,
    newline: str = "\n",
    first_line: int = 1,
    written: Mapping[str, str] | None = None,
    force: bool = False,
) -> FilledBody:
    """Fill the section: between the markers, else the template's lines, else a new section.

    ``values`` go to the labelled lines, what ``block`` returns between the markers. A value that
    is neither a placeholder nor in ``written``, what was put there the last time, stays without
    ``force``. ``first_line`` is the body's first line in the file. Raises EditRefusedError when
    the markers are damaged.
    """
    lines, opened = _lines(body)
    if markers := _markers(lines, first_line):
        return FilledBody(_between(lines, markers, block(), newline))
    section = _section(lines)
    if section is None and opened is not None:
        note = f"line {first_line + opened}: opens a comment or code that nothing closes"
        return FilledBody(body, note=f"{note}: no section was added below it")
    if section is None:
        new_section = f"{HEADING}{newline * 2}{_marked(block(), newline)}"
        return FilledBody(_inserted(lines, new_section, [], newline))
    labelled = [index for index in range(section.start, section.end) if _label(lines[index])]
    if labelled:
        filled = _fill_labels(lines, labelled, values, written or {}, force)
        kept = tuple(replace(one, line=one.line + first_line) for one in filled.kept)
        return replace(filled, kept=kept)
    free = _fill_free(lines, section, block, newline, force)
    line = first_line + section.start - 1
    note = f"line {line}: the section is somebody's own text and stays as it is"
    return FilledBody(_joined(lines), note=note) if free is None else FilledBody(free)


def _lines(body: str) -> tuple[list[_Line], int | None]:
    """Split a body into lines, marked where they are code or comment.

    Returns also the line that opens the code or comment that is never closed, None without one.
    """
    lines: list[_Line] = []
    fence, in_comment, opened = "", False, 0
    for index, raw in enumerate(_LINE.findall(body)):
        text = raw.rstrip("\r\n")
        was_open = bool(fence) or in_comment
        mark = _FENCE.match(text) if not in_comment and text.lstrip(" ")[:1] in "`~" else None
        if mark and (not fence or _closes(mark, fence)):
            fence = "" if fence else mark[1]
        elif in_comment:
            in_comment = "-->" not in text
        elif not fence:
            in_comment = "-->" not in text.rpartition("<!--")[2] and "<!--" in text
        opened = opened if was_open else index
        lines.append(_Line(text, raw[len(text) :], was_open or mark is not None))
    return lines, opened if fence or in_comment else None


def _closes(mark: re.Match[str], fence: str) -> bool:
    return mark[1].startswith(fence) and not mark[2].strip()


def _markers(lines: Sequence[_Line], first_line: int) -> _Span | None:
    """Return the lines between the markers; raise when they are damaged."""
    shown = [(i, line.text.strip()) for i, line in enumerate(lines) if not line.is_code]
    starts = [index for index, text in shown if text == START_MARKER]
    ends = [index for index, text in shown if text == END_MARKER]
    if not starts and not ends:
        return None
    if len(starts) == len(ends) == 1 and starts[0] < ends[0]:
        return _Span(starts[0] + 1, ends[0])
    raise EditRefusedError(
        f"hubscan's markers are damaged: one {START_MARKER} has to stand before one {END_MARKER}",
        first_line + min(*starts, *ends, len(lines)),
    )


def _between(lines: Sequence[_Line], span: _Span, block: str, newline: str) -> str:
    inside = _with_newline(block.strip("\r\n"), newline) + newline
    before, after = lines[: span.start], lines[span.end :]
    return f"{_joined(before)}{inside}{_joined(after)}"


def _section(lines: Sequence[_Line]) -> _Span | None:
    headings = list(_headings(lines))
    for position, (index, level, title) in enumerate(headings):
        if title in _TITLES:
            later = (at for at, other, _ in headings[position + 1 :] if other <= level)
            return _Span(index + 1, next(later, len(lines)))
    return None


def _headings(lines: Sequence[_Line]) -> list[tuple[int, int, str]]:
    """Return (index of its last line, level, plain title) of each heading."""
    found = []
    for index, line in enumerate(lines):
        if line.is_code or not line.text.strip() or len(line.text) > _LONGEST_LINE:
            continue
        if atx := _ATX.match(line.text):
            found.append((index, len(atx[1]), plain(atx[2])))
        elif bold := _BOLD.match(line.text):
            found.append((index, _BOLD_LEVEL, plain(bold[2])))
        elif index and (under := _SETEXT.match(line.text)) and _is_title(lines[index - 1]):
            found.append((index, 1 if under[1] else 2, plain(lines[index - 1].text)))
    return found


def _is_title(line: _Line) -> bool:
    return not line.is_code and plain(line.text) in _TITLES


def _label(line: _Line) -> tuple[Label, int] | None:
    """Return the label of a line and where its value starts."""
    before, colon, after = line.text.partition(":")
    if line.is_code or not colon or len(line.text) > _LONGEST_LINE:
        return None
    title = " ".join(_ASIDE.sub("", before).strip(" \t*_+-").lower().split())
    label = _BY_TITLE.get(title)
    skipped = _VALUE_START.match(after)
    return (label, len(before) + 1 + (skipped.end() if skipped else 0)) if label else None


def _fill_labels(
    lines: list[_Line],
    labelled: Sequence[int],
    values: Mapping[Label, str],
    written: Mapping[str, str],
    force: bool,
) -> FilledBody:
    kept, own = [], {}
    for index in labelled:
        line = lines[index]
        label, start = _label(line) or (Label.EMITTED, 0)
        value, old = values.get(label), line.text[start:].strip()
        if value is None or (old == value and written.get(label) != old):
            continue
        if force or old == written.get(label) or _is_placeholder(old):
            lines[index] = line._replace(text=f"{line.text[:start].rstrip()} {value}")
            own[str(label)] = value
        else:
            kept.append(Kept(label, index, old, value))
    return FilledBody(_joined(lines), tuple(kept), own)


def _is_placeholder(value: str) -> bool:
    return state_of_text(_COMMENT.sub("", value)) is not State.PRESENT


def _fill_free(
    lines: list[_Line], section: _Span, block: Callable[[], str], newline: str, force: bool
) -> str | None:
    """Fill a section without the template's lines; None where a person wrote it."""
    inside = range(section.start, section.end)
    if any(_state(lines[i]) is State.PRESENT for i in inside) and not force:
        return None
    gone = {i for i in inside if _is_bare_placeholder(lines[i])}
    at = max((i + 1 for i in inside if lines[i].text.strip() and i not in gone), default=0)
    at = at or section.start
    before = [line for i, line in enumerate(lines[:at]) if i not in gone]
    after = [line for i, line in enumerate(lines[at:], at) if i not in gone]
    if gone and not any(line.text.strip() for line in after):
        after = lines[max(at, max(gone) + 1) :]  # the file ends as it did, in no blank line
    return _inserted(before, _marked(block(), newline), after, newline)


def _is_bare_placeholder(line: _Line) -> bool:
    """Return whether a line is a placeholder only: a template's sentences stay."""
    return len(line.text) <= _LONGEST_PLACEHOLDER and _state(line) is State.PLACEHOLDER


def _state(line: _Line) -> State:
    """Return what a line of a section says; code counts as somebody's text."""
    text = line.text.strip()
    if text.startswith("<!--") and text.endswith("-->"):
        return State.EMPTY
    return State.PRESENT if line.is_code and text else state_of_text(text)


def _inserted(before: Sequence[_Line], paragraph: str, after: Sequence[_Line], newline: str) -> str:
    """Join with blank lines around a new paragraph; whether the text ends in a newline stays."""
    head, tail = _joined(before), _joined(after)
    open_ended = bool(head) and not head.endswith(("\r", "\n"))
    gap = newline * (open_ended + (not before or bool(before[-1].text.strip())))
    ending = "" if open_ended and not after else newline
    blank = newline if after and after[0].text.strip() else ""
    return f"{head}{gap}{paragraph}{ending}{blank}{tail}"


def _marked(block: str, newline: str) -> str:
    inside = _with_newline(block.strip("\r\n"), newline)
    return newline.join((START_MARKER, inside, END_MARKER))


def _with_newline(text: str, newline: str) -> str:
    return newline.join(re.split(r"\r\n|\r|\n", text))


def _joined(lines: Sequence[_Line]) -> str:
    return "".join(line.text + line.ending for line in lines)
