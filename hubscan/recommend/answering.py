"""From a need to an answer: understand, filter, search, rank, fold families, explain."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.bitmap import Bitmap
from hubscan.catalogue.columns import FilterColumns
from hubscan.catalogue.languages import languages_named
from hubscan.catalogue.record import ModelRecord, QualityScore
from hubscan.catalogue.store import Catalogue
from hubscan.errors import UsageError
from hubscan.recommend import constraints
from hubscan.recommend.abstention import fits_nothing
from hubscan.recommend.constraints import Constraints
from hubscan.recommend.figures import energy_of
from hubscan.recommend.precision import loaded
from hubscan.recommend.ranking import Prefer, one_of_each, pareto, rank
from hubscan.recommend.reasons import Explained, reasons
from hubscan.recommend.results import Coverage, Recommendation, Recommendations
from hubscan.recommend.variants import MAX_VARIANTS, variants
from hubscan.search.index import Candidates, Query, SearchIndex
from hubscan.search.tasks import by_tag, likely

MAX_NEED_CHARACTERS = 2_000
MAX_LIMIT = 200
_ASKS_FOR_SMALL = re.compile(
    r"\b(?:small|smallest|tiny|lightweight|laptop|raspberry pi|on-device|edge devices?)\b", re.I
)
_PROPOSING = 0.15  # tasks at least this likely propose their most used models
_PROPOSED = 50


@dataclass(frozen=True)
class Question:
    """A need in words, checked, and how many models to show in which order."""

    need: str
    limit: int
    prefer: Prefer

    @classmethod
    def parse(cls, need: str, limit: int, prefer: str) -> Self:
        """Check what a person asks; raise UsageError for what makes no sense."""
        words = " ".join(need.split())
        if not any(character.isalnum() for character in words):
            raise UsageError("the need is empty: say what for, such as 'detect toxic comments'")
        if len(words) > MAX_NEED_CHARACTERS:
            raise UsageError(f"the need is longer than {MAX_NEED_CHARACTERS} characters")
        if not 1 <= limit <= MAX_LIMIT:
            raise UsageError(f"impossible limit: {limit} (from 1 to {MAX_LIMIT})")
        if prefer not in set(Prefer):
            raise UsageError(f"unknown preference {prefer!r}: one of {', '.join(Prefer)}")
        small = prefer == Prefer.BALANCED and _ASKS_FOR_SMALL.search(words)
        return cls(words, limit, Prefer.SIZE if small else Prefer(prefer))


class Answering:
    """Answers questions under one set of constraints."""

    def __init__(
        self,
        catalogue: Catalogue,
        index: SearchIndex,
        columns: FilterColumns,
        wanted: Constraints,
        left_out: Sequence[int],
    ) -> None:
        self._catalogue = catalogue
        self._index = index
        self._columns = columns
        self._wanted = wanted
        self._left_out = Bitmap.at(len(columns), columns.positions_of(left_out))

    def to(self, question: Question) -> Recommendations:
        """Return the answer."""
        query = self._index.understand(question.need, self._wanted.task)
        pool = self._pool(query)
        passing, excluded = constraints.apply(self._wanted.checks(self._columns), pool)
        passing -= self._left_out | self._columns.deleted
        found = self._index.search(query, passing, self._popular(query, passing))
        declined = fits_nothing(query, found, self._index.encoder_name)
        read = replace(question, need=query.need)
        shown = self._shown(found[:0] if declined else found, read)
        return Recommendations(
            need=question.need,
            prefer=question.prefer,
            read_as=None if read == question else read.need,
            tasks=query.tasks,
            snapshot_date=self._catalogue.snapshot_date.isoformat(),
            results=tuple(self._recommendations(read, shown, passing)),
            declined=declined,
            coverage=self._coverage(pool),
            excluded=excluded,
        )

    def _shown(self, found: Candidates, question: Question) -> Candidates:
        asked = {self._wanted.language} if self._wanted.language else set()
        languages = languages_named(question.need) or asked
        ranked = rank(found, self._columns, question.prefer, languages)
        return one_of_each(ranked, self._columns.numbers["family"])[: question.limit]

    def _pool(self, query: Query) -> Bitmap:
        """Return the models among which exclusions are counted: those of the tasks told."""
        told = {guess.pipeline_tag for guess in likely(query.tasks)}
        return self._columns.among("pipeline_tag", told) - self._columns.deleted

    def _popular(self, query: Query, passing: Bitmap) -> NDArray[np.int64]:
        """Propose what most use for the likely tasks: a general need has no telling words."""
        tags = [tag for tag, chance in by_tag(query.tasks).items() if chance >= _PROPOSING]
        lists = [self._columns.popular(tag) for tag in tags]
        found = [popular[passing.holds(popular)][:_PROPOSED] for popular in lists]
        return np.concatenate([np.empty(0, np.int64), *found])

    def _recommendations(
        self, question: Question, shown: Candidates, passing: Bitmap
    ) -> Iterator[Recommendation]:
        front = pareto(shown["relevance"], self._columns.measures["energy_wh"][shown["position"]])
        usual = self._most_used(shown)
        usual_scores = self._scores(usual) if usual else ()
        for candidate, on_front in zip(shown, front.tolist(), strict=True):
            family = self._family(int(candidate["position"]), passing)
            record, *copies = self._records(family)
            energy = energy_of(record)
            scores = self._scores(record)
            probability = float(candidate["task_probability"])
            explained = Explained(
                record, question.need, probability, energy, usual, scores, usual_scores
            )
            memory_gb = self._wanted.hardware.memory_gb
            yield Recommendation(
                record=record,
                score=float(candidate["score"]),
                relevance=float(candidate["relevance"]),
                loaded=loaded(record, memory_gb),
                energy=energy,
                is_pareto=on_front,
                scores=scores,
                variants=variants(copies, memory_gb),
                reasons=reasons(explained),
            )

    def _family(self, position: int, passing: Bitmap) -> list[int]:
        """Return a model and its copies that pass, the model itself first."""
        same = self._columns.family_of(position)
        same = same[passing.holds(same)]
        return [position, *(one for one in same[: MAX_VARIANTS + 1].tolist() if one != position)]

    def _most_used(self, shown: Candidates) -> ModelRecord | None:
        """Return what most take for the task of the first result: what others are held against."""
        if len(shown) == 0:
            return None
        code = self._columns.codes["pipeline_tag"][shown["position"][0]]
        if code < 0:
            return None
        popular = self._columns.popular(self._columns.values["pipeline_tag"][code])
        known = popular[self._columns.known("energy_wh").holds(popular)]
        return self._records(known[:1].tolist())[0] if len(known) else None

    def _scores(self, record: ModelRecord) -> tuple[QualityScore, ...]:
        return tuple(self._catalogue.scores(record.model_id))

    def _records(self, positions: Sequence[int]) -> list[ModelRecord]:
        return self._catalogue.records(self._columns.rows[positions].tolist())

    def _coverage(self, pool: Bitmap) -> Coverage:
        known = (pool & self._columns.known("energy_wh")).count()
        measured = (pool & self._columns.at_least("energy_measured", 1)).count()
        return Coverage(considered=pool.count(), measured=measured, estimated=known - measured)
