"""Reads a row of hubscan's own export: a table that anybody may have written, as any other."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, TypeVar

from hubscan.catalogue.derive import Derived, Provenance, model_id_of
from hubscan.catalogue.fields import Fields, checked_mapping
from hubscan.catalogue.parameters import plausible
from hubscan.catalogue.record import BaseModel, ModelRecord, Relation, Rung, TaskSource
from hubscan.energy.evidence import Grade

Word = TypeVar("Word", bound=StrEnum)

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?)?)?")


def own_record(item: object, origin: Provenance, _card: str | None = None) -> Derived:
    """Return the record of a row; raises BadRecordError without an id."""
    row = Fields(checked_mapping(item, origin.source))
    task, size = row.text("pipeline_tag"), plausible(_amount(row, "parameters"))
    task_source = _word(row, "pipeline_tag_source", TaskSource)
    rung = _word(row, "parameters_rung", Rung)
    emissions_g = _amount(row, "emissions_g")
    record = ModelRecord(
        model_id=model_id_of(row, "model_id"),
        author=row.text("author"),
        pipeline_tag=task,
        pipeline_tag_source=(task_source or TaskSource.INFERRED) if task else None,
        library_name=row.text("library_name"),
        license=row.text("license"),
        languages=row.texts("languages"),
        datasets=row.texts("datasets"),
        base_models=tuple(_bases(row)),
        tags=row.texts("tags"),
        formats=row.texts("formats"),
        quantization=row.text("quantization"),
        parameters=size if rung else None,
        parameters_rung=rung if size else None,
        context_length=row.count("context_length"),
        downloads=row.count("downloads"),
        likes=row.count("likes"),
        last_modified=_date(row, "last_modified"),
        emissions_g=emissions_g,
        emissions_grade=_word(row, "emissions_grade", Grade) if emissions_g is not None else None,
        gated=row.flag("gated"),
        inferred=row.texts("inferred"),
        as_of=_date(row, "as_of") or origin.as_of,
        source=row.text("source") or origin.source,
        sha=row.text("sha"),
        endpoint=row.text("endpoint"),
        private=row.flag("private"),
        created_at=_date(row, "created_at"),
        new_version=row.text("new_version"),
        weights_bytes=row.count("weights_bytes"),
    )
    return Derived(record, row.problems)


def _word(row: Fields, name: str, kind: type[Word]) -> Word | None:
    text = row.text(name)
    if text is None:
        return None
    try:
        return kind(text)
    except ValueError:
        row.refuse(name, "a word that this version knows")
        return None


def _amount(row: Fields, name: str) -> float | None:
    value: Any = row.raw(name)
    if value is None:
        return None
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and math.isfinite(value) and value >= 0:
        return value  # type: ignore[no-any-return]
    row.refuse(name, "an amount")
    return None


def _date(row: Fields, name: str) -> str | None:
    """Return a year, a month, a day or a moment as it is written."""
    text = row.text(name)
    if text is None or _DATE.fullmatch(text):
        return text
    row.refuse(name, "a date")
    return None


def _bases(row: Fields) -> Iterator[BaseModel]:
    bases = row.raw("base_models")
    for number, base in enumerate(bases if isinstance(bases, list) else ()):
        fields = Fields(base, f"base_models.{number}.") if isinstance(base, dict) else Fields({})
        fields.problems = row.problems
        model_id, relation = fields.text("id"), _word(fields, "relation", Relation)
        if model_id is None:
            row.refuse("base_models", "a list of models")
            continue
        confidence = _amount(fields, "confidence")
        yield BaseModel(model_id, relation or Relation.UNKNOWN, confidence)
