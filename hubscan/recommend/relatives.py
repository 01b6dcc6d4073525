"""Greener relatives of a model: students, quantized copies, smaller ones of its series, cousins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.columns import FilterColumns
from hubscan.catalogue.distillations import students_of, teachers_of
from hubscan.catalogue.families import name_of_original
from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.record import ModelRecord, Relation
from hubscan.recommend.naming import Name, is_student, read_name, student_starts
from hubscan.recommend.subject import Subject

SMALLER = 0.8  # of the parameters, or less: what differs less is hardly smaller
_TOY = (
    1 / 30
)  # of the parameters, and less: it does not stand in for a model, whatever it reads like
_USED = 100  # downloads a month
_COPIES = 100
_STUDENTS = 5
_SAME = 0.01
_CHILDREN = 300
_NAMES = 300
_IN_SERIES, _OTHER_VERSION, _OTHER_OWNER = 0.9, 0.6, 0.6  # judgements: a name is no statement
_MADE_SMALLER = 0.5
_BASE_TASKS = frozenset({"fill-mask", "feature-extraction", "sentence-similarity"})
_NOT_STATED_SIZE = frozenset({Relation.FINETUNE, Relation.UNKNOWN})


class Kind(StrEnum):
    """How an alternative is related to the model in mind."""

    DISTILLED = "distilled"
    QUANTIZED = "quantized"
    SMALLER = "smaller of the series"
    COUSIN = "fine-tuned from a distilled model"
    SIMILAR = "similar"


@dataclass(frozen=True)
class Relative:
    """A model that may stand in, and how it is related.

    ``confidence`` is None where the relation is stated, by ``source`` where not by the Hub. ``members`` are what is told on one line
    with the record, itself first: quantized copies, one of each format, or the students of one
    teacher by one author.
    """

    record: ModelRecord
    kind: Kind
    how: str
    confidence: float | None = None
    members: tuple[ModelRecord, ...] = ()
    source: str | None = None


class Relatives:
    """Finds the relatives of models in a catalogue."""

    def __init__(self, catalogue: Catalogue, columns: FilterColumns) -> None:
        self._catalogue = catalogue
        self._columns = columns

    def distilled(self, teacher: ModelRecord) -> list[Relative]:
        """Return the students of a model, stated ones first, then by downloads."""
        found = {each.record.model_id: each for each in self._students_by_name(teacher)}
        found |= {each.record.model_id: each for each in self._students_by_lineage(teacher)}
        found |= {each.record.model_id: each for each in self._published_students(teacher)}
        ranked = sorted(found.values(), key=lambda each: (-(each.confidence or 1), *_use(each)))
        return list(_by_author(_without_copies(ranked)))

    def quantized(self, subject: Subject) -> list[Relative]:
        """Return the quantized copies of a model as one relative, the best of each format."""
        best: dict[str, ModelRecord] = {}
        for record in sorted(self._copies(subject), key=lambda each: _nearness(each, subject)):
            best.setdefault(_format(record), record)
        copies = tuple(best.values())
        how = f"quantized copies of {subject.original.model_id}"
        return [Relative(copies[0], Kind.QUANTIZED, how, None, copies)] if copies else []

    def series(self, subject: ModelRecord) -> list[Relative]:
        """Return the smaller models of a series, those of the same version and large ones first."""
        name = read_name(subject.model_id)
        if subject.parameters is None or not name.words:
            return []
        found = self._members(subject, name, name.owner, _IN_SERIES)
        if not found and name.start:
            found = self._members(subject, name, None, _OTHER_OWNER)
        return sorted(found, key=lambda each: (-(each.confidence or 1), _smallness(each)))

    def cousins(self, subject: ModelRecord) -> list[Relative]:
        """Return what was made for the same task from the students of a model's base."""
        bases = (self._record(base.id) for base in subject.base_models)
        students = [each for base in bases if base for each in self.distilled(base)][:_STUDENTS]
        found = (
            Relative(record, Kind.COUSIN, f"fine-tuned from {of.record.model_id}", of.confidence)
            for of in students
            for record in self._children(of.record, subject.pipeline_tag)
            if _share(record, subject)
        )
        return sorted(found, key=_use)

    def stands_in(self, model: ModelRecord) -> NDArray[np.bool_]:
        """Say which models are smaller but not toys, and used: for all that nobody states."""
        size = self._columns.numbers["parameters"]
        used: NDArray[np.bool_] = self._columns.numbers["downloads"] >= _USED
        if model.parameters is not None:
            used &= (size >= _TOY * model.parameters) & (size <= SMALLER * model.parameters)
        return used

    def family(self, record: ModelRecord) -> int | None:
        """Return the number of the family that a model of the catalogue is a copy in."""
        position = self._position(record)
        return None if position is None else int(self._columns.numbers["family"][position])

    def _published_students(self, teacher: ModelRecord) -> Iterator[Relative]:
        for published in students_of(teacher.model_id):
            if record := self._record(published.student):
                how = f"distilled from {teacher.model_id}"
                yield Relative(record, Kind.DISTILLED, how, source=published.source)

    def _students_by_lineage(self, teacher: ModelRecord) -> Iterator[Relative]:
        edges = self._catalogue.lineage(teacher.model_id, _CHILDREN).children
        for edge in edges:
            if edge.relation is Relation.DISTILLED and (record := self._record(edge.child)):
                how = f"distilled from {edge.base}"
                yield Relative(record, Kind.DISTILLED, how, edge.confidence)
        for record in self._small(
            [e.child for e in edges if e.relation in _NOT_STATED_SIZE], teacher
        ):
            how = f"made smaller from {teacher.model_id}, by its size"
            yield Relative(record, Kind.DISTILLED, how, _MADE_SMALLER)

    def _students_by_name(self, teacher: ModelRecord) -> Iterator[Relative]:
        name = read_name(teacher.model_id)
        for model_id in self._starting(student_starts(name)):
            confidence = is_student(read_name(model_id), name)
            record = self._record(model_id) if confidence else None
            if record and _may_be_taught(record, teacher):
                how = f"distilled from {teacher.model_id}, by its name"
                yield Relative(record, Kind.DISTILLED, how, confidence)

    def _starting(self, starts: Iterable[str]) -> Iterator[str]:
        ids = (
            each for start in starts for each in self._catalogue.ids_starting(start, None, _NAMES)
        )
        return iter(dict.fromkeys(ids))

    def _copies(self, subject: Subject) -> list[ModelRecord]:
        families = self._columns.numbers["family"]
        at = np.flatnonzero(np.isin(families, families[self._copied(subject)]))
        at = at[np.argsort(-self._columns.numbers["downloads"][at], kind="stable")][:_COPIES]
        records = self._catalogue.records(self._columns.rows[at].tolist())
        own = subject.record.model_id.casefold()
        return [each for each in records if each.quantization and each.model_id.casefold() != own]

    def _copied(self, subject: Subject) -> NDArray[np.int64]:
        """Return the positions of the original, of the subject and of their quantized copies."""
        ids = list(dict.fromkeys((subject.original.model_id, subject.record.model_id)))
        edges = (edge for each in ids for edge in self._catalogue.lineage(each, _CHILDREN).children)
        copies = [edge.child for edge in edges if edge.relation is Relation.QUANTIZED]
        return self._positions([*ids, *copies])

    def _members(
        self, subject: ModelRecord, name: Name, owner: str | None, confidence: float
    ) -> list[Relative]:
        found: dict[tuple[str, ...], Relative] = {}
        for model_id in self._catalogue.ids_starting(name.start, owner):
            other = read_name(model_id)
            if not other.is_series_of(name) or (other.sizes, *other.versions) in found:
                continue
            record = self._record(model_id)
            if record and record.quantization is None and is_smaller(record, subject):
                sure = confidence if other.versions == name.versions else _OTHER_VERSION
                how = f"a smaller model of the series of {subject.model_id}, by its name"
                found[(other.sizes, *other.versions)] = Relative(record, Kind.SMALLER, how, sure)
        return list(found.values())

    def _small(self, model_ids: list[str], base: ModelRecord) -> list[ModelRecord]:
        """Return those that were made smaller than their base, which fine-tuning does not do."""
        if base.parameters is None:
            return []
        at = self._positions(model_ids)
        at = at[self.stands_in(base)[at]]
        records = self._catalogue.records(self._columns.rows[at].tolist())
        return [record for record in records if _is_pruned(record, base)]

    def _children(self, base: ModelRecord, task: str | None) -> list[ModelRecord]:
        edges = self._catalogue.lineage(base.model_id, _CHILDREN).children
        at = self._positions([e.child for e in edges if e.relation in _NOT_STATED_SIZE])
        if task is not None:
            at = at[self._columns.among("pipeline_tag", {task})[at]]
        return self._catalogue.records(self._columns.rows[at].tolist())

    def _positions(self, model_ids: list[str]) -> NDArray[np.int64]:
        rows = np.array(list(self._catalogue.rows_of(model_ids).values()), np.int64)
        at = np.searchsorted(self._columns.rows, rows)
        return at[np.isin(rows, self._columns.rows)]

    def _position(self, record: ModelRecord) -> int | None:
        row = self._catalogue.rows_of([record.model_id]).get(record.model_id)
        if row is None:
            return None
        position = int(np.searchsorted(self._columns.rows, row))
        known = position < len(self._columns) and self._columns.rows[position] == row
        return position if known else None

    def _record(self, model_id: str) -> ModelRecord | None:
        found = self._catalogue.find(model_id)
        return found[1] if found else None


