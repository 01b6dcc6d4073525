"""Two records of one model made one: the newer facts, and what only the older one knows."""

from __future__ import annotations

from dataclasses import fields, replace

from hubscan.catalogue.record import ModelRecord, Rung

_RUNGS = list(Rung)  # the most trustworthy first
_NAMES = tuple(field.name for field in fields(ModelRecord))
# these say something only together with the field before
_COMPANIONS = {
    "pipeline_tag": "pipeline_tag_source",
    "parameters": "parameters_rung",
    "emissions_g": "emissions_grade",
}


def merge(older: ModelRecord, newer: ModelRecord) -> ModelRecord:
    """Return the newer record with its unknowns filled from the older one."""
    kept = {name for name in _NAMES if getattr(newer, name) in (None, ())}
    kept -= set(_COMPANIONS.values())
    if _is_better_known(older, newer):
        kept.add("parameters")
    kept |= {companion for name, companion in _COMPANIONS.items() if name in kept}
    return replace(newer, **{name: getattr(older, name) for name in kept})


def _is_better_known(older: ModelRecord, newer: ModelRecord) -> bool:
    if older.parameters_rung is None or newer.parameters_rung is None:
        return newer.parameters is None
    return _RUNGS.index(older.parameters_rung) < _RUNGS.index(newer.parameters_rung)
