"""The labelled needs, asked of the shipped catalogue and of the library as it answers people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from encoder.benchmark import Benchmark, Search
from hubscan.catalogue.columns import FilterColumns
from hubscan.catalogue.store import Catalogue
from hubscan.recommend.engine import Engine
from hubscan.recommend.indexing import open_index
from hubscan.search.index import Document, SearchIndex
from hubscan.search.tasks import SUCCESSORS
from hubscan.search.text import model_text
from hubscan.settings import Settings

_SHOWN = 50


@contextmanager
def over_catalogue(benchmark: Benchmark, folder: Path) -> Iterator[Benchmark]:
    """Yield the needs whose model is in the shipped catalogue, to be asked of its rows.

    The domains are pipeline tags, retired ones as their successors. A family counts as one model,
    as in an answer: copies in other formats are neither right twice nor in each other's way.
    """
    catalogue, _, columns = open_index(Settings(folder))
    try:
        yield _asked_of(benchmark, catalogue, columns)
    finally:
        catalogue.close()


def _asked_of(benchmark: Benchmark, catalogue: Catalogue, columns: FilterColumns) -> Benchmark:
    records = [record for _, record in catalogue.iterate()]
    position = {record.model_id: number for number, record in enumerate(records)}
    families = [str(family) for family in columns.numbers["family"].tolist()]
    needs = [need for need in benchmark.needs if need.model_id in position]

    def recommend(index: SearchIndex) -> Search:
        engine = Engine(catalogue, index, columns)
        return lambda need: [
            position[result.record.model_id]
            for result in engine.recommend(need, limit=_SHOWN).results
        ]

    return Benchmark(
        needs,
        [SUCCESSORS.get(need.tag, need.tag) for need in needs],
        [families[position[need.model_id]] for need in needs],
        [Document(model_text(record), record.pipeline_tag) for record in records],
        families,
        [_present(record.pipeline_tag) for record in records],
        recommend,
    )


def _present(tag: str | None) -> str | None:
    return None if tag is None else SUCCESSORS.get(tag, tag)
