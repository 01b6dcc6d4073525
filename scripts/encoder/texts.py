"""What the encoder learns from: needs of our own, catalogue rows, real cards, labelled needs."""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hubscan.catalogue import snapshot
from hubscan.catalogue.record import ModelRecord
from hubscan.resources import resource
from hubscan.search.tasks import phrasings
from hubscan.search.text import model_text, words

FRAMES_PER_NEED = 4
ROWS_PER_TASK = 300
CARDS_PER_TASK = 150
CARDS_WITHOUT_TASK = 400
CARD_SENTENCES = 4
MIXED_NEEDS = 1500
_SENTENCE_WORDS = (6, 50)
_FRONT_MATTER = re.compile(r"\s*---\r?\n(.*?)\r?\n---\r?\n?", re.DOTALL)
_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_MARKUP = re.compile(r"<[^>]{0,300}>|!\[[^\]]*\]\([^)]*\)|https?://\S+|[*_`]+")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_BOILERPLATE = re.compile(
    "proofread|generated automatically|more information needed|todo|fine-tuned version|"
    "trained model of|achieves the following|hyperparameters|playing",
    re.IGNORECASE,
)
_SAME_IN_ALL = frozenset(
    {"base", "large", "small", "v1", "v2", "v3", "model", "finetuned", "uncased", "cased"}
    | {"the", "and", "for", "of", "transformers"}
)


@dataclass(frozen=True)
class Phrasing:
    """A need in words and the task it asks for."""

    tag: str
    need: str


@dataclass(frozen=True)
class Pair:
    """Texts that belong together: any of ``anchors`` should find ``text``.

    ``bare`` is the text without the name of its task.
    """

    anchors: tuple[str, ...]
    text: str
    bare: str
    tag: str | None


@dataclass(frozen=True)
class LabelledNeed:
    """A need, its task, and the numbers of the documents that are its answer."""

    need: str
    tag: str
    model_id: str
    answers: tuple[int, ...]


class Framing:
    """Puts needs into sentences as people write them, with fields and professions at random."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._texts: dict[str, list[str]] = defaultdict(list)
        with resource("data", "tasks", "framings.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                self._texts[row["kind"]].append(row["text"])

    def frame(self, need: str) -> str:
        field, role = (self._rng.choice(self._texts[kind]) for kind in ("field", "role"))
        return self._rng.choice(self._texts["frame"]).format(need=need, field=field, role=role)


def own_needs(rng: random.Random) -> list[Phrasing]:
    """Return our phrasings as they are, and each in several framings."""
    framing = Framing(rng)
    plain = [Phrasing(tag, need) for tag, need in phrasings()]
    framed = [
        Phrasing(phrasing.tag, framing.frame(phrasing.need))
        for phrasing in plain
        for _ in range(FRAMES_PER_NEED)
    ]
    return plain + framed


def random_words(vocabulary: Iterable[str], rng: random.Random) -> list[str]:
    """Return short made-up texts in which every word of the vocabulary stands once."""
    framing = Framing(rng)
    whole = sorted(word for word in vocabulary if re.fullmatch("[a-z]{3,}", word))
    rng.shuffle(whole)
    texts, start = [], 0
    while start < len(whole):
        count = rng.randint(2, 6)
        text = " ".join(whole[start : start + count])
        texts.append(framing.frame(text) if rng.random() < 0.5 else text)
        start += count
    return texts


def mixed_needs(rng: random.Random) -> list[str]:
    """Return pairs of unrelated needs in one text."""
    needs = [need for _, need in phrasings()]
    return [f"{rng.choice(needs)} {rng.choice(needs)}" for _ in range(MIXED_NEEDS)]


def row_pairs(rng: random.Random) -> list[Pair]:
    """Return catalogue rows, each with a need made of its task's phrasing and its own words."""
    needs = defaultdict(list)
    for tag, need in phrasings():
        needs[tag].append(need)
    models = resource("data", "catalogue") / snapshot.MODELS_FILE
    records = [record for record in snapshot.read_models(models) if record.pipeline_tag in needs]
    rng.shuffle(records)
    return [
        _row_pair(record, needs[str(record.pipeline_tag)], rng)
        for record in _at_most(records, ROWS_PER_TASK)
    ]


def _at_most(records: Iterable[ModelRecord], limit: int) -> Iterator[ModelRecord]:
    seen: Counter[str | None] = Counter()
    for record in records:
        seen[record.pipeline_tag] += 1
        if seen[record.pipeline_tag] <= limit:
            yield record


def _row_pair(record: ModelRecord, needs: Sequence[str], rng: random.Random) -> Pair:
    text = model_text(record)
    bare = text.replace(words(str(record.pipeline_tag)), " ")
    telling = [word for word in re.findall(r"[A-Za-z]{2,}\w*", bare) if _tells(word)][:14]
    rng.shuffle(telling)
    anchor = " ".join([rng.choice(needs), *telling[: rng.randint(1, 4)]])
    return Pair((anchor,), text, bare, record.pipeline_tag)


def _tells(word: str) -> bool:
    return word.lower() not in _SAME_IN_ALL


def card_pairs(folder: Path, rng: random.Random) -> list[Pair]:
    """Return real cards: sentences of their prose, and their facts and title."""
    cards = list(_read_cards(folder))
    rng.shuffle(cards)
    seen: Counter[str | None] = Counter()
    pairs = []
    for card in cards:
        pair = _card_pair(card)
        seen[pair.tag] += bool(pair.anchors)
        limit = CARDS_PER_TASK if pair.tag else CARDS_WITHOUT_TASK
        if pair.anchors and seen[pair.tag] <= limit:
            pairs.append(pair)
    return pairs


def _read_cards(folder: Path) -> Iterator[dict[str, str]]:
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            yield from map(json.loads, stream)


def _card_pair(card: dict[str, str]) -> Pair:
    header = _FRONT_MATTER.match(card["text"])
    lines = list(_prose(card["text"][header.end() :] if header else card["text"]))
    sentences = [sentence for line in lines for sentence in _sentences(line)]
    labels = re.findall(r"^- ([\w-]{2,40})\r?$", header.group(1), re.MULTILINE) if header else []
    tag = card.get("task")
    name = words(card["model_id"].rpartition("/")[2])
    facts = [card["model_id"], name, words(tag or ""), *labels[:16], *lines[:1]]
    text = ". ".join(filter(None, facts))
    return Pair(tuple(sentences[:CARD_SENTENCES]), text, text, tag)


def _prose(body: str) -> Iterator[str]:
    body = _MARKUP.sub(" ", _LINK.sub(r"\1", _CODE.sub(" ", body)))
    for line in body.splitlines():
        line = line.strip().lstrip("#>-+ ")
        if line and not line.startswith("|") and not _BOILERPLATE.search(line):
            yield line


def _sentences(line: str) -> Iterator[str]:
    least, most = _SENTENCE_WORDS
    for sentence in re.split(r"(?<=[.!?])\s+", line):
        if len(sentence.split()) >= least:
            yield " ".join(sentence.split()[:most])
