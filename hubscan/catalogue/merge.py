"""Two records of one model made one: the newer facts, and what only the older one knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace

from hubscan.catalogue.record import ModelRecord, Rung, TaskSource

_RUNGS = list(Rung)  # the most trustworthy first
_NAMES = frozenset(field.name for field in fields(ModelRecord))
# these say something only together with the field before
_COMPANIONS = {
    "pipeline_tag": "pipeline_tag_source",
    "parameters": "parameters_rung",
    "emissions_g": "emissions_grade",
}
# what an answer of the Hub's API may lack though it is still so
_UNSEEN = frozenset({"context_length", "description", "formats", "parameters", "quantization"})


def merge(older: ModelRecord, newer: ModelRecord) -> ModelRecord:
    """Return the newer record with all its unknowns filled from the older one."""
    return _filled(older, newer, _NAMES - set(_COMPANIONS.values()))


def refresh(older: ModelRecord, newer: ModelRecord) -> ModelRecord:
    """Return what the Hub says now: what its author took back is gone, what was inferred stays."""
    names = _UNSEEN | set(older.inferred)
    if older.pipeline_tag_source != TaskSource.STATED:
        names |= {"pipeline_tag"}
    return _filled(older, newer, names)


def join(known: ModelRecord, told: ModelRecord) -> ModelRecord:
    """Return all that two tables say of a model; the one that saw it modified last is right."""
    if (told.last_modified or "") >= (known.last_modified or ""):
        return merge(known, told)
    return merge(told, known)


def _filled(older: ModelRecord, newer: ModelRecord, names: Iterable[str]) -> ModelRecord:
    kept = {name for name in names if getattr(newer, name) in (None, ())}
    if _is_better_known(older, newer):
        kept.add("parameters")
    kept |= {companion for name, companion in _COMPANIONS.items() if name in kept}
    inferred = {*newer.inferred, *(name for name in older.inferred if name in kept)}
    values = {name: getattr(older, name) for name in kept}
    return replace(newer, **values | {"inferred": tuple(sorted(inferred))})


def _is_better_known(older: ModelRecord, newer: ModelRecord) -> bool:
    if older.parameters_rung is None or newer.parameters_rung is None:
        return newer.parameters is None
    return _RUNGS.index(older.parameters_rung) < _RUNGS.index(newer.parameters_rung)
