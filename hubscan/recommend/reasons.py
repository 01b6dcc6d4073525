"""Why a model was chosen, in plain words built from its facts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from hubscan.catalogue.flags import flags_of
from hubscan.catalogue.licences import LicenceClass, licence_class
from hubscan.catalogue.record import ModelRecord, QualityScore, Relation, Rung, TaskSource
from hubscan.energy import Evidence, ratio
from hubscan.errors import EstimateError
from hubscan.recommend.figures import energy_of
from hubscan.recommend.scores import shared_scores
from hubscan.recommend.sizes import format_count
from hubscan.search.text import model_text
from hubscan.terminal import two_digits

_TASK_SOURCES = {
    TaskSource.STATED: "",
    TaskSource.INHERITED: ", inherited from its base model",
    TaskSource.INFERRED: ", inferred from its name or tags",
}
_RUNGS = {
    Rung.EXACT: "",
    Rung.BASE_MODEL: ", counted on its base model",
    Rung.ARCHITECTURE: ", its architecture's published size",
    Rung.NAME: ", read from its name",
}
_RELATIONS = {
    Relation.DISTILLED: "distilled from",
    Relation.QUANTIZED: "a quantized copy of",
    Relation.ADAPTER: "an adapter for",
    Relation.FINETUNE: "fine-tuned from",
    Relation.MERGE: "merged from",
}
_WORD = re.compile(r"\w{3,}")
_SAYS_NOTHING = frozenset(
    [
        "and",
        "are",
        "can",
        "for",
        "from",
        "has",
        "have",
        "how",
        "into",
        "its",
        "model",
        "models",
        "need",
        "our",
        "that",
        "the",
        "their",
        "them",
        "they",
        "this",
        "tool",
        "use",
        "user",
        "using",
        "want",
        "what",
        "when",
        "which",
        "who",
        "will",
        "with",
        "you",
        "your",
    ]
)
_MAX_WORDS = 5
_OVERALL = frozenset({"MTEB(eng, v2)", "Open ASR Leaderboard", "Open LLM Leaderboard 2"})
_WORTH_SAYING = 1.5  # times less energy
_ASKED = 0.5  # a task at least this likely is called the one asked for


@dataclass(frozen=True)
class Explained:
    """What reasons are built from: a model, how it met the need, and what most others take."""

    record: ModelRecord
    need: str
    task_probability: float
    energy: Evidence
    most_used: ModelRecord | None
    scores: tuple[QualityScore, ...] = ()
    most_used_scores: tuple[QualityScore, ...] = ()


def reasons(explained: Explained) -> tuple[str, ...]:
    """Say what speaks for a model, where its figures come from, and what is not known of it."""
    return tuple(_reasons(explained))


def _reasons(explained: Explained) -> Iterator[str]:
    record = explained.record
    yield _task(record, explained.task_probability)
    if shared := shared_words(explained.need, model_text(record)):
        yield f"shares {', '.join(shared)}"
    yield _size(record)
    yield from _relation(record)
    yield from _saving(explained)
    yield from _quality(explained)
    yield _license(record)
    if record.downloads is not None:
        yield f"{format_count(record.downloads)} downloads a month"
    yield from flags_of(record)


def _saving(explained: Explained) -> Iterator[str]:
    usual = explained.most_used
    if usual is None or usual.model_id == explained.record.model_id:
        return
    with suppress(EstimateError):
        saving = ratio(energy_of(usual), explained.energy)
        if saving.median >= _WORTH_SAYING and saving.low > 1:
            low, median, high = map(two_digits, (saving.low, saving.median, saving.high))
            yield (
                f"{median} times less energy than {usual.model_id}, the most used ({low} to {high})"
            )


def _quality(explained: Explained) -> Iterator[str]:
    """Say one published score; where the most used has it too, what is given up or gained."""
    scores = sorted(explained.scores, key=_telling)
    if not scores:
        return
    best = scores[0]
    told = f"{best.benchmark} {best.metric} {best.value:g} ({best.as_of})"
    usual = explained.most_used
    if usual is None or usual.model_id == explained.record.model_id:
        yield told
        return
    same = (each for each in explained.most_used_scores if _what(each) == _what(best))
    shared = shared_scores([same, [best]])
    gain = shared[0].gain if shared else None
    yield told if gain is None else f"{told}, {_against(gain)} {usual.model_id}, the most used"


def _telling(score: QualityScore) -> tuple[bool, str, str, str]:
    return score.benchmark not in _OVERALL, *_what(score)


def _what(score: QualityScore) -> tuple[str, str, str]:
    return score.benchmark, score.metric, score.source


def _against(gain: float) -> str:
    points = two_digits(abs(gain))
    return "the same as" if points == "0" else f"{points} {'better' if gain > 0 else 'worse'} than"


def shared_words(need: str, text: str) -> list[str]:
    """Return the telling words of a need that a text has too, a plural counting as its singular."""
    theirs = {_singular(word) for word in _WORD.findall(text.casefold())}
    ours = dict.fromkeys(_WORD.findall(need.casefold()))
    shared = [w for w in ours if w not in _SAYS_NOTHING and _singular(w) in theirs]
    return shared[:_MAX_WORDS]


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _task(record: ModelRecord, probability: float) -> str:
    if record.pipeline_tag is None:
        return "its task is not known"
    source = _TASK_SOURCES[record.pipeline_tag_source or TaskSource.STATED]
    asked = "as asked" if probability >= _ASKED else f"asked for with {probability:.0%}"
    return f"{record.pipeline_tag}{source} ({asked})"


def _size(record: ModelRecord) -> str:
    quantized = f", quantized {record.quantization}" if record.quantization else ""
    if record.parameters is None:
        return f"size unknown{quantized}"
    source = _RUNGS[record.parameters_rung or Rung.EXACT]
    return f"{format_count(record.parameters)} parameters{source}{quantized}"


def _relation(record: ModelRecord) -> Iterator[str]:
    for base in record.base_models[:1]:
        if base.relation in _RELATIONS:
            yield f"{_RELATIONS[base.relation]} {base.id}"


def _license(record: ModelRecord) -> str:
    if record.license is None:
        return "licence unknown"
    kind = licence_class(record.license)
    told = "" if kind is LicenceClass.UNKNOWN else f" ({kind})"
    return f"{record.license}{told}"
