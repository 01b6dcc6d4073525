"""Many tables' facts of one model made one: the newest word of each counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from hubscan.catalogue.lineage import complete_relation, without_self
from hubscan.catalogue.names import current_id, is_model_id
from hubscan.catalogue.record import BaseModel, Relation

from .facts import Facts

T = TypeVar("T")


@dataclass
class Report:
    """What was set aside on the way, counted."""

    bad_ids: Counter[str] = field(default_factory=Counter)
    emissions_left_out: Counter[str] = field(default_factory=Counter)
    self_edges: int = 0
    renamed: int = 0


@dataclass(frozen=True)
class Model:
    """All that the tables say of one model, the newest first."""

    model_id: str
    facts: Sequence[Facts]
    base_models: tuple[BaseModel, ...]

    def newest(self, read: Callable[[Facts], T | None]) -> T | None:
        """Return the newest value that any table has; empty is no value."""
        return next((value for fact in self.facts if (value := read(fact))), None)

    def every(self, read: Callable[[Facts], Iterable[T]]) -> tuple[T, ...]:
        """Return the values of all tables, each once, the newest first."""
        return tuple(dict.fromkeys(value for fact in self.facts for value in read(fact)))


def merge(facts: Iterable[Facts], report: Report) -> dict[str, Model]:
    """Group facts by the model that they are about. The id most used is the model's."""
    groups: dict[str, list[Facts]] = {}
    for fact in facts:
        model_id = current_id(fact.model_id)
        report.renamed += model_id != fact.model_id
        if is_model_id(model_id):
            groups.setdefault(model_id.casefold(), []).append(fact)
        else:
            report.bad_ids[fact.source] += 1
    groups = {key: group for key, group in groups.items() if any(f.introduces for f in group)}
    ids = {key: _spelling(group) for key, group in groups.items()}
    models = (_model(ids[key], group, ids, report) for key, group in groups.items())
    return {model.model_id: model for model in models}


def _model(model_id: str, group: Sequence[Facts], ids: dict[str, str], report: Report) -> Model:
    newest_first = sorted(group, key=lambda fact: fact.as_of, reverse=True)
    stated = [edge for fact in newest_first for edge in fact.base_models]
    edges = tuple(_current(edge, ids) for edge in stated)
    kept = without_self(model_id, edges)
    report.self_edges += len(set(edges)) - len(set(kept))
    return Model(model_id, newest_first, tuple(_one_for_each_base(model_id, kept)))


def _current(edge: BaseModel, ids: dict[str, str]) -> BaseModel:
    base = current_id(edge.id)
    return BaseModel(ids.get(base.casefold(), base), edge.relation)


def _one_for_each_base(model_id: str, edges: Iterable[BaseModel]) -> Iterator[BaseModel]:
    """Yield the first edge to each base that has a relation, or the first."""
    relations: dict[str, Relation] = {}
    for edge in edges:
        if relations.get(edge.id, Relation.UNKNOWN) == Relation.UNKNOWN:
            relations[edge.id] = edge.relation
    for base, relation in sorted(relations.items()):
        if is_model_id(base):
            yield complete_relation(model_id, BaseModel(base, relation))


def _spelling(group: Sequence[Facts]) -> str:
    """Return the id as the newest table with a number of downloads writes it."""
    best = max(group, key=lambda fact: (fact.downloads is not None, fact.as_of, fact.model_id))
    return current_id(best.model_id)
