"""Turns a ModelRecord into a database row and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import Any

from hubscan.catalogue.record import BaseModel, ModelRecord, Relation, Rung, TaskSource

Row = tuple[Any, ...]  # a record's values in the order of COLUMNS, as SQLite holds them

COLUMNS = tuple(field.name for field in fields(ModelRecord))
# the facts: two rows that differ only in the rest say the same of the model
FACTS = tuple(index for index, name in enumerate(COLUMNS) if name not in ("as_of", "source"))

_values = attrgetter(*COLUMNS)


def encode(record: ModelRecord) -> Row:
    """Return a record as the database holds it."""
    values = list(_values(record))
    for index, encode_value in _ENCODERS:
        values[index] = encode_value(values[index])
    return tuple(values)


def decode(values: Sequence[Any]) -> ModelRecord:
    """Return the record of a row."""
    row = list(values)
    for index, decode_value in _DECODERS:
        row[index] = decode_value(row[index])
    return ModelRecord(**dict(zip(COLUMNS, row, strict=True)))


def _join(values: Sequence[str]) -> str | None:
    if not values:
        return None
    text = "\n".join(values)
    if text.count("\n") >= len(values):  # a line break inside a value
        text = "\n".join([" ".join(value.split()) for value in values])
    return text or None


def _split(text: str | None) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()


def _join_bases(bases: Sequence[BaseModel]) -> str | None:
    return _join([_base_line(base) for base in bases])


def _base_line(base: BaseModel) -> str:
    confidence = () if base.confidence is None else (str(base.confidence),)
    return "\t".join((base.relation, " ".join(base.id.split()), *confidence))


def decode_bases(text: str | None) -> tuple[BaseModel, ...]:
    """Return the lineage of a row's base_models column."""
    return tuple(_base(*line.split("\t")) for line in text.split("\n")) if text else ()


def _base(relation: str, base_id: str, confidence: str | None = None) -> BaseModel:
    return BaseModel(base_id, _RELATIONS[relation], float(confidence) if confidence else None)


def _join_pairs(pairs: Sequence[tuple[str, str]]) -> str | None:
    return _join([f"{field} {origin}" for field, origin in pairs])


def _split_pairs(text: str | None) -> tuple[tuple[str, str], ...]:
    pairs = (line.partition(" ") for line in text.split("\n")) if text else ()
    return tuple((field, origin) for field, _, origin in pairs)


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)


# a look-up is several times faster than calling the enum, and millions of rows are read
_RELATIONS = {str(relation): relation for relation in Relation}
_RUNGS: dict[str | None, Rung | None] = {None: None, **{str(rung): rung for rung in Rung}}
_TASK_SOURCES: dict[str | None, TaskSource | None] = {
    None: None,
    **{str(source): source for source in TaskSource},
}


def _only(
    converters: dict[str, Callable[[Any], Any]],
) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    return tuple((COLUMNS.index(name), convert) for name, convert in converters.items())


_LISTS = ("languages", "datasets", "tags", "formats", "inferred")
_ENCODERS = _only(
    dict.fromkeys(_LISTS, _join) | {"base_models": _join_bases, "provenance": _join_pairs}
)
_DECODERS = _only(
    dict.fromkeys(_LISTS, _split)
    | dict.fromkeys(("gated", "private"), _flag)
    | {
        "base_models": decode_bases,
        "provenance": _split_pairs,
        "parameters_rung": _RUNGS.__getitem__,
        "pipeline_tag_source": _TASK_SOURCES.__getitem__,
    }
)
