"""A card's text, stripped of all that every card has, cut to a short description of the task.

The text is data of unknown people: it is only ever searched and shown as plain text. All patterns
are linear in the length of what they are given, and they are given the beginning only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

LENGTH = 480
_READ = 8_000

_FRONT_MATTER = re.compile(r"\A\s*---[ \t]*\r?\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,}).*?(?:^[ \t]*\1|\Z)", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_ELEMENT = re.compile(
    r"<(style|script|svg|table|pre|details)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()]{0,500}\)")
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\([^()]{0,500}\)")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_URL = re.compile(r"\bhttps?://\S+")
_MARKS = ("__", "*", "`", "~")
_HEADING = re.compile(r"^[ \t]{0,3}(?:#{1,6}[ \t]*)(.*?)[ \t#]*$")
_UNDERLINE = re.compile(r"^[ \t]*(=|-){3,}[ \t]*$")
_SKIPPED_LINE = re.compile(
    r"^[ \t]*(\||[-*_=]{3,}[ \t]*$|\[?\[?toc\]|\$\$|>?[ \t]*\[!)", re.IGNORECASE
)
_BULLET = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,2}[.)])[ \t]+")
_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")  # with what could move a terminal's cursor
_WIDE_ENDS = "\u3002\uff01\uff1f"  # the full stop and its kin of Chinese and Japanese
_SENTENCE_END = re.compile(rf"(?<=[.!?{_WIDE_ENDS}])\s+|(?<=[{_WIDE_ENDS}])")
_DASHES = "-\u2013\u2014"

# Sections that say how a model was made, run, measured or quoted, not what it is for.
_OTHER_SECTION = re.compile(
    r"\b(train|hyper|param|framework|version|result|eval|metric|benchmark|performance|usage|"
    r"how to|get(ting)? started|quick ?start|install|example|inference|requirement|deploy|citation|"
    r"cite|bibtex|reference|licen[cs]e|acknowledg|contact|author|environmental|carbon|emission|"
    r"hardware|compute|infrastructure|technical spec|glossary|more information|bias|risk|"
    r"limitation|"
    r"out-of-scope|disclaimer|ethic|source|download|file|prompt|quant|discord|support|thanks|credit|"
    r"change ?log|news|table of contents|widget|uses? with|code|resume|watch|see also|links?|"
    r"recipe|"
    r"input|output|testing|data card|model card contact|full model|provided)",
    re.IGNORECASE,
)
# What templates and tools leave in cards, in small letters: anywhere, or where a sentence starts.
_BOILERPLATE = (
    "information needed",
    "need more information",
    "needs more information",
    "todo:",
    "this model card has been",
    "should probably proofread",
    "it achieves the following results",
    "has been pushed on the hub",
    "automatically generated",
    "this modelcard aims",
    "raw template",
    "provide a longer summary",
    "provide a quick summary",
    "model trained using autot",
    "you can use curl",
    "stay tuned",
    "coming soon",
    "we wrote a complete tutorial",
    "join our",
    "join the",
    "join us",
    "follow me",
    "follow us",
    "buy me a",
    "patreon",
    "ko-fi",
    "description yet",
    "no model card",
)
_BOILERPLATE_START = re.compile(
    r"todo|click|(?:this (?:is a )?)?model card for|more information about|\w+_\w+:|\W*(?:"
    r"(?:model id|problem type|co2 emissions|developed by|shared by|funded by|model type|paper|"
    r"repository|demo|licen[cs]e|finetuned from|language\(s\))\b[^:]{0,40}:|"
    r"(?:loss|accuracy|f1|precision|recall|wer|cer|bleu|rouge\w*)\W|"
    r"(?:opus readme|source languages|target languages|dataset|pre-processing|download original|"
    r"test set)\b)"
)
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")


def describe(card: str, model_id: str) -> str | None:
    """Return a card's own words on what the model is for, at most ``LENGTH`` characters."""
    text = _plain(_FRONT_MATTER.sub("", card[: 4 * _READ], count=1)[:_READ])
    name = model_id.rpartition("/")[2]
    return _cut(s for s in _sentences(text) if _says_something(s, name)) or None


def _plain(text: str) -> str:
    for pattern in (_COMMENT, _FENCE, _ELEMENT, _IMAGE):
        text = pattern.sub(" ", text)
    text = _LINK.sub(r"\1", text)
    text = _LINK.sub(r"\1", text)  # a badge is an image inside a link
    text = _TAG.sub("", text)
    if "://" in text:  # ten times faster to say that there is none
        text = _URL.sub("", text)
    for mark in _MARKS:
        text = text.replace(mark, "")
    return text


def _sentences(text: str) -> Iterator[str]:
    for paragraph in _paragraphs(text):
        for sentence in _SENTENCE_END.split(paragraph):
            if sentence := _SPACE.sub(" ", sentence).strip(f" |:{_DASHES}"):
                yield sentence


def _paragraphs(text: str) -> Iterator[str]:
    """Yield headings and paragraphs of the sections that say what the model is for."""
    wanted, lines = True, list[str]()
    for line, below in pairwise([*text.splitlines(), ""]):
        heading = _heading(line, below)
        if heading is None and line.strip() and not _BULLET.match(line):
            if wanted and not _SKIPPED_LINE.match(line):
                lines.append(line)
            continue
        yield " ".join(lines)
        lines = []
        if heading is not None:
            wanted = not _OTHER_SECTION.search(heading)
            if wanted and (len(heading.split()) > 2 or not heading.isascii()):
                yield heading
        elif wanted:
            yield _BULLET.sub("", line)
    yield " ".join(lines)


def _heading(line: str, below: str) -> str | None:
    if match := _HEADING.match(line):
        return match[1]
    return line.strip() if line.strip() and _UNDERLINE.match(below) else None


def _says_something(sentence: str, name: str) -> bool:
    letters = sum(map(str.isalpha, sentence))
    if letters < 4 or letters < len(sentence) / 2 or _is_boilerplate(sentence.lower()):
        return False
    return _bare(sentence) not in (_bare(name), "aboutthemodel", "intendeduseslimitations")


def _is_boilerplate(sentence: str) -> bool:
    return (
        _BOILERPLATE_START.match(sentence) is not None
        or any(phrase in sentence for phrase in _BOILERPLATE)
        or _PLACEHOLDER.search(sentence) is not None
    )


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _cut(sentences: Iterable[str]) -> str:
    kept, length = list[str](), 0
    for sentence in sentences:
        if sentence in kept:
            continue
        if length + len(sentence) + 2 > LENGTH:
            if not kept:
                kept.append(sentence[: LENGTH - 1].rsplit(" ", 1)[0] + "\u2026")
            break
        kept.append(sentence)
        length += len(sentence) + 2
    ends = f".!?\u2026{_WIDE_ENDS}"
    return " ".join(each if each[-1] in ends else f"{each}." for each in kept)
