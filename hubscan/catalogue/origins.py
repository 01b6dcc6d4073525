"""Which models a model comes from: what is stated, and the distillation that only shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from hubscan.catalogue.fields import Fields
from hubscan.catalogue.lineage import (
    complete_relation,
    is_distilled_name,
    read_relation,
    without_self,
)
from hubscan.catalogue.names import current_id, is_model_id
from hubscan.catalogue.record import BaseModel, Relation
from hubscan.catalogue.tags import TagFacts

_READ = 20_000
_DISTILLED_TAGS = frozenset({"distillation", "distilled", "knowledge-distillation"})
_DISTILLED_TEXT = re.compile(
    r"distill?ed (?:version|variant|student|from|using)|(?:knowledge )?distillation (?:of|from)"
    r"|\bas (?:a |the )?teacher\b|\bteacher model\b",
    re.IGNORECASE,
)
_TEACHER = re.compile(
    r"(?:distill?ed (?:version|variant) of|distill?ed from|distillation of)"
    r" (?:the )?(?:\[[^\[\]\n]{0,99}\]\(https?://huggingface\.co/|\[|`)?([\w.-]{1,96}(?:/[\w.-]{1,96})?)",
    re.IGNORECASE,
)
# How likely a sign is right. A judgement: the 6,009 cards at hand have fewer than twenty cases.
_CONFIDENCE = {"teacher named": 0.95, "text": 0.8, "tag": 0.8, "name": 0.7}
_MAY_BE_DISTILLED = frozenset({Relation.FINETUNE, Relation.UNKNOWN})


def lineage_of(
    model_id: str,
    raw: Fields,
    data: Fields,
    tags: TagFacts,
    tag_list: Iterable[str],
    card: str | None,
) -> tuple[BaseModel, ...]:
    """Return a model's bases with their relations, stated ones first."""
    stated = _one_for_each_base([*_structured(raw), *tags.base_models, *_of_card(data)])
    edges = [_unless_distilled(model_id, edge) for edge in without_self(model_id, stated)]
    text = _telling(card or "")
    teacher = _teacher(text)
    if not edges and teacher:
        edges = list(without_self(model_id, [BaseModel(teacher, Relation.UNKNOWN)]))
    if _MAY_BE_DISTILLED.isdisjoint([edge.relation for edge in edges]):
        return tuple(edges)
    signs = _signs_of_distillation(model_id, tag_list, text)
    return tuple([_as_distilled(edge, signs, teacher) for edge in edges])


def _telling(card: str) -> str:
    """Return the part of a card that is read for a teacher, nothing if it cannot name one."""
    text = card[:_READ]
    lowered = text.lower()  # much quicker than the patterns, which ignore capitals
    return text if "distil" in lowered or "teacher" in lowered else ""


def _unless_distilled(model_id: str, edge: BaseModel) -> BaseModel:
    """Name a relation that the name tells; distillation is judged later, by all signs together."""
    completed = complete_relation(model_id, edge)
    return edge if completed.relation == Relation.DISTILLED else completed


def _structured(raw: Fields) -> Iterator[BaseModel]:
    bases = raw.mapping("baseModels")
    relation = read_relation(bases.text("relation"))
    models = bases.raw("models")
    for model in models if isinstance(models, list) else ():
        model_id = model.get("id") if isinstance(model, Mapping) else None
        if isinstance(model_id, str):
            yield BaseModel(model_id, relation)


def _of_card(data: Fields) -> Iterator[BaseModel]:
    relation = read_relation(data.text("base_model_relation"))
    return (BaseModel(model_id, relation) for model_id in data.texts("base_model"))


def _one_for_each_base(edges: Iterable[BaseModel]) -> list[BaseModel]:
    best: dict[str, BaseModel] = {}
    for edge in edges:
        edge = BaseModel(current_id(edge.id), edge.relation)
        key = edge.id.casefold()
        if is_model_id(edge.id) and (
            key not in best or best[key].relation == Relation.UNKNOWN != edge.relation
        ):
            best[key] = edge
    return list(best.values())


def _signs_of_distillation(model_id: str, tags: Iterable[str], text: str) -> frozenset[str]:
    found = {
        "tag": not _DISTILLED_TAGS.isdisjoint(tags),
        "name": is_distilled_name(model_id),
        "text": _DISTILLED_TEXT.search(text) is not None,
    }
    return frozenset(sign for sign, is_there in found.items() if is_there)


def _as_distilled(edge: BaseModel, signs: frozenset[str], teacher: str | None) -> BaseModel:
    if edge.relation not in _MAY_BE_DISTILLED:
        return edge
    if teacher == edge.id:
        signs |= {"teacher named"}
    elif is_distilled_name(edge.id):
        return edge  # a fine-tune of a distilled model has its name and its tags
    if not signs:
        return edge
    doubt = 1.0
    for sign in signs:
        doubt *= 1 - _CONFIDENCE[sign]
    return BaseModel(edge.id, Relation.DISTILLED, round(1 - doubt, 3))


def _teacher(text: str) -> str | None:
    match = _TEACHER.search(text)
    teacher = current_id(match[1].rstrip(".")) if match else ""
    return teacher if is_model_id(teacher) else None
