"""Cross-validation by model: no need of a tested model is in the training of its fold."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from encoder.benchmark import Benchmark
from encoder.export import export
from encoder.fine_tune import Tuning, fine_tune
from encoder.lessons import Lessons
from encoder.measure import Outcome, ask, document_vectors, searches
from encoder.texts import LabelledNeed
from encoder.training import Distilled, Recipe, answering, specialise, unlabelled
from hubscan.search.encoder import SHIPPED, Encoder
from hubscan.search.lexical import LexicalIndex
from hubscan.search.loading import load_encoder
from hubscan.search.static_encoder import StaticEncoder
from hubscan.search.tasks import TaskModel

Trained = tuple[Encoder, TaskModel]


@dataclass(frozen=True)
class Division:
    """The fold of each model: all needs of a model share one."""

    fold_of: Mapping[str, int]

    @classmethod
    def of(cls, models: Iterable[str], folds: int, seed: int = 0) -> Self:
        names = sorted(set(models))
        random.Random(seed).shuffle(names)
        return cls({name: position % folds for position, name in enumerate(names)})

    def __len__(self) -> int:
        return max(self.fold_of.values()) + 1

    @property
    def key(self) -> str:
        """A name for the division: encoders of another one have learnt what this one tests."""
        return hashlib.sha256(repr(sorted(self.fold_of.items())).encode()).hexdigest()[:12]

    def tested(self, needs: Sequence[LabelledNeed], fold: int) -> list[int]:
        """Return the numbers of the needs that a fold tests."""
        return [k for k, need in enumerate(needs) if self.fold_of[need.model_id] == fold]

    def learnt(self, needs: Sequence[LabelledNeed], fold: int) -> list[LabelledNeed]:
        """Return the needs that the encoder of a fold may learn from."""
        return [need for need in needs if self.fold_of[need.model_id] != fold]


def cross_validate(
    benchmark: Benchmark, division: Division, trained: Iterable[Trained], lexical: LexicalIndex
) -> Iterator[dict[str, list[Outcome]]]:
    """Yield, fold by fold, the outcomes of its needs for each way to search."""
    for fold, (encoder, task_model) in enumerate(trained):
        tested = division.tested(benchmark.needs, fold)
        vectors = document_vectors(benchmark, encoder)
        ways = searches(benchmark, encoder, task_model, vectors, lexical)
        yield {title: ask(benchmark, search, tested) for title, search in ways.items()}


def static_folds(
    benchmark: Benchmark,
    division: Division,
    prepared: Callable[[], tuple[Distilled, Lessons]],
    cache: Path,
) -> Iterator[Trained]:
    """Train a static encoder and its task model per fold, as scripts/build_encoder.py does.

    A fold that an earlier run has trained into ``cache`` is not trained again.
    """
    for fold in range(len(division)):
        data = cache / "folds" / division.key / f"fold-{fold}"
        if not (data / "tasks").is_dir():
            distilled, lessons = prepared()
            learnt = division.learnt(benchmark.needs, fold)
            table = specialise(distilled, lessons, learnt, Recipe())
            export(table, lessons.tokenizer, lessons.tags, data)
        encoder = StaticEncoder.load(data / "encoder", SHIPPED)
        yield encoder, TaskModel.load(data / "tasks")


def tuned_folds(
    benchmark: Benchmark, division: Division, base: Path, lessons: Lessons, cache: Path
) -> Iterator[Trained]:
    """Fine-tune ``base`` per fold: once for all on what no label touches, then on the labels."""
    tuning, folder = Tuning(), cache / "fine-tuned" / division.key
    begun = folder / "begun"
    if not begun.is_dir():
        objectives = unlabelled(lessons, tuning.unlabelled_share)
        fine_tune(base, lessons, objectives, tuning.unlabelled_steps, begun, tuning)
    for fold in range(len(division)):
        target = folder / f"fold-{fold}"
        if not target.is_dir():
            learnt = division.learnt(benchmark.needs, fold)
            objectives = answering(lessons, learnt, tuning.needs_drawn, tuning.others)
            fine_tune(begun, lessons, objectives, tuning.labelled_steps, target, tuning)
        encoder = load_encoder(str(target))
        yield encoder, TaskModel.fit(encoder)
