"""An engine stays loaded: catalogue, search index and filter columns, ready for many needs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.columns import FilterColumns
from hubscan.catalogue.record import ModelRecord
from hubscan.catalogue.store import Catalogue
from hubscan.errors import UsageError
from hubscan.recommend import constraints
from hubscan.recommend.alternatives import Alternatives, Alternator
from hubscan.recommend.compare import DEVICE, ComparedModels, compare
from hubscan.recommend.constraints import Constraints, Mask
from hubscan.recommend.indexing import Progress, open_index
from hubscan.recommend.lineage import Family, family
from hubscan.recommend.memory import memory_gb
from hubscan.recommend.ranking import one_of_each, rank
from hubscan.recommend.reasons import reasons
from hubscan.recommend.scan.substitutes import ProjectScan, scan
from hubscan.recommend.results import ModelDetails, Recommendation, Recommendations
from hubscan.recommend.snippets import loading_code
from hubscan.search.index import Candidates, SearchIndex
from hubscan.search.tasks import TaskGuess
from hubscan.settings import Settings

MAX_NEED_CHARACTERS = 2_000
MAX_LIMIT = 200
_LIKELY = 0.15
_PROPOSED = 50
_POOL_TASKS = 3  # exclusions are counted among the models of the likeliest tasks


class Engine:
    """Answers needs in words from the local catalogue; ``hubscan.open`` makes one.

    It is read-only and may be shared by several threads.
    """

    def __init__(self, catalogue: Catalogue, index: SearchIndex, columns: FilterColumns) -> None:
        self._catalogue = catalogue
        self._index = index
        self._columns = columns

    @classmethod
    def open(
        cls,
        data_dir: str | os.PathLike[str] | None = None,
        *,
        encoder: str | None = None,
        progress: Progress | None = None,
    ) -> Engine:
        """Open the catalogue and its index, made on first use.

        ``encoder`` names any sentence-transformers model to use instead of the shipped one.
        Raises HubscanError when the data folder, the catalogue or the encoder cannot be used.
        """
        return cls(*open_index(Settings.load(data_dir, encoder), progress))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._catalogue.close()

    @property
    def snapshot_date(self) -> str:
        """The newest date (ISO) on which the catalogue was true."""
        return self._catalogue.snapshot_date.isoformat()

    def recommend(
        self,
        need: str,
        *,
        task: str | None = None,
        license: str | None = None,
        language: str | None = None,
        library: str | None = None,
        format: str | None = None,
        max_params: str | float | None = None,
        max_memory_gb: str | float | None = None,
        max_age: str | int | None = None,
        author: str | None = None,
        exclude: Sequence[str] = (),
        limit: int = 5,
    ) -> Recommendations:
        """Return the models that serve a need and satisfy every constraint, best first.

        Sizes are numbers or written as 66M, 1.5B, 500MB; ages as 90d, 6m, 2y, counted back from
        the catalogue's date. Raises UsageError for what makes no sense.
        """
        need = _checked(need, limit)
        wanted = Constraints.parse(
            today=self._catalogue.snapshot_date,
            task=task,
            license=license,
            language=language,
            library=library,
            format=format,
            max_params=max_params,
            max_memory_gb=max_memory_gb,
            max_age=max_age,
            author=author,
        )
        return self._answer(need, wanted, self._excluded_rows(exclude), limit)

    def show(self, model_id: str) -> ModelDetails:
        """Return all that is known of one model; raise UsageError naming the nearest ids."""
        _, record = self._found(model_id)
        return ModelDetails(
            record=record,
            memory_gb=memory_gb(record),
            scores=tuple(self._catalogue.scores(record.model_id)),
            snapshot_date=self.snapshot_date,
            snippet=loading_code(record),
        )

    def alternatives(self, model_id: str, *, limit: int = 5, online: bool = False) -> Alternatives:
        """Return greener drop-ins for a model in mind, which may be known by its name only.

        ``online`` asks the Hub about a model that the catalogue does not have. Raises UsageError.
        """
        alternator = Alternator(self._catalogue, self._index, self._columns)
        return alternator.answer(model_id, limit=limit, online=online)

    def lineage(self, model_id: str, *, depth: int = 6, branches: int = 12) -> Family:
        """Return what a model comes from and what comes from it; raise UsageError when unknown."""
        return family(self._catalogue, model_id, depth=depth, branches=branches)

    def compare(self, model_ids: Sequence[str], *, device: str = DEVICE) -> ComparedModels:
        """Return two models and more side by side; raise UsageError for one that is unknown."""
        return compare(self._catalogue, model_ids, device=device)

    def scan(self, path: str | os.PathLike[str]) -> ProjectScan:
        """Return the models that a project's files name, with greener substitutes.

        Files are parsed, never run. Raises UsageError when there is no such path.
        """
        return scan(Path(path), self.alternatives, self.snapshot_date)

    def _answer(
        self, need: str, wanted: Constraints, left_out: NDArray[np.int64], limit: int
    ) -> Recommendations:
        understanding = self._index.understand(need, wanted.task)
        pool = self._pool(understanding.tasks)
        passing, excluded = constraints.apply(wanted.checks(self._columns), pool)
        passing[np.searchsorted(self._columns.rows, left_out)] = False
        proposed = self._popular(understanding.tasks, passing)
        ranked = rank(self._index.search(understanding, passing, proposed), self._columns)
        shown = one_of_each(ranked, self._columns.numbers["family"])[:limit]
        return Recommendations(
            need=need,
            tasks=understanding.tasks,
            snapshot_date=self.snapshot_date,
            results=tuple(self._recommendations(need, shown)),
            considered=int(pool.sum()),
            excluded=excluded,
        )

    def _recommendations(self, need: str, shown: Candidates) -> Iterator[Recommendation]:
        rows = self._columns.rows[shown["position"]].tolist()
        for candidate, record in zip(shown, self._catalogue.records(rows), strict=True):
            yield Recommendation(
                record=record,
                score=float(candidate["score"]),
                relevance=float(candidate["relevance"]),
                memory_gb=memory_gb(record),
                reasons=reasons(record, need, float(candidate["task_probability"])),
            )

    def _pool(self, tasks: Sequence[TaskGuess]) -> Mask:
        likely = {guess.pipeline_tag for guess in tasks[:_POOL_TASKS]}
        return self._columns.among("pipeline_tag", likely)

    def _popular(self, tasks: Sequence[TaskGuess], passing: Mask) -> NDArray[np.int64]:
        """Propose what most use for the likely tasks: a general need has no telling words."""
        likely = [guess.pipeline_tag for guess in tasks if guess.probability >= _LIKELY]
        lists = [self._columns.popular(task) for task in likely]
        found = [popular[passing[popular]][:_PROPOSED] for popular in lists]
        return np.concatenate([np.empty(0, np.int64), *found])

    def _excluded_rows(self, model_ids: Sequence[str]) -> NDArray[np.int64]:
        return np.array([self._found(model_id)[0] for model_id in model_ids], np.int64)

    def _found(self, model_id: str) -> tuple[int, ModelRecord]:
        found = self._catalogue.find(model_id)
        if found is None:
            near = self._catalogue.find_near(model_id)
            hint = f": did you mean {', '.join(near)}?" if near else ""
            raise UsageError(f"{model_id!r} is not in the catalogue{hint}")
        return found


def _checked(need: str, limit: int) -> str:
    words = " ".join(need.split())
    if not any(character.isalnum() for character in words):
        raise UsageError('the need is empty: say what the model is for, "detect toxic comments"')
    if len(words) > MAX_NEED_CHARACTERS:
        raise UsageError(f"the need is longer than {MAX_NEED_CHARACTERS} characters: shorten it")
    if not 1 <= limit <= MAX_LIMIT:
        raise UsageError(f"impossible limit: {limit} (from 1 to {MAX_LIMIT})")
    return words
