"""Asking needs and counting answers."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from encoder.benchmark import Benchmark
from hubscan.search.dense import DenseIndex
from hubscan.search.document_tasks import DocumentTasks
from hubscan.search.encoder import Encoder
from hubscan.search.index import SearchIndex
from hubscan.search.lexical import LexicalIndex
from hubscan.search.tasks import TaskModel

Search = Callable[[str], list[int]]
DEPTH = 400
HEADER = f"{'':40}   R@1   R@5  R@10  R@50   MRR task@1  ms"


@dataclass(frozen=True)
class Outcome:
    """Of one need: the labelled model's rank (None when not found), the first's task, the time."""

    rank: int | None
    task_right: bool
    seconds: float


def lexical_search(lexical: LexicalIndex) -> Search:
    """Return a search by words alone."""
    return lambda need: lexical.search(need, DEPTH)[0].tolist()


def dense_search(dense: DenseIndex, encoder: Encoder) -> Search:
    """Return a search by an encoder alone."""
    return lambda need: dense.search(encoder.encode([need])[0], DEPTH)[0].tolist()


def whole_search(
    benchmark: Benchmark,
    encoder: Encoder,
    task_model: TaskModel,
    dense: DenseIndex,
    lexical: LexicalIndex,
) -> Search:
    """Return the library's own search over the benchmark's documents."""
    tasks = DocumentTasks(document.pipeline_tag for document in benchmark.documents)
    index = SearchIndex(encoder, dense, lexical, task_model, tasks)
    return lambda need: index.search(index.understand(need))["position"].tolist()


def lexical_index(benchmark: Benchmark, folder: Path) -> LexicalIndex:
    """Index the words of the documents."""
    return LexicalIndex.build(folder, [document.text for document in benchmark.documents])


def dense_index(benchmark: Benchmark, encoder: Encoder) -> DenseIndex:
    """Index the vectors of the documents."""
    return DenseIndex.build(encoder.encode([document.text for document in benchmark.documents]))


def ask(benchmark: Benchmark, search: Search, numbers: Sequence[int]) -> dict[int, Outcome]:
    """Ask the needs with these numbers."""
    return {number: _ask_one(benchmark, search, number) for number in numbers}


def _ask_one(benchmark: Benchmark, search: Search, number: int) -> Outcome:
    need = benchmark.needs[number]
    start = time.perf_counter()
    found = search(need.need)
    seconds = time.perf_counter() - start
    models = list(dict.fromkeys(benchmark.models[position] for position in found))
    rank = models.index(need.model_id) + 1 if need.model_id in models else None
    first = benchmark.domains[found[0]] if found else None
    return Outcome(rank, first == benchmark.need_domains[number], seconds)


def report(title: str, outcomes: Sequence[Outcome]) -> None:
    """Print one line of figures."""
    ranks = np.array([outcome.rank or np.inf for outcome in outcomes])
    shares = [float((ranks <= k).mean()) for k in (1, 5, 10, 50)]
    task = float(np.mean([outcome.task_right for outcome in outcomes]))
    figures = [*shares, float((1 / ranks).mean()), task]
    milliseconds = 1000 * float(np.median([outcome.seconds for outcome in outcomes]))
    columns = " ".join(f"{figure:5.3f}" for figure in figures)
    print(f"{title:40} {columns} {milliseconds:5.1f}", flush=True)
