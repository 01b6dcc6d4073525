"""Greener relatives of a model besides its students: quantized copies, the smaller of a series."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.families import name_of_original
from hubscan.catalogue.record import ModelRecord, Relation
from hubscan.recommend.kin import Kin, Kind, Relative, is_smaller
from hubscan.recommend.naming import Name, read_name
from hubscan.recommend.saving import saving
from hubscan.recommend.subject import Subject

_COPIES = 100
_IN_SERIES, _OTHER_VERSION, _OTHER_OWNER = 0.9, 0.6, 0.6  # judgements: a name is no statement


class Relatives:
    """Finds the copies of a model and the smaller ones of its series."""

    def __init__(self, kin: Kin) -> None:
        self._kin = kin

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

    def _copies(self, subject: Subject) -> list[ModelRecord]:
        at = self._kin.copies(self._copied(subject))
        at = at[np.argsort(-self._kin.columns.numbers["downloads"][at], kind="stable")][:_COPIES]
        records = self._kin.records(at)
        own = subject.record.model_id.casefold()
        return [each for each in records if each.quantization and each.model_id.casefold() != own]

    def _copied(self, subject: Subject) -> NDArray[np.int64]:
        """Return the positions of the original, of the subject and of their quantized copies."""
        ids = list(dict.fromkeys((subject.original.model_id, subject.record.model_id)))
        edges = (edge for each in ids for edge in self._kin.children(each))
        copies = [edge.child for edge in edges if edge.relation is Relation.QUANTIZED]
        return self._kin.positions([*ids, *copies])

    def _members(
        self, subject: ModelRecord, name: Name, owner: str | None, confidence: float
    ) -> list[Relative]:
        found: dict[tuple[tuple[str, ...], tuple[str, ...]], Relative] = {}
        for model_id in self._kin.catalogue.ids_starting(name.start, owner):
            other = read_name(model_id)
            if not other.is_series_of(name) or (other.sizes, other.versions) in found:
                continue
            record = self._kin.record(model_id)
            if record and record.quantization is None and is_smaller(record, subject):
                sure = confidence if other.versions == name.versions else _OTHER_VERSION
                how = f"a smaller model of the series of {subject.model_id}, by its name"
                found[(other.sizes, other.versions)] = Relative(record, Kind.SMALLER, how, sure)
        return list(found.values())


def _format(record: ModelRecord) -> str:
    """Return what tells two copies apart for whoever loads them: all GGUF types are one."""
    scheme = record.quantization or ""
    return "gguf" if scheme.startswith("gguf") else scheme


def _nearness(record: ModelRecord, subject: Subject) -> tuple[bool, bool, int]:
    """Order copies: those that have the original's name, its owner's own, the most downloaded."""
    original = subject.original
    same_name = name_of_original(record.model_id) == name_of_original(original.model_id)
    return not same_name, record.author != original.author, -(record.downloads or 0)


def _smallness(relative: Relative) -> tuple[int, str]:
    return -(relative.record.parameters or 0), relative.record.model_id


def known_first(relatives: list[Relative], in_mind: ModelRecord) -> list[Relative]:
    """Return relatives of one kind, those first that are known to use less energy."""
    return sorted(relatives, key=lambda each: not saving(each.record, in_mind).is_known_less)
