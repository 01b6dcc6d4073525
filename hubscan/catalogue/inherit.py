"""What a model has from its bases where it says nothing itself: its task and its size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from hubscan.catalogue.parameters import Count, disagree, parameters_in_name
from hubscan.catalogue.record import ModelRecord, Relation, Rung, TaskSource

Lookup = Callable[[str], ModelRecord | None]

_SAME_SIZE = frozenset({Relation.QUANTIZED, Relation.FINETUNE, Relation.ADAPTER})


def inherit(record: ModelRecord, known: Lookup) -> ModelRecord:
    """Return a record with the task and the size of its bases where it has none of its own.

    ``known`` tells what the catalogue holds of a base.
    """
    if record.pipeline_tag and record.parameters_rung == Rung.EXACT:
        return record
    for edge in record.base_models:
        base = known(edge.id)
        if base is None:
            continue
        if record.pipeline_tag is None and base.pipeline_tag:
            source = TaskSource.INHERITED
            record = replace(record, pipeline_tag=base.pipeline_tag, pipeline_tag_source=source)
        if edge.relation in _SAME_SIZE and _fits(record, base, edge.relation):
            record = replace(record, parameters=base.parameters, parameters_rung=Rung.BASE_MODEL)
    return record


def _fits(record: ModelRecord, base: ModelRecord, relation: Relation) -> bool:
    """Tell whether a base's size is the better word; another size in the name was resized."""
    if base.parameters is None or record.parameters_rung in (Rung.EXACT, Rung.BASE_MODEL):
        return False
    named = parameters_in_name(record.model_id) if relation == Relation.FINETUNE else None
    return named is None or not disagree(
        Count(named, Rung.NAME, "name"), Count(base.parameters, Rung.BASE_MODEL, base.model_id)
    )
