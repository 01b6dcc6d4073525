"""An engine stays loaded: catalogue, search index and filter columns, ready for many needs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from hubscan.cards.audit.runner import Options
from hubscan.catalogue.columns import FilterColumns
from hubscan.catalogue.names import as_given
from hubscan.catalogue.parents import Parents
from hubscan.catalogue.record import ModelRecord
from hubscan.catalogue.store import Catalogue
from hubscan.errors import UsageError
from hubscan.recommend.alternatives import Alternatives, Alternator
from hubscan.recommend.answering import Answering, Question
from hubscan.recommend.authors import authors, rows_of_author
from hubscan.recommend.compare import DEVICE, ComparedModels, compare
from hubscan.recommend.constraints import Constraints
from hubscan.recommend.coverage import CatalogueCoverage, coverage
from hubscan.recommend.figures import energy_of
from hubscan.recommend.indexing import Progress, open_index
from hubscan.recommend.lineage import Family, family
from hubscan.recommend.precision import loaded
from hubscan.recommend.ranking import Prefer
from hubscan.recommend.results import ModelDetails, Recommendations
from hubscan.recommend.scan.substitutes import ProjectScan, scan
from hubscan.recommend.snippets import loading_code
from hubscan.recommend.verdict import grid_of, verdict
from hubscan.search.index import SearchIndex
from hubscan.settings import Settings

if TYPE_CHECKING:
    from hubscan.catalogue.audits import AuthorAudit


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

    @property
    def generation(self) -> str:
        """What the answers rest on: another catalogue, another generation."""
        return self._catalogue.generation

    def recommend(
        self,
        need: str,
        *,
        limit: int = 5,
        prefer: str = Prefer.BALANCED,
        exclude: Sequence[str] = (),
        queries: float | None = None,
        country: str | None = None,
        **constraints: Any,
    ) -> Recommendations:
        """Return the models that serve a need and satisfy every constraint, best first.

        The constraints are those of ``Constraints.parse``: ``task``, ``license``, ``language``,
        ``library``, ``format``, ``max_params``, ``max_memory_gb``, ``max_age``, ``author``,
        ``device``, ``memory``, ``context``, ``runtime``, ``allow``. Sizes are numbers or written
        as 66M, 1.5B, 500MB; ages as 90d, 6m, 2y, counted back from the catalogue's date.
        ``queries`` asks for the verdict: reuse, adapt or train, on the grid of ``country``.
        Raises UsageError for what makes no sense.
        """
        question = Question.parse(need, limit, prefer)
        wanted = Constraints.parse(today=self._catalogue.snapshot_date, **constraints)
        left_out = [self._found(model_id)[0] for model_id in exclude]
        grid_of(queries or 0, country)  # told whether anything is found or not
        answer = Answering(self._catalogue, self._index, self._columns, wanted, left_out)
        found = answer.to(question)
        if queries is None or not found.results:
            return found
        first = found.results[0].record
        lineage = self._catalogue.lineage(first.model_id)
        return replace(found, verdict=verdict(first, queries, country, lineage))

    def show(self, model_id: str) -> ModelDetails:
        """Return all that is known of one model; raise UsageError naming the nearest ids."""
        _, record = self._found(model_id)
        return ModelDetails(
            record=record,
            loaded=loaded(record),
            energy=energy_of(record),
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

    def authors(self, limit: int) -> tuple[str, ...]:
        """Return the owners of models, those of the most models first."""
        return authors(self._columns, limit)

    def audit_author(
        self, author: str, options: Options, *, most: int, token: str | None = None
    ) -> AuthorAudit:
        """Begin to fetch from the Hub and audit the cards of an owner's models.

        They are at most so many of those in the catalogue, the most downloaded first, or of what
        the Hub lists where the catalogue has none. Raises HubscanError for what cannot be asked.
        """
        from hubscan.catalogue.audits import AuthorAudit  # huggingface_hub is an extra

        rows = rows_of_author(self._columns, author)[:most]
        model_ids = [record.model_id for record in self._catalogue.records(rows)]
        parents = Parents(self._catalogue)
        return AuthorAudit(author, model_ids, options, most=most, models=parents, token=token)

    def scan(self, path: str | os.PathLike[str]) -> ProjectScan:
        """Return the models that a project's files name, with greener substitutes.

        Files are parsed, never run. Raises UsageError when there is no such path.
        """
        return scan(Path(path), self.alternatives, self.snapshot_date)

    def coverage(self) -> CatalogueCoverage:
        """Return how the catalogue stands: how many models of which kind, and what is known."""
        return coverage(self._columns, self._catalogue.overview(), self.snapshot_date)

    def _found(self, model_id: str) -> tuple[int, ModelRecord]:
        model_id = as_given(model_id)
        found = self._catalogue.find(model_id)
        if found is None:
            near = self._catalogue.find_near(model_id)
            hint = f": did you mean {', '.join(near)}?" if near else ""
            raise UsageError(f"{model_id!r} is not in the catalogue{hint}")
        return found
