"""Greener drop-ins for a model that somebody has in mind, with what each saves and loses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from hubscan.catalogue.bitmap import Bitmap
from hubscan.catalogue.columns import FilterColumns
from hubscan.catalogue.flags import Flag, flags_of
from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.record import ModelRecord
from hubscan.energy import Evidence
from hubscan.errors import UsageError
from hubscan.recommend.figures import energy_of
from hubscan.recommend.kin import SMALLER, Kin, Kind, Relative
from hubscan.recommend.precision import Loaded
from hubscan.recommend.relatives import Relatives, known_first
from hubscan.recommend.saving import Saving, beside, saving, saving_of_copy
from hubscan.recommend.scores import SharedScore, shared_scores
from hubscan.recommend.students import Students
from hubscan.recommend.subject import Subject, find_subject
from hubscan.search.index import SearchIndex
from hubscan.search.text import model_text

MAX_LIMIT = 50
_MAX_MEMBERS = 24
_SIMILAR = 12
_QUERY = 200  # characters: the most telling facts come first
_LIKELY_TASK = 0.5
# Where the first of each kind stands and how far apart the following are: the stated and the near
# first, no kind crowds out another.
_PLACES = {
    Kind.DISTILLED: (0.0, 1.0),
    Kind.QUANTIZED: (0.5, 1.0),
    Kind.SMALLER: (1.5, 1.0),
    Kind.COUSIN: (2.5, 1.5),
    Kind.SIMILAR: (3.0, 1.0),
}
_EMBEDDING = {"feature-extraction", "sentence-similarity"}  # two names for one use
_OTHER_TASK = 2.0  # a relative for another task has to be fine-tuned first
_UNSURE = 0.5  # less confidence than this stands back
_UNSURE_BACK = 1.5


@dataclass(frozen=True)
class Member:
    """One of several models on one line: its format, what it needs and what it saves."""

    record: ModelRecord
    memory: Loaded | None
    saving: Saving

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows; unknown is null."""
        return {
            "model_id": self.record.model_id,
            "parameters": self.record.parameters,
            "quantization": self.record.quantization,
            **_memory_json(self.memory),
            **self.saving.as_dict(),
        }


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One model that may stand in for the one in mind.

    ``does_the_task`` is False for a model that must be fine-tuned first; ``scores`` hold the model
    in mind first and this one second; ``members`` are all models on the line, this one first.
    """

    record: ModelRecord
    kind: Kind
    how: str
    confidence: float | None
    source: str | None
    does_the_task: bool
    memory: Loaded | None
    energy: Evidence
    saving: Saving
    scores: tuple[SharedScore, ...]
    flags: tuple[Flag, ...]
    members: tuple[Member, ...]

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows; unknown is null."""
        return {
            "model_id": self.record.model_id,
            "kind": self.kind,
            "how": self.how,
            "confidence": self.confidence,
            "source": self.source,
            "pipeline_tag": self.record.pipeline_tag,
            "does_the_task": self.does_the_task,
            "parameters": self.record.parameters,
            "license": self.record.license,
            "downloads": self.record.downloads,
            **_memory_json(self.memory),
            **self.saving.as_dict(),
            "energy_kwh_per_1000_queries": self.energy.as_dict(),
            "scores": [score.as_dict() for score in self.scores],
            "flags": list(self.flags),
            "members": [member.as_dict() for member in self.members],
        }


