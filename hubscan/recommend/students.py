"""The students of a model, and what was made of them: distilled, pruned, cut down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hubscan.catalogue.distillations import students_of, teachers_of
from hubscan.catalogue.names import own_name
from hubscan.catalogue.record import ModelRecord, Relation, Rung
from hubscan.recommend.kin import MADE_OF, Kin, Kind, Relative, is_smaller, use
from hubscan.recommend.naming import is_student, read_name, student_starts

_STUDENTS = 5
_SAME = 0.01
_MADE_SMALLER = 0.5  # how likely what is smaller than its base was distilled or pruned
_BASE_TASKS = frozenset({"fill-mask", "feature-extraction", "sentence-similarity"})


class Students:
    """Finds students: published ones, by lineage, by name."""

    def __init__(self, kin: Kin) -> None:
        self._kin = kin

    def distilled(self, teacher: ModelRecord) -> list[Relative]:
        """Return the students of a model, stated ones first, then by downloads."""
        found = {each.record.model_id: each for each in self._students_by_name(teacher)}
        found |= {each.record.model_id: each for each in self._students_by_lineage(teacher)}
        found |= {each.record.model_id: each for each in self._published_students(teacher)}
        ranked = sorted(found.values(), key=lambda each: (-(each.confidence or 1), *use(each)))
        return list(_by_author(_without_copies(ranked)))

    def cousins(self, subject: ModelRecord) -> list[Relative]:
        """Return what was made for the same task from the students of a model's base."""
        bases = (self._kin.record(base.id) for base in subject.base_models)
        students = [each for base in bases if base for each in self.distilled(base)][:_STUDENTS]
        found = (
            Relative(record, Kind.COUSIN, f"fine-tuned from {of.record.model_id}", of.confidence)
            for of in students
            for record in self._children(of.record, subject.pipeline_tag)
            if _share(record, subject)
        )
        return sorted(found, key=use)

    def _published_students(self, teacher: ModelRecord) -> Iterator[Relative]:
        for published in students_of(teacher.model_id):
            if record := self._kin.record(published.student):
                how = f"distilled from {teacher.model_id}"
                student = _of_own_size(record, teacher)
                yield Relative(student, Kind.DISTILLED, how, source=published.source)

    def _students_by_lineage(self, teacher: ModelRecord) -> Iterator[Relative]:
        edges = self._kin.children(teacher.model_id)
        for edge in edges:
            if edge.relation is Relation.DISTILLED and (record := self._kin.record(edge.child)):
                how = f"distilled from {edge.base}"
                yield Relative(record, Kind.DISTILLED, how, edge.confidence)
        for record in self._small([e.child for e in edges if e.relation in MADE_OF], teacher):
            how = f"made smaller from {teacher.model_id}, by its size"
            yield Relative(record, Kind.DISTILLED, how, _MADE_SMALLER)

    def _students_by_name(self, teacher: ModelRecord) -> Iterator[Relative]:
        name = read_name(teacher.model_id)
        likely = {
            model_id: confidence
            for model_id in self._kin.named(student_starts(name))
            if (confidence := is_student(read_name(model_id), name))
        }
        records = [record for model_id in likely if (record := self._kin.record(model_id))]
        taught = {own_name(each.model_id) for each in records if _has_teacher(each)}
        for record in records:
            if own_name(record.model_id) not in taught and _may_be_taught(record, teacher):
                how = f"distilled from {teacher.model_id}, by its name"
                yield Relative(record, Kind.DISTILLED, how, likely[record.model_id])

    def _small(self, model_ids: list[str], base: ModelRecord) -> list[ModelRecord]:
        """Return those that were made smaller than their base, which fine-tuning does not do."""
        if base.parameters is None:
            return []
        at = self._kin.positions(model_ids)
        at = at[self._kin.stands_in(base).holds(at)]
        records = self._kin.records(at)
        return [record for record in records if _is_pruned(record, base)]

    def _children(self, base: ModelRecord, task: str | None) -> list[ModelRecord]:
        edges = self._kin.children(base.model_id)
        at = self._kin.positions([e.child for e in edges if e.relation in MADE_OF])
        if task is not None:
            at = at[self._kin.columns.among("pipeline_tag", {task}).holds(at)]
        return self._kin.records(at)


def _is_pruned(record: ModelRecord, base: ModelRecord) -> bool:
    tasks = {record.pipeline_tag, base.pipeline_tag}
    whole = record.quantization is None and record.library_name != "peft"
    return whole and (len(tasks) == 1 or tasks <= _BASE_TASKS)


def _of_own_size(student: ModelRecord, teacher: ModelRecord) -> ModelRecord:
    """Return a student without a size that only its architecture tells: that is its teacher's."""
    if student.parameters_rung is Rung.ARCHITECTURE and student.parameters == teacher.parameters:
        return replace(student, parameters=None, parameters_rung=None)
    return student


def _may_be_taught(record: ModelRecord, teacher: ModelRecord) -> bool:
    """Tell whether a model can be a student of a teacher that only its name tells."""
    if record.quantization:
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


def _share(record: ModelRecord, subject: ModelRecord) -> bool:
    """Tell whether two models for one task were made from the same data, as far as is said."""
    if set(record.datasets) & set(subject.datasets):
        return True
    one, two = (set(read_name(each.model_id).words) for each in (record, subject))
    common = one & two - {"finetuned", "uncased", "cased", "bert", "roberta", "distilbert"}
    return bool(common)
