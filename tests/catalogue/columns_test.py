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


ROWS = {
    "none": ([], []),
    "in the order asked": ([20, 0], [2, 0]),
    "between two": ([5, 10], [1]),
    "newer than all": ([30, 10], [1]),
}


@pytest.mark.parametrize(("rows", "expected"), ROWS.values(), ids=ROWS)
def test_rows_that_were_not_there_have_no_position(columns, rows, expected):
    assert columns.positions_of(rows).tolist() == expected


CODED = {
    "one task": ("pipeline_tag", {"fill-mask"}, [0, 0, 1]),
    "an unknown value matches nothing": ("pipeline_tag", {"robotics"}, [0, 0, 0]),
    "several licences": ("license", {"mit", "apache-2.0"}, [1, 1, 0]),
    "case is ignored": ("author", {"b"}, [0, 1, 0]),
    "nothing wanted": ("license", set(), [0, 0, 0]),
}


@pytest.mark.parametrize(("column", "wanted", "expected"), CODED.values(), ids=CODED)
def test_among(columns, column, wanted, expected):
    assert columns.among(column, wanted).mask().tolist() == [bool(hit) for hit in expected]


LISTED = {
    "language": ("languages", "en", [1, 1, 0]),
    "format": ("formats", "onnx", [0, 0, 1]),
    "nobody's": ("languages", "sw", [0, 0, 0]),
}


@pytest.mark.parametrize(("column", "value", "expected"), LISTED.values(), ids=LISTED)
def test_has(columns, column, value, expected):
    assert columns.has(column, value).mask().tolist() == [bool(hit) for hit in expected]


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
    assert columns.known(column).mask().tolist() == [bool(hit) for hit in expected]


def test_has_any(columns):
    assert columns.has_any("languages").mask().tolist() == [True, True, False]
    assert columns.has_any("formats").mask().tolist() == [True, False, True]


LIMITS = {
    "at most, the unknown of numbers too": ("at_most", "parameters", 66_986_000, [1, 1, 1]),
    "less than any": ("at_most", "parameters", 66_985_999, [0, 1, 1]),
    "an unknown measure is within nothing": ("at_most", "memory_mb", 1e9, [1, 0, 1]),
    "at least, exactly": ("at_least", "parameters", 66_986_000, [1, 0, 0]),
    "zero downloads are no less than zero": ("at_least", "downloads", 0, [1, 1, 0]),
    "an unknown measure is beyond nothing": ("at_least", "memory_mb", 0, [1, 0, 1]),
}


@pytest.mark.parametrize(("how", "column", "limit", "expected"), LIMITS.values(), ids=LIMITS)
def test_limits(columns, how, column, limit, expected):
    for _ in range(2):  # the second answer is the remembered one
        found = getattr(columns, how)(column, limit)
        assert found.mask().tolist() == [bool(hit) for hit in expected]


def test_more_bitmaps_than_are_remembered_are_right_too(columns):
    for _ in range(2):
        for limit in range(200):
            assert columns.at_least("downloads", limit).mask()[1] == (limit <= 5)


def test_a_listing_is_looked_up_at_positions(columns):
    at = np.array([2, 0, 1, 0])
    assert columns.has_at("languages", "de", at).tolist() == [False, True, False, True]
    assert columns.has_at("languages", "sw", at).tolist() == [False] * 4


def test_a_family_is_found_by_each_of_its_members():
    builder = ColumnsBuilder()
    names = ["a/one", "b/two", "c/one-GGUF", "d/three", "e/one-AWQ", "f/two-GGUF"]
    for row, name in enumerate(names):
        builder.add(row, record(name))
    columns = builder.finish()
    families = [columns.family_of(position).tolist() for position in range(len(names))]
    assert families == [[0, 2, 4], [1, 5], [0, 2, 4], [3], [0, 2, 4], [1, 5]]


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
    assert loaded.among("license", {"mit"}).mask().tolist() == []
    assert loaded.has_any("languages").mask().tolist() == []


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
    assert isinstance(FilterColumns.load(folder).codes["license"].base, np.memmap)
