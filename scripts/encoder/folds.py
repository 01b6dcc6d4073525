"""Cross-validation by model: no need of a tested model is in the training of its fold."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
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


def cross_validate(
    benchmark: Benchmark, weights: NDArray[np.float32], lessons: Lessons, folds: int, folder: Path
) -> tuple[list[Outcome], list[Outcome]]:
    """Return the outcomes of the encoder alone and of the whole search, each need asked once."""
    fold_of = by_model([need.model_id for need in benchmark.needs], folds)
    alone: dict[int, Outcome] = {}
    whole: dict[int, Outcome] = {}
    for fold, (encoder, task_model) in enumerate(
        _trained(benchmark, weights, lessons, fold_of, folder)
    ):
        tested = [number for number, other in enumerate(fold_of) if other == fold]
        dense = dense_index(benchmark, encoder)
        lexical = lexical_index(benchmark, folder / f"words-{fold}")
        search = whole_search(benchmark, encoder, task_model, dense, lexical)
        alone |= ask(benchmark, dense_search(dense, encoder), tested)
        whole |= ask(benchmark, search, tested)
    return list(alone.values()), list(whole.values())


def _trained(
    benchmark: Benchmark,
    weights: NDArray[np.float32],
    lessons: Lessons,
    fold_of: list[int],
    folder: Path,
) -> Iterator[tuple[StaticEncoder, TaskModel]]:
    """Train one encoder and task model per fold, on the needs of the other folds."""
    for fold in range(max(fold_of) + 1):
        others = [
            need for need, other in zip(benchmark.needs, fold_of, strict=True) if other != fold
        ]
        data = folder / f"fold-{fold}"
        table = specialise(weights, lessons, others, Recipe())
        export(table, lessons.tokenizer, lessons.tags, data)
        encoder = StaticEncoder.load(data / "encoder", f"fold-{fold}")
        yield encoder, TaskModel.load(data / "tasks")
