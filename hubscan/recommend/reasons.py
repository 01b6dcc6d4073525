"""Why a model was chosen, in plain words built from its facts."""

from __future__ import annotations

from collections.abc import Iterator

from hubscan.catalogue.licences import LicenceClass, licence_class
from hubscan.catalogue.record import ModelRecord, Relation, Rung, TaskSource
from hubscan.recommend.sizes import format_count

_TASK_SOURCES = {
    TaskSource.STATED: "",
    TaskSource.INHERITED: " (as its base model)",
    TaskSource.INFERRED: " (inferred)",
}
_RUNGS = {
    Rung.EXACT: "",
    Rung.BASE_MODEL: " (as its base model)",
    Rung.ARCHITECTURE: " (its architecture's published size)",
    Rung.NAME: " (read from its name)",
}
_RELATIONS = {
    Relation.DISTILLED: "distilled from",
    Relation.QUANTIZED: "a quantized copy of",
    Relation.ADAPTER: "an adapter for",
    Relation.FINETUNE: "fine-tuned from",
    Relation.MERGE: "merged from",
}


def reasons(record: ModelRecord, task_probability: float) -> tuple[str, ...]:
    """Say what speaks for a model, and what is not known of it."""
    return tuple(_reasons(record, task_probability))


def _reasons(record: ModelRecord, task_probability: float) -> Iterator[str]:
    yield _task(record, task_probability)
    yield _size(record)
    for base in record.base_models[:1]:
        if base.relation in _RELATIONS:
            yield f"{_RELATIONS[base.relation]} {base.id}"
    yield _license(record)
    if record.downloads is not None:
        yield f"{format_count(record.downloads)} downloads a month"


def _task(record: ModelRecord, probability: float) -> str:
    if record.pipeline_tag is None:
        return "its task is not known"
    source = _TASK_SOURCES[record.pipeline_tag_source or TaskSource.STATED]
    return f"{record.pipeline_tag}{source}: {probability:.0%} likely what the need asks for"


def _size(record: ModelRecord) -> str:
    if record.parameters is None:
        return "its size is not known"
    source = _RUNGS[record.parameters_rung or Rung.EXACT]
    quantized = f", quantized {record.quantization}" if record.quantization else ""
    return f"{format_count(record.parameters)} parameters{source}{quantized}"


def _license(record: ModelRecord) -> str:
    if record.license is None:
        return "its licence is not known"
    kind = licence_class(record.license)
    told = "" if kind is LicenceClass.UNKNOWN else f" ({kind})"
    return f"licence {record.license}{told}"
