"""Models that command lines name: shell scripts, Dockerfiles, Modelfiles, Makefiles, workflows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from hubscan.recommend.scan.finds import GGUF, Find, gguf_name, hub_id, ollama_name

_LONGEST_LINE = 4_000
_MOST_WORDS = 40


def _with_owner(text: str) -> str | None:
    name, _, tag = text.partition(":")
    return hub_id(name if tag and not name.startswith("http") else text, needs_owner=True)


# What comes before a model, and how the model is read: the first word after it that can be one.
_COMMANDS: tuple[tuple[str, re.Pattern[str], Callable[[str], str | None]], ...] = (
    ("ollama", re.compile(r"\bollama[\s\",]+(?:run|pull)[\s\",]"), ollama_name),
    ("vllm serve", re.compile(r"\bvllm[\s\",]+serve[\s\",]"), _with_owner),
    ("download", re.compile(r"\b(?:huggingface-cli|hf)[\s\",]+download[\s\",]"), _with_owner),
)
# What is followed by a model at once.
_OPTIONS = re.compile(
    r"(?:(?<!\S)-hfr?|--hf-repo"
    r"|--(?:model|pretrained[-_]model)(?:[-_](?:id|name|path|name[-_]or[-_]path))?"
    r"|\b(?:[A-Z]+_)*MODEL(?:_ID|_NAME|_PATH)?)[\s\",]{0,4}[:?]?[=\s]\s{0,4}[\"']?([\w./:@-]+)"
)
_GGUF = re.compile(r"[\w./\\-]+\.gguf\b", re.IGNORECASE)
_FROM = re.compile(r"FROM\s+(\S+)", re.IGNORECASE)
_END = re.compile(r"&&|[;|]")
_OTHER_REPOSITORY = re.compile(r"--repo-type[= ]\s*(?:dataset|space)")


def read_commands(text: str, path: str) -> list[Find]:
    """Return the models that lines of commands name."""
    return [find for number, line in _lines(text) for find in _of_line(line, number, path)]


def read_modelfile(text: str, path: str) -> list[Find]:
    """Return the model that an Ollama Modelfile begins FROM."""
    found = (
        (number, match[1]) for number, line in _lines(text) if (match := _FROM.match(line.strip()))
    )
    named = (
        (number, written, (gguf_name if written.lower().endswith(GGUF) else ollama_name)(written))
        for number, written in found
    )
    return [Find(path, number, name, written, "FROM") for number, written, name in named if name]


def _of_line(line: str, number: int, path: str) -> Iterator[Find]:
    if line.lstrip().startswith("#"):
        return
    for how, pattern, read in _COMMANDS:
        for match in pattern.finditer(line):
            if found := _first(line[match.end() :], read):
                yield Find(path, number, found[0], found[1], how)
    for match in _OPTIONS.finditer(line):
        if gguf_name(match[1]) is None and (model_id := _with_owner(match[1])):
            yield Find(path, number, model_id, match[1], "option")
    for match in _GGUF.finditer(line):
        if name := gguf_name(match[0]):
            yield Find(path, number, name, match[0], "GGUF file")


def _first(rest: str, read: Callable[[str], str | None]) -> tuple[str, str] | None:
    """Return the first word of a command that reads as a model, and the word."""
    command = _END.split(rest, maxsplit=1)[0]
    if _OTHER_REPOSITORY.search(command):
        return None
    words = (word.strip("\"',[]") for word in command.split()[:_MOST_WORDS])
    named = ((read(word), word) for word in words if word and not word.startswith("-"))
    return next(
        ((model_id, word) for model_id, word in named if model_id and not gguf_name(word)), None
    )


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield numbered lines; one that goes on behind a backslash counts as its first."""
    start, held = 1, ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not held:
            start = number
        held += line[:_LONGEST_LINE]
        if held.endswith("\\") and len(held) < _LONGEST_LINE:
            held = held[:-1] + " "
            continue
        yield start, held[:_LONGEST_LINE]
        held = ""
    if held:
        yield start, held