@dataclass(frozen=True, kw_only=True)
class Alternatives:
    """The answer: the model in mind, how it was read, and what may stand in, best first."""

    subject: Subject
    memory: Loaded | None
    energy: Evidence
    results: tuple[Alternative, ...]
    snapshot_date: str

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows."""
        record = self.subject.record
        return {
            "model_id": record.model_id,
            "read_as": self.subject.told,
            "original": self.subject.original.model_id,
            "pipeline_tag": record.pipeline_tag,
            "parameters": record.parameters,
            **_memory_json(self.memory),
            "energy_kwh_per_1000_queries": self.energy.as_dict(),
            "snapshot_date": self.snapshot_date,
            "results": [result.as_dict() for result in self.results],
        }


class Alternator:
    """Answers for a catalogue and its index; it stays loaded."""

    def __init__(self, catalogue: Catalogue, index: SearchIndex, columns: FilterColumns) -> None:
        self._catalogue = catalogue
        self._index = index
        self._columns = columns
        self._kin = Kin(catalogue, columns)

    def answer(self, model_id: str, *, limit: int = 5, online: bool = False) -> Alternatives:
        """Return the greener drop-ins for a model; raise UsageError for what is no model."""
        if not 1 <= limit <= MAX_LIMIT:
            raise UsageError(f"impossible limit: {limit} (from 1 to {MAX_LIMIT})")
        subject = find_subject(self._catalogue, model_id, online=online)
        relatives = self._one_of_each(subject, _ranked(subject, self._by_kind(subject)))
        greener = (each for each in map(lambda r: self._weigh(r, subject), relatives) if each)
        return Alternatives(
            subject=subject,
            memory=beside(subject.record),
            energy=energy_of(subject.record),
            results=tuple(islice(greener, limit)),
            snapshot_date=self._catalogue.snapshot_date.isoformat(),
        )

    def _by_kind(self, subject: Subject) -> list[list[Relative]]:
        relatives, students = Relatives(self._kin), Students(self._kin)
        original = subject.original
        return [
            known_first(students.distilled(original), subject.record),
            relatives.quantized(subject),
            relatives.series(original),
            known_first(students.cousins(original), subject.record),
            self.similar(original),
        ]

    def similar(self, subject: ModelRecord) -> list[Relative]:
        """Return smaller models for the same task whose facts read alike, found by search."""
        query = self._index.understand_words(model_text(subject)[:_QUERY], subject.pipeline_tag)
        guess = query.tasks[0]
        if guess.probability < _LIKELY_TASK:
            return []
        mask = self._columns.among("pipeline_tag", {guess.pipeline_tag})
        mask &= self._kin.stands_in(subject)
        copies = self._kin.copies(self._kin.positions([subject.model_id]))
        mask -= Bitmap.at(len(self._columns), copies)
        found = self._index.search(query, mask)
        use = np.log10(np.maximum(self._columns.numbers["downloads"][found["position"]], 0) + 10)
        order = np.argsort(-(found["similarity"] + 0.05 * use), kind="stable")[:_SIMILAR]
        rows = self._columns.rows[found["position"][order]].tolist()
        how = f"for {guess.pipeline_tag} too, found by search"
        records = self._catalogue.records(rows)
        alike = found["similarity"][order].tolist()
        return [
            Relative(record, Kind.SIMILAR, how, round(max(0.0, min(1.0, like)), 2))
            for record, like in zip(records, alike, strict=True)
        ]

    def _one_of_each(self, subject: Subject, ranked: Iterable[Relative]) -> Iterator[Relative]:
        """Leave out what was told before, on a line of its own or of another, as a copy or not."""
        seen: set[int | str] = set()
        for relative in ranked:
            keys = {self._family(each) for each in relative.members or (relative.record,)}
            if self._family(relative.record) not in seen and not _is_unwanted(
                relative.record, subject.record
            ):
                seen |= keys
                yield relative

    def _family(self, record: ModelRecord) -> int | str:
        family = self._kin.family(record)
        return record.model_id if family is None else family

    def _weigh(self, relative: Relative, subject: Subject) -> Alternative | None:
        """Return a relative with its figures; None when it is known to save nothing."""
        in_mind = subject.record
        members = _members(relative, in_mind)
        if not members:
            return None
        first = members[0]
        quantized = relative.kind is Kind.QUANTIZED
        return Alternative(
            record=first.record,
            kind=relative.kind,
            how=relative.how,
            confidence=relative.confidence,
            source=relative.source,
            does_the_task=quantized or _does_the_same(first.record, in_mind),
            memory=first.memory,
            energy=energy_of(first.record),
            saving=first.saving,
            scores=tuple(self._shared(in_mind, first.record)),
            flags=flags_of(first.record),
            members=members,
        )

    def _shared(self, one: ModelRecord, other: ModelRecord) -> list[SharedScore]:
        return shared_scores([self._catalogue.scores(each.model_id) for each in (one, other)])


def _ranked(subject: Subject, by_kind: Iterable[list[Relative]]) -> list[Relative]:
    placed = [
        (_place(relative, number, subject), relative)
        for relatives in by_kind
        for number, relative in enumerate(relatives)
    ]
    return [relative for _, relative in sorted(placed, key=lambda each: each[0])]


def _is_unwanted(record: ModelRecord, in_mind: ModelRecord) -> bool:
    """Tell whether a model is the one in mind, or uncensored when that is not."""
    uncensored = Flag.UNCENSORED in flags_of(record) and Flag.UNCENSORED not in flags_of(in_mind)
    return uncensored or record.model_id == in_mind.model_id


def _place(relative: Relative, number: int, subject: Subject) -> float:
    first, step = _PLACES[relative.kind]
    place = first + number * step
    same_task = _does_the_same(relative.record, subject.record)
    if relative.kind is not Kind.QUANTIZED and not same_task:
        place += _OTHER_TASK
    if relative.kind is not Kind.SIMILAR and (relative.confidence or 1) < _UNSURE:
        place += _UNSURE_BACK
    return place


def _does_the_same(record: ModelRecord, in_mind: ModelRecord) -> bool:
    tasks = {record.pipeline_tag, in_mind.pipeline_tag}
    return len(tasks) == 1 or tasks == _EMBEDDING


def _members(relative: Relative, in_mind: ModelRecord) -> tuple[Member, ...]:
    """Return what saves energy or memory on one line, with the figures."""
    quantized = relative.kind is Kind.QUANTIZED
    compare = saving_of_copy if quantized else saving
    records = relative.members or (relative.record,)
    members = [Member(each, beside(each), compare(each, in_mind)) for each in records]
    greener = [each for each in members if _is_greener(each, beside(in_mind), quantized)]
    return tuple(sorted(greener, key=_copy_order) if quantized else greener)[:_MAX_MEMBERS]


def _is_greener(member: Member, memory_in_mind: Loaded | None, is_copy: bool) -> bool:
    saves = not member.saving.is_more or _needs_less(member.memory, memory_in_mind)
    return saves and (is_copy or not member.saving.is_surely_more)  # copies are made for memory


def _copy_order(copy: Member) -> tuple[bool, float, float]:
    """Order copies: without a warning first, then by energy, then by memory."""
    warned = copy.memory is None or copy.memory.warning is not None
    energy = copy.saving.ratio.median if copy.saving.ratio else 1.0
    return warned, energy, copy.memory.memory_gb if copy.memory else 0.0


def _needs_less(memory: Loaded | None, other: Loaded | None) -> bool:
    if memory is None or other is None:
        return False
    return memory.memory_gb < SMALLER * other.memory_gb


def _memory_json(memory: Loaded | None) -> dict[str, object]:
    return {
        "memory_gb": memory and round(memory.memory_gb, 3),
        "weight_format": memory and memory.weight_format,
        "warning": memory and memory.warning,
    }
