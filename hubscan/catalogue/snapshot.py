"""The catalogue as Parquet: written once by the build, read in batches by everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from hubscan.catalogue.parameters import Conflict
from hubscan.catalogue.record import (
    BaseModel,
    ModelRecord,
    QualityScore,
    Relation,
    Rung,
    TaskSource,
)
from hubscan.errors import CatalogueError, MissingExtraError
from hubscan.files import replacing

try:
    import pyarrow as pa
    import pyarrow.parquet as pq
except ImportError as missing:
    raise MissingExtraError("pyarrow", "search") from missing

Word = TypeVar("Word", bound=StrEnum)

MODELS_FILE = "models.parquet"
SCORES_FILE = "scores.parquet"
CONFLICTS_FILE = "conflicts.parquet"
BATCH_ROWS = 4096

_TEXT = pa.string()
_TEXTS = pa.list_(pa.string())
_BASES = pa.list_(pa.struct([("id", _TEXT), ("relation", _TEXT)]))
_MODEL_SCHEMA = pa.schema(
    [
        ("model_id", _TEXT),
        ("author", _TEXT),
        ("pipeline_tag", _TEXT),
        ("pipeline_tag_source", _TEXT),
        ("library_name", _TEXT),
        ("license", _TEXT),
        ("languages", _TEXTS),
        ("datasets", _TEXTS),
        ("base_models", _BASES),
        ("tags", _TEXTS),
        ("formats", _TEXTS),
        ("quantization", _TEXT),
        ("parameters", pa.int64()),
        ("parameters_rung", _TEXT),
        ("context_length", pa.int64()),
        ("downloads", pa.int64()),
        ("likes", pa.int64()),
        ("last_modified", _TEXT),
        ("emissions_g", pa.float64()),
        ("gated", pa.bool_()),
        ("inferred", _TEXTS),
        ("as_of", _TEXT),
        ("source", _TEXT),
    ]
)
_EXPORT_BASES = pa.list_(
    pa.struct([("id", _TEXT), ("relation", _TEXT), ("confidence", pa.float64())])
)
_EXPORT_SCHEMA = pa.schema(
    [
        *(
            field.with_type(_EXPORT_BASES) if field.type == _BASES else field
            for field in _MODEL_SCHEMA
        ),
        ("emissions_grade", _TEXT),
        ("sha", _TEXT),
        ("endpoint", _TEXT),
        ("private", pa.bool_()),
        ("created_at", _TEXT),
        ("new_version", _TEXT),
        ("weights_bytes", pa.int64()),
    ]
)
_SCORE_SCHEMA = pa.schema(
    [
        ("model_id", _TEXT),
        ("benchmark", _TEXT),
        ("metric", _TEXT),
        ("value", pa.float64()),
        ("higher_is_better", pa.bool_()),
        ("as_of", _TEXT),
        ("source", _TEXT),
    ]
)
_CONFLICT_SCHEMA = pa.schema(
    [
        ("model_id", _TEXT),
        ("parameters", pa.int64()),
        ("rung", _TEXT),
        ("source", _TEXT),
        ("other_parameters", pa.int64()),
        ("other_rung", _TEXT),
        ("other_source", _TEXT),
    ]
)
_TUPLES = tuple(field.name for field in _MODEL_SCHEMA if field.type == _TEXTS)


def write_models(path: Path, records: Iterable[ModelRecord]) -> None:
    """Write a snapshot; the card's own words stay out of it."""
    _write(path, _MODEL_SCHEMA, [_model_row(record, _MODEL_SCHEMA) for record in records])


def write_export(path: Path, records: Iterable[ModelRecord]) -> None:
    """Write what a harvest adds to that too; the card's own words stay out of it."""
    _write(path, _EXPORT_SCHEMA, [_model_row(record, _EXPORT_SCHEMA) for record in records])


def write_scores(path: Path, scores: Iterable[QualityScore]) -> None:
    """Write the quality evidence."""
    _write(path, _SCORE_SCHEMA, [vars(score) for score in scores])


def write_conflicts(path: Path, conflicts: Iterable[Conflict]) -> None:
    """Write where two sources disagree on a model's parameters."""
    _write(path, _CONFLICT_SCHEMA, [_conflict_row(conflict) for conflict in conflicts])


def read_models(path: Path, batch_rows: int = BATCH_ROWS) -> Iterator[ModelRecord]:
    """Yield the records of a snapshot in its order. Raises CatalogueError when it is damaged."""
    for row in _rows(path, _MODEL_SCHEMA, batch_rows):
        yield _record_of(row)


def read_scores(path: Path, batch_rows: int = BATCH_ROWS) -> Iterator[QualityScore]:
    """Yield the scores of a snapshot. Raises CatalogueError when it is damaged."""
    for row in _rows(path, _SCORE_SCHEMA, batch_rows):
        yield QualityScore(**row)


def read_columns(path: Path, columns: Sequence[str]) -> dict[str, list[Any]]:
    """Return whole columns by name, far faster than records. Raises CatalogueError."""
    try:
        return pq.read_table(path, columns=list(columns)).to_pydict()  # type: ignore[no-any-return]
    except (OSError, pa.ArrowException) as broken:
        raise _damaged(path, broken) from broken


def count_models(path: Path) -> int:
    """Return the number of rows. Raises CatalogueError when the file is damaged."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except (OSError, pa.ArrowException) as broken:
        raise _damaged(path, broken) from broken


def _write(path: Path, schema: pa.Schema, rows: list[dict[str, Any]]) -> None:
    table = pa.Table.from_pylist(rows, schema=schema)
    with replacing(path) as beside:
        pq.write_table(table, beside, compression="zstd", compression_level=19)


def _rows(path: Path, schema: pa.Schema, batch_rows: int) -> Iterator[dict[str, Any]]:
    try:
        with pq.ParquetFile(path) as file:
            if not file.schema_arrow.equals(schema):
                raise CatalogueError(f"{path} is no catalogue of this version of hubscan")
            for batch in file.iter_batches(batch_size=batch_rows):
                yield from batch.to_pylist()
    except (OSError, pa.ArrowException) as broken:
        raise _damaged(path, broken) from broken


def _damaged(path: Path, reason: Exception) -> CatalogueError:
    return CatalogueError(f"{path} cannot be read as a catalogue: {str(reason).splitlines()[0]}")


def _model_row(record: ModelRecord, schema: pa.Schema) -> dict[str, Any]:
    row = {name: getattr(record, name) for name in schema.names}
    return row | {"base_models": [vars(base) for base in record.base_models]}


def _record_of(row: dict[str, Any]) -> ModelRecord:
    for name in _TUPLES:
        row[name] = tuple(row[name] or ())
    row["base_models"] = tuple(
        BaseModel(base["id"], Relation(base["relation"])) for base in row["base_models"] or ()
    )
    row["pipeline_tag_source"] = _enum(TaskSource, row["pipeline_tag_source"])
    row["parameters_rung"] = _enum(Rung, row["parameters_rung"])
    return ModelRecord(**row)


def _enum(kind: type[Word], text: str | None) -> Word | None:
    return kind(text) if text else None


def _conflict_row(conflict: Conflict) -> dict[str, Any]:
    chosen, other = conflict.chosen, conflict.other
    return {
        "model_id": conflict.model_id,
        "parameters": chosen.parameters,
        "rung": chosen.rung,
        "source": chosen.source,
        "other_parameters": other.parameters,
        "other_rung": other.rung,
        "other_source": other.source,
    }
