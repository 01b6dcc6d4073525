"""Cross-validation by model: no need of a tested model is in the training of its fold."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoder.benchmark import Benchmark
from encoder.export import export
from encoder.measure import Outcome, ask, dense_index, dense_search, lexical_index, whole_search
from encoder.training import Lessons, Recipe, specialise
from hubscan.search.static_encoder import StaticEncoder
from hubscan.search.tasks import TaskModel


def by_model(models: Sequence[str], folds: int, seed: int = 0) -> list[int]:
    """Return the fold of each need; all needs of a model share one."""
    names = sorted(set(models))
    random.Random(seed).shuffle(names)
    fold_of = {name: position % folds for position, name in enumerate(names)}
    return [fold_of[model] for model in models]


Prepared = Callable[[], tuple[NDArray[np.float32], Lessons]]


def cross_validate(
    benchmark: Benchmark, prepared: Prepared, folds: int, folder: Path, words: Path
) -> tuple[list[Outcome], list[Outcome]]:
    """Return the outcomes of the encoder alone and of the whole search, each need asked once.

    A fold that an earlier run has trained into ``folder`` is not trained again; ``words`` is an
    empty folder.
    """
    fold_of = by_model([need.model_id for need in benchmark.needs], folds)
    folder = folder / _key(benchmark, fold_of)
    alone: dict[int, Outcome] = {}
    whole: dict[int, Outcome] = {}
    lexical = lexical_index(benchmark, words)
    for fold, (encoder, task_model) in enumerate(_trained(benchmark, prepared, fold_of, folder)):
        tested = [number for number, other in enumerate(fold_of) if other == fold]
        dense = dense_index(benchmark, encoder)
        search = whole_search(benchmark, encoder, task_model, dense, lexical)
        alone |= ask(benchmark, dense_search(dense, encoder), tested)
        whole |= ask(benchmark, search, tested)
    return list(alone.values()), list(whole.values())


def _key(benchmark: Benchmark, fold_of: list[int]) -> str:
    """Name a division: encoders of another one have learnt what this one tests."""
    division = sorted(
        {(need.model_id, fold) for need, fold in zip(benchmark.needs, fold_of, strict=True)}
    )
    return hashlib.sha256(repr(division).encode()).hexdigest()[:12]


def _trained(
    benchmark: Benchmark, prepared: Prepared, fold_of: list[int], folder: Path
) -> Iterator[tuple[StaticEncoder, TaskModel]]:
    """Train one encoder and task model per fold, on the needs of the other folds."""
    for fold in range(max(fold_of) + 1):
        data = folder / f"fold-{fold}"
        if not (data / "tasks").is_dir():
            others = [
                need for need, other in zip(benchmark.needs, fold_of, strict=True) if other != fold
            ]
            weights, lessons = prepared()
            table = specialise(weights, lessons, others, Recipe())
            export(table, lessons.tokenizer, lessons.tags, data)
        encoder = StaticEncoder.load(data / "encoder", f"fold-{fold}")
        yield encoder, TaskModel.load(data / "tasks")
