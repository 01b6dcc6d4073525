"""Asking needs and counting answers."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoder.benchmark import Benchmark, Search
from hubscan.search.dense import DenseIndex
from hubscan.search.document_tasks import DocumentTasks
from hubscan.search.encoder import Encoder
from hubscan.search.index import SearchIndex
from hubscan.search.lexical import LexicalIndex
from hubscan.search.tasks import TaskModel

DEPTH = 400
FIRST = 10
# Tasks of which either serves many needs: a label names the one, an answer may well name the other.
ALIKE = {
    frozenset(pair.split())
    for pair in (
        "zero-shot-classification text-classification",
        "zero-shot-image-classification image-classification",
        "text-generation summarization",
        "text-generation translation",
        "text-generation question-answering",
        "sentence-similarity feature-extraction",
        "sentence-similarity text-ranking",
        "image-to-text image-text-to-text",
        "image-to-text visual-question-answering",
        "image-text-to-text visual-question-answering",
        "text-to-image image-to-image",
        "text-to-image unconditional-image-generation",
    )
}
HEADER = (
    f"{'':54}   R@1   R@5  R@10  R@50   MRR task@1 wrong@10 alike@10 unknown@10 declined     ms"
)


@dataclass(frozen=True)
class Outcome:
    """Of one need: the labelled model's rank (None when not found), and the first models' tasks.

    ``wrong`` and ``unknown`` count those of the first ten, ``alike`` the wrong ones whose task is
    ALIKE to the labelled one; ``declined`` is an empty answer.
    """

    rank: int | None
    task_right: bool
    wrong: int
    alike: int
    unknown: int
    declined: bool
    seconds: float


def lexical_search(lexical: LexicalIndex) -> Search:
    """Return a search by words alone."""
    return lambda need: lexical.search(need, DEPTH)[0].tolist()


def searches(
    benchmark: Benchmark,
    encoder: Encoder,
    task_model: TaskModel,
    vectors: NDArray[np.float32],
    lexical: LexicalIndex,
) -> dict[str, Search]:
    """Return the ways to search with an encoder by their titles: alone, fused, as people see it."""
    dense = DenseIndex.build(vectors)
    index = SearchIndex(encoder, dense, lexical, task_model, DocumentTasks(benchmark.tags))

    def alone(need: str) -> list[int]:
        return list(dense.search(encoder.encode([need])[0], DEPTH)[0].tolist())

    def whole(need: str) -> list[int]:
        return list(index.search(index.understand(need))["position"].tolist())

    found: dict[str, Search] = {"encoder alone": alone, "whole search": whole}
    if benchmark.recommend is not None:
        found["recommend"] = benchmark.recommend(index)
    return found


def lexical_index(benchmark: Benchmark, folder: Path) -> LexicalIndex:
    """Index the words of the documents."""
    return LexicalIndex.build(folder, [document.text for document in benchmark.documents])


def document_vectors(
    benchmark: Benchmark, encoder: Encoder, cache: Path | None = None
) -> NDArray[np.float32]:
    """Encode the documents, or read what an earlier run of the same has left in ``cache``."""
    texts = [document.text for document in benchmark.documents]
    if cache is None:
        return encoder.encode(texts)
    named = "\0".join([encoder.revision, *texts])
    path = cache / f"vectors-{hashlib.sha256(named.encode()).hexdigest()[:16]}.npy"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        np.save(path, encoder.encode(texts))
    return np.asarray(np.load(path), np.float32)


def ask(benchmark: Benchmark, search: Search, numbers: Sequence[int]) -> list[Outcome]:
    """Ask the needs with these numbers."""
    return [_ask_one(benchmark, search, number) for number in numbers]


def _ask_one(benchmark: Benchmark, search: Search, number: int) -> Outcome:
    wanted, domain = benchmark.need_models[number], benchmark.need_domains[number]
    start = time.perf_counter()
    found = search(benchmark.needs[number].need)
    seconds = time.perf_counter() - start
    first_of: dict[str, int] = {}
    for position in found:
        first_of.setdefault(benchmark.models[position], position)
    models = list(first_of)
    domains = [benchmark.domains[position] for position in list(first_of.values())[:FIRST]]
    unknown = domains.count(None)
    return Outcome(
        models.index(wanted) + 1 if wanted in first_of else None,
        domains[:1] == [domain],
        len(domains) - domains.count(domain) - unknown,
        sum(frozenset({str(other), domain}) in ALIKE for other in domains),
        unknown,
        not found,
        seconds,
    )


def report(title: str, outcomes: Sequence[Outcome]) -> None:
    """Print one line of figures."""
    ranks = np.array([outcome.rank or np.inf for outcome in outcomes])
    shares = [float((ranks <= k).mean()) for k in (1, 5, 10, 50)]
    task = np.mean([outcome.task_right for outcome in outcomes])
    columns = " ".join(f"{figure:5.3f}" for figure in [*shares, (1 / ranks).mean(), task])
    counts = [(outcome.wrong, outcome.alike, outcome.unknown) for outcome in outcomes]
    wrong, alike, unknown = np.mean(counts, axis=0) / FIRST
    declined = np.mean([outcome.declined for outcome in outcomes])
    tasks = f"{wrong:8.3f} {alike:8.3f} {unknown:10.3f} {declined:8.3f}"
    milliseconds = 1000 * np.median([outcome.seconds for outcome in outcomes])
    print(f"{title:54} {columns} {tasks} {milliseconds:6.1f}", flush=True)