def is_smaller(record: ModelRecord, other: ModelRecord) -> bool:
    """Tell whether a model is known to have clearly fewer parameters than another one."""
    if record.parameters is None or other.parameters is None:
        return False
    return record.parameters <= SMALLER * other.parameters


def _is_pruned(record: ModelRecord, base: ModelRecord) -> bool:
    tasks = {record.pipeline_tag, base.pipeline_tag}
    whole = record.quantization is None and record.library_name != "peft"
    return whole and (len(tasks) == 1 or tasks <= _BASE_TASKS)


def _may_be_taught(record: ModelRecord, teacher: ModelRecord) -> bool:
    """Tell whether a model can be a student of a teacher that only its name tells."""
    if record.quantization or _has_teacher(record):
        return False
    unknown = record.parameters is None or teacher.parameters is None
    return unknown or is_smaller(record, teacher)


def _has_teacher(record: ModelRecord) -> bool:
    stated = any(base.relation is Relation.DISTILLED for base in record.base_models)
    return stated or bool(teachers_of(record.model_id))


def _without_copies(students: Iterable[Relative]) -> Iterator[Relative]:
    """Leave out what only its name calls a student and what is of the size of one before it.

    It is that one again: uploaded anew, or fine-tuned under its name.
    """
    sizes: list[int] = []
    for student in students:
        size = student.record.parameters
        again = size is not None and any(abs(size - known) <= _SAME * known for known in sizes)
        if student.confidence is None or not again:
            yield student
        if size is not None:
            sizes.append(size)


