"""Lineage: which model a model was made from, and how."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hubscan.catalogue.names import own_name
from hubscan.catalogue.quantization import read_quantization
from hubscan.catalogue.record import BaseModel, Relation

_WRITTEN = {
    **{str(relation): relation for relation in Relation},
    "finetuned": Relation.FINETUNE,
    "fine-tuned": Relation.FINETUNE,
    "merged": Relation.MERGE,
    "quantised": Relation.QUANTIZED,
}
_DISTILLED = re.compile(r"(?:^|[-_/. ])(?:distil\w*|student|tiny-?bert\w*|minilm\w*)(?=$|[-_. ])")


def read_relation(text: str | None) -> Relation:
    """Return the relation that a source wrote; what is not understood is unknown."""
    return _WRITTEN.get((text or "").strip().casefold(), Relation.UNKNOWN)


def read_edges(values: Iterable[str]) -> tuple[BaseModel, ...]:
    """Return the edges of ``base_model:`` tags, given without that prefix.

    The Hub lists each base twice, once bare and once as ``relation:id``: the second is kept.
    """
    edges: dict[str, Relation] = {}
    for value in values:
        relation, _, model_id = value.rpartition(":")
        if model_id and edges.get(model_id, Relation.UNKNOWN) == Relation.UNKNOWN:
            edges[model_id] = read_relation(relation)
    return tuple(BaseModel(*edge) for edge in edges.items())


def complete_relation(model_id: str, edge: BaseModel) -> BaseModel:
    """Name a relation that nobody stated, where the model's name does and its base's does not."""
    if edge.relation != Relation.UNKNOWN:
        return edge
    if read_quantization(own_name(model_id)) and not read_quantization(own_name(edge.id)):
        return BaseModel(edge.id, Relation.QUANTIZED)
    if is_distilled_name(model_id) and not is_distilled_name(edge.id):
        return BaseModel(edge.id, Relation.DISTILLED)
    return edge


def is_distilled_name(model_id: str) -> bool:
    """Tell whether a name says that the model was distilled."""
    return _DISTILLED.search(own_name(model_id)) is not None


def without_self(model_id: str, edges: Iterable[BaseModel]) -> tuple[BaseModel, ...]:
    """Drop the edges from a model to itself."""
    return tuple(edge for edge in edges if edge.id.casefold() != model_id.casefold())
