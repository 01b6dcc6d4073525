"""What a model has from its bases where it says nothing itself: its task and its size."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Protocol

from hubscan.catalogue.parameters import Count, disagree, parameters_in_name
from hubscan.catalogue.record import BaseModel, ModelRecord, Relation, Rung, TaskSource


class Base(Protocol):
    """What is asked of a base; a ModelRecord is one."""

    @property
    def model_id(self) -> str: ...
    @property
    def pipeline_tag(self) -> str | None: ...
    @property
    def parameters(self) -> int | None: ...


Lookup = Callable[[str], Base | None]

_SAME_SIZE = frozenset({Relation.QUANTIZED, Relation.FINETUNE, Relation.ADAPTER})


def inherit(record: ModelRecord, known: Lookup) -> ModelRecord:
    """Return a record with the task and the size of its bases where it has none of its own.

    ``known`` tells what the catalogue holds of a base.
    """
    task, rung = record.pipeline_tag, record.parameters_rung
    facts = inherited(record.model_id, record.base_models, task, rung, known)
    return replace(record, **facts) if facts else record


def is_complete(task: str | None, rung: str | None) -> bool:
    """Tell whether a model with this task and this source of its size inherits nothing."""
    return task is not None and rung == Rung.EXACT


def inherited(
    model_id: str,
    bases: Iterable[BaseModel],
    task: str | None,
    rung: str | None,
    known: Lookup,
) -> dict[str, Any]:
    """Return the fields of a model that its bases fill, by name."""
    facts = dict[str, Any]()
    if is_complete(task, rung):
        return facts
    for edge in bases:
        base = known(edge.id)
        if base is None:
            continue
        if task is None and base.pipeline_tag:
            task = base.pipeline_tag
            facts |= {"pipeline_tag": task, "pipeline_tag_source": TaskSource.INHERITED}
        if edge.relation in _SAME_SIZE and _fits(model_id, rung, base, edge.relation):
            rung = Rung.BASE_MODEL
            facts |= {"parameters": base.parameters, "parameters_rung": rung}
    return facts


def _fits(model_id: str, rung: str | None, base: Base, relation: Relation) -> bool:
    """Tell whether a base's size is the better word; another size in the name was resized."""
    if base.parameters is None or rung in (Rung.EXACT, Rung.BASE_MODEL):
        return False
    named = parameters_in_name(model_id) if relation == Relation.FINETUNE else None
    return named is None or not disagree(
        Count(named, Rung.NAME, "name"), Count(base.parameters, Rung.BASE_MODEL, base.model_id)
    )
