"""Where the metadata block of a card begins and ends.

Two rules exist. huggingface_hub 2.4 (repocard.py, REGEX_YAML_BLOCK) lets blanks follow the
closing fence; the rule that the Hub was seen to use does not. Both let blank lines stand before
the opening fence, and neither lets anything follow it.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

from hubscan.cards.diagnostics import Diagnostic, DiagnosticId, Severity

BYTE_ORDER_MARK = "\ufeff"
_LFS_POINTER = "version https://git-lfs.github.com/spec/"
_OPENING = re.compile(r"\ufeff?\s*---(?:\r\n|\r|\n)")
_CLOSING = re.compile(r"(\r\n|\r|\n)---([ \t]*)(?:\r\n|\n|\Z)")
_NO_YAML = re.compile(r"\ufeff?\s*---(\r\n|\r|\n)---[ \t]*(?:\r\n|\n|\Z)")
_NEAR_OPENING = re.compile(r"(-{3,})([ \t]*)(?:\r\n|\r|\n)")
_DOTS = re.compile(r"[\r\n]\.\.\.[ \t]*(?:[\r\n]|\Z)")
_FIRST_KEY = re.compile(r"(?:[ \t]*+(?:#[^\r\n]*+)?[\r\n])*+[ \t]*+[A-Za-z_][\w.-]*:(?:\s|\Z)")
_LATE_BLOCK = re.compile(r"[\r\n]---[ \t]*[\r\n]+[A-Za-z_][\w.-]*:[ \t\r\n]")
_LATE_BLOCK_WITHIN = 2000


class BlockState(StrEnum):
    """Whether a card has a metadata block."""

    PRESENT = "present"
    EMPTY = "empty"  # two fences with nothing between: no metadata, but room for it
    ABSENT = "absent"
    BROKEN = "broken"  # meant as one, and read by nobody


class FrontMatter(NamedTuple):
    """The metadata block of a card; offsets are characters of ``text``.

    ``text[block_start:body_start]`` is the block with its fences, ``text[start:end]`` the YAML;
    ``closing`` is where the line of the closing fence starts, ``newline`` how the one before ends.
    Without a block all of them are where one would stand.
    """

    text: str
    state: BlockState
    diagnostics: tuple[Diagnostic, ...]
    newline: str
    block_start: int
    start: int
    end: int
    closing: int
    body_start: int
    is_utf8: bool

    @property
    def yaml(self) -> str:
        return self.text[self.start : self.end]

    @property
    def body(self) -> str:
        return self.text[self.body_start :]


def line_at(text: str, offset: int) -> int:
    """Return the line of a character, from 1; LF, CRLF and CR each end a line."""
    line = 1 + text.count("\n", 0, offset)
    if "\r" not in text:
        return line
    returns = text.count("\r", 0, offset) - text.count("\r\n", 0, offset)
    is_inside_crlf = text[max(offset - 1, 0) : offset + 1] == "\r\n"
    return line + returns - is_inside_crlf


def split(content: bytes) -> FrontMatter:
    """Find the metadata block of a card; never raises.

    Bytes that are not UTF-8 become lone surrogates, so that nothing is lost on the way back.
    """
    text = content.decode("utf-8", "surrogateescape")
    found = _about_encoding(text)
    opening = _OPENING.match(text)
    closing = _closing(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return _without_block(text, found)
    return FrontMatter(
        text=text,
        state=BlockState.PRESENT,
        diagnostics=(*found, *_about_closing(text, closing)),
        newline=closing[1],
        block_start=_mark_length(text),
        start=opening.end(),
        end=closing.start(),
        closing=closing.end(1),
        body_start=closing.end(),
        is_utf8=_is_utf8(found),
    )


def _closing(text: str, start: int) -> re.Match[str] | None:
    if "\r" in text:
        return _CLOSING.search(text, start)
    at = text.find("\n---", start)  # finds it in a tenth of the time
    while at >= 0:
        if found := _CLOSING.match(text, at):
            return found
        at = text.find("\n---", at + 1)
    return None


def _without_block(text: str, found: list[Diagnostic]) -> FrontMatter:
    if pair := _NO_YAML.match(text):
        found.append(
            Diagnostic(
                DiagnosticId.EMPTY_BLOCK,
                Severity.WARNING,
                line_at(text, pair.start(1)),
                "the metadata block holds no key",
                "fill it, or remove both fences",
            )
        )
        mark, at = _mark_length(text), pair.end(1)
        return FrontMatter(
            text,
            BlockState.EMPTY,
            tuple(found),
            pair[1],
            mark,
            at,
            at,
            at,
            pair.end(),
            _is_utf8(found),
        )
    broken = _about_broken_block(text)
    state = BlockState.BROKEN if broken else BlockState.ABSENT
    found += [broken] if broken else _about_late_block(text)
    at = _mark_length(text)
    newline = _first_newline(text)
    return FrontMatter(text, state, tuple(found), newline, at, at, at, at, at, _is_utf8(found))


def _mark_length(text: str) -> int:
    return len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0


def _first_newline(text: str) -> str:
    line, ending, _ = text.partition("\n")
    return "\r\n" if ending and line.endswith("\r") else "\n"


def _about_encoding(text: str) -> list[Diagnostic]:
    found = []
    if text.startswith(BYTE_ORDER_MARK):
        found.append(
            Diagnostic(
                DiagnosticId.BYTE_ORDER_MARK,
                Severity.WARNING,
                1,
                "the file starts with a byte order mark, where some readers see no metadata",
                "save the file as UTF-8 without a byte order mark",
            )
        )
    if (offset := first_surrogate(text)) is not None:
        found.append(
            Diagnostic(
                DiagnosticId.NOT_UTF8,
                Severity.ERROR,
                line_at(text, offset),
                "the file is not UTF-8",
                "save the file as UTF-8",
            )
        )
    return found


def _is_utf8(found: list[Diagnostic]) -> bool:
    return not any(each.id is DiagnosticId.NOT_UTF8 for each in found)


def first_surrogate(text: str) -> int | None:
    """Return where the first byte that is not UTF-8 stands, or None."""
    if text.isascii():
        return None
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return error.start
    return None


def _about_closing(text: str, closing: re.Match[str]) -> list[Diagnostic]:
    if not closing[2]:
        return []
    return [
        Diagnostic(
            DiagnosticId.FENCE_BLANKS,
            Severity.ERROR,
            line_at(text, closing.end(1)),
            "blanks follow the closing fence: huggingface_hub reads the block, the Hub may not",
            "remove the blanks after ---",
        )
    ]


def _about_broken_block(text: str) -> Diagnostic | None:
    """Return why a block that its author meant as metadata is none."""
    if text.startswith(_LFS_POINTER):
        return Diagnostic(
            DiagnosticId.LFS_POINTER,
            Severity.ERROR,
            1,
            "the file is a Git LFS pointer, not a card",
            "run git lfs pull, and keep README.md out of Git LFS",
        )
    offset = len(text) - len(text.lstrip("\ufeff \t\r\n\f\v"))
    fence = _NEAR_OPENING.match(text, offset)
    if fence is None or not _FIRST_KEY.match(text, fence.end()):
        return None
    kind, message, fix = _broken_fence(text, fence)
    return Diagnostic(kind, Severity.ERROR, line_at(text, offset), message, fix)


def _broken_fence(text: str, fence: re.Match[str]) -> tuple[DiagnosticId, str, str]:
    if len(fence[1]) > 3:
        return (
            DiagnosticId.FENCE_DASHES,
            "the opening fence has more than three dashes, so nobody reads the metadata",
            "make both fences ---",
        )
    if fence[2]:
        return (
            DiagnosticId.FENCE_BLANKS,
            "blanks follow the opening fence, so nobody reads the metadata",
            "remove the blanks after ---",
        )
    if "\n" not in text:
        return (
            DiagnosticId.CARRIAGE_RETURNS,
            "the lines end in CR alone, so nobody reads the metadata",
            "convert the line endings to LF",
        )
    if _DOTS.search(text, fence.end() - 1):
        return (
            DiagnosticId.FENCE_DOTS,
            "the metadata block is closed by ... instead of ---, so nobody reads it",
            "close the block with ---",
        )
    return (
        DiagnosticId.UNCLOSED,
        "the metadata block is never closed, so nobody reads it",
        "write --- on a line of its own after the last key",
    )


def _about_late_block(text: str) -> list[Diagnostic]:
    late = _LATE_BLOCK.search(text, 0, _LATE_BLOCK_WITHIN)
    if late is None:
        return []
    return [
        Diagnostic(
            DiagnosticId.TEXT_BEFORE_BLOCK,
            Severity.ERROR,
            line_at(text, late.start() + 1),
            "text stands before the metadata block, so nobody reads it",
            "move the block to the first line of the file",
        )
    ]
