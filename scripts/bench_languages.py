"""Print how needs in other languages and needs with typos fare beside English ones.

    python scripts/bench_languages.py [--encoder NAME] [--data-dir FOLDER]

The needs are those of scripts/needs_abroad.csv: the same twenty tasks in six languages, and some
that no model serves, to be declined. The typos are made of the English ones: in two longer words
of each two letters swapped, one dropped or one doubled. Those marked as held out were not looked
at while the reading of needs was made.
task@1: the first model has the task; wrong@10: the share of the first ten that have another one;
declined: nothing was recommended.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))

import hubscan  # noqa: E402
from hubscan.errors import HubscanError  # noqa: E402
from hubscan.recommend.engine import Engine  # noqa: E402
from hubscan.search.tasks import SUCCESSORS  # noqa: E402

_WORDS_WITH_TYPOS = 2
_LONG_WORD = re.compile(r"[a-z]{5,}")


@dataclass(frozen=True)
class Need:
    """A need, the language that it is in, and its task; "" when no model serves it."""

    language: str
    held_out: bool
    pipeline_tag: str
    text: str


@dataclass(frozen=True)
class Answered:
    """Whether the first model has the task, the share of the first ten with another, or neither."""

    right: bool
    wrong: float
    declined: bool


def main(argv: Sequence[str] | None = None) -> int:
    """Ask everything and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--encoder", help="any sentence-transformers model")
    parser.add_argument("--data-dir", type=Path)
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        try:
            with hubscan.open(arguments.data_dir or folder, encoder=arguments.encoder) as engine:
                _print(engine, _needs())
        except HubscanError as error:
            print(f"error: {error}", file=sys.stderr)
            return error.exit_code
    return 0


def _print(engine: Engine, needs: list[Need]) -> None:
    unserved = [need for need in needs if not need.pipeline_tag]
    needs = [need for need in needs if need.pipeline_tag]
    print(f"{'':34} needs task@1 wrong@10 declined")
    for language in dict.fromkeys(need.language for need in needs):
        same = [need for need in needs if need.language == language]
        _line(language, engine, same)
        _line(f"{language}, held out", engine, [need for need in same if need.held_out])
    english = [need for need in needs if need.language == "en"]
    for title, typo in TYPOS.items():
        _line(f"en, letters {title}", engine, [_with_typos(need, typo) for need in english])
    _line("en, served by no model", engine, unserved)


def _line(title: str, engine: Engine, needs: list[Need]) -> None:
    answers = [_ask(engine, need) for need in needs]
    right = np.mean([answer.right for answer in answers])
    wrong = np.mean([answer.wrong for answer in answers])
    declined = np.mean([answer.declined for answer in answers])
    print(f"{title:34} {len(needs):5} {right:6.2f} {wrong:8.2f} {declined:8.2f}", flush=True)


def _ask(engine: Engine, need: Need) -> Answered:
    results = engine.recommend(need.text, limit=10).results
    tags = [result.record.pipeline_tag for result in results]
    present = [SUCCESSORS.get(tag, tag) for tag in tags if tag is not None]
    wrong = sum(tag != need.pipeline_tag for tag in present)
    right = bool(tags) and tags[0] is not None and present[0] == need.pipeline_tag
    return Answered(right, wrong / 10, not results)


def _needs() -> list[Need]:
    path = Path(__file__).with_name("needs_abroad.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return [
            Need(row["language"], row["held_out"] == "yes", row["pipeline_tag"], row["need"])
            for row in csv.DictReader(stream)
        ]


def _with_typos(need: Need, typo: Callable[[str, int], str]) -> Need:
    rng = random.Random(need.text)
    words = list(_LONG_WORD.finditer(need.text))
    text = need.text
    for word in sorted(rng.sample(words, min(_WORDS_WITH_TYPOS, len(words))), key=_end)[::-1]:
        wrong = typo(word.group(), rng.randrange(1, len(word.group()) - 2))
        text = text[: word.start()] + wrong + text[word.end() :]
    return replace(need, text=text)


def _end(word: re.Match[str]) -> int:
    return word.end()


# each spoils a word at an inner letter
TYPOS: dict[str, Callable[[str, int], str]] = {
    "swapped": lambda word, at: word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    "dropped": lambda word, at: word[:at] + word[at + 1 :],
    "doubled": lambda word, at: word[:at] + word[at] + word[at:],
}


if __name__ == "__main__":
    raise SystemExit(main())
