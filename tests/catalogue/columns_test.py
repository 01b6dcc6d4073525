from __future__ import annotations

import numpy as np
import pytest

from hubscan.catalogue.columns import FilterColumns
from hubscan.catalogue.columns_builder import ColumnsBuilder
from hubscan.catalogue.record import ModelRecord
from hubscan.errors import DataError


def record(model_id, **facts):
    return ModelRecord(model_id=model_id, as_of="2026-01-01", source="test", **facts)


RECORDS = [
    record(
        "a/one",
        author="a",
        pipeline_tag="text-classification",
        license="mit",
        languages=("de", "en"),
        formats=("safetensors",),
        parameters=66_986_000,
        downloads=0,
        last_modified="2025-06-30T12:00:00Z",
    ),
    record("b/two", author="B", license="apache-2.0", languages=("en", "en"), downloads=5),
    record("c/three", pipeline_tag="fill-mask", formats=("gguf", "onnx"), last_modified="soon"),
]
MEMORY_GB = [0.2679, None, 0.0001]


@pytest.fixture(params=["built", "loaded"])
def columns(request, tmp_path):
    builder = ColumnsBuilder()
    for row, (each, memory_gb) in enumerate(zip(RECORDS, MEMORY_GB, strict=True)):
        builder.add(10 * row, each, {"memory_mb": memory_gb and 1000 * memory_gb})
    built = builder.finish()
    if request.param == "built":
        return built
    built.save(tmp_path / "columns")
    return FilterColumns.load(tmp_path / "columns")


CODED = {
    "one task": ("pipeline_tag", {"fill-mask"}, [0, 0, 1]),
    "an unknown value matches nothing": ("pipeline_tag", {"robotics"}, [0, 0, 0]),
    "several licences": ("license", {"mit", "apache-2.0"}, [1, 1, 0]),
    "case is ignored": ("author", {"b"}, [0, 1, 0]),
    "nothing wanted": ("license", set(), [0, 0, 0]),
}


@pytest.mark.parametrize(("column", "wanted", "expected"), CODED.values(), ids=CODED)
def test_among(columns, column, wanted, expected):
    assert columns.among(column, wanted).tolist() == [bool(hit) for hit in expected]


LISTED = {
    "language": ("languages", "en", [1, 1, 0]),
    "format": ("formats", "onnx", [0, 0, 1]),
    "nobody's": ("languages", "sw", [0, 0, 0]),
}


@pytest.mark.parametrize(("column", "value", "expected"), LISTED.values(), ids=LISTED)
def test_has(columns, column, value, expected):
    assert columns.has(column, value).tolist() == [bool(hit) for hit in expected]


KNOWN = {
    "pipeline_tag": [1, 0, 1],
    "license": [1, 1, 0],
    "parameters": [1, 0, 0],
    "downloads": [1, 1, 0],  # no download is known, and is zero
    "memory_mb": [1, 0, 1],
    "modified_day": [1, 0, 0],  # a date that is none is unknown
}


@pytest.mark.parametrize(("column", "expected"), KNOWN.items(), ids=KNOWN)
def test_known(columns, column, expected):
    assert columns.known(column).tolist() == [bool(hit) for hit in expected]


def test_has_any(columns):
    assert columns.has_any("languages").tolist() == [True, True, False]
    assert columns.has_any("formats").tolist() == [True, False, True]


def test_numbers(columns):
    assert columns.rows.tolist() == [0, 10, 20]
    assert columns.numbers["parameters"].tolist() == [66_986_000, -1, -1]
    assert columns.measures["memory_mb"] == pytest.approx([267.9, np.nan, 0.1], nan_ok=True)
    assert columns.numbers["downloads"].tolist() == [0, 5, -1]
    # 2025-06-30 is day 739432 of the calendar that begins with 0001-01-01
    assert columns.numbers["modified_day"].tolist() == [739432, -1, -1]


def test_no_models_are_columns_too(tmp_path):
    ColumnsBuilder().finish().save(tmp_path / "columns")
    loaded = FilterColumns.load(tmp_path / "columns")
    assert len(loaded) == 0
    assert loaded.among("license", {"mit"}).tolist() == []
    assert loaded.has_any("languages").tolist() == []


@pytest.mark.parametrize("damage", ["values.json", "license.npy", "languages.npy"])
def test_damaged_columns_are_told(tmp_path, damage):
    folder = tmp_path / "columns"
    ColumnsBuilder().finish().save(folder)
    (folder / damage).write_bytes(b"[")
    with pytest.raises(DataError, match="no readable filter columns"):
        FilterColumns.load(folder)


def test_columns_are_mapped_not_read(tmp_path):
    folder = tmp_path / "columns"
    builder = ColumnsBuilder()
    builder.add(0, RECORDS[0])
    builder.finish().save(folder)
    assert isinstance(FilterColumns.load(folder).codes["license"], np.memmap)