def _by_author(students: Iterable[Relative]) -> Iterator[Relative]:
    """Put the students of one author, for one task and of one kind of evidence, on one line."""
    groups: dict[tuple[object, ...], list[Relative]] = defaultdict(list)
    for student in students:
        record = student.record
        groups[record.author, record.pipeline_tag, student.confidence].append(student)
    for group in groups.values():
        yield replace(group[0], members=tuple(student.record for student in group))


def _format(record: ModelRecord) -> str:
    """Return what tells two copies apart for whoever loads them: all GGUF types are one."""
    scheme = record.quantization or ""
    return "gguf" if scheme.startswith("gguf") else scheme


def _nearness(record: ModelRecord, subject: Subject) -> tuple[bool, bool, int]:
    """Order copies: those that have the original's name, its owner's own, the most downloaded."""
    original = subject.original
    same_name = name_of_original(record.model_id) == name_of_original(original.model_id)
    return not same_name, record.author != original.author, -(record.downloads or 0)


def _share(record: ModelRecord, subject: ModelRecord) -> bool:
    """Tell whether two models for one task were made from the same data, as far as is said."""
    if set(record.datasets) & set(subject.datasets):
        return True
    one, two = (set(read_name(each.model_id).words) for each in (record, subject))
    common = one & two - {"finetuned", "uncased", "cased", "bert", "roberta", "distilbert"}
    return bool(common)


def _use(relative: Relative) -> tuple[int, str]:
    return -(relative.record.downloads or 0), relative.record.model_id


def _smallness(relative: Relative) -> tuple[int, str]:
    return -(relative.record.parameters or 0), relative.record.model_id
