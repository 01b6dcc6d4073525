from __future__ import annotations

from datetime import date

import pytest

from hubscan.catalogue.bitmap import Bitmap
from hubscan.catalogue.columns_builder import ColumnsBuilder
from hubscan.catalogue.record import ModelRecord
from hubscan.errors import UsageError
from hubscan.recommend.constraints import Check, Constraints, apply

TODAY = date(2026, 1, 1)


def record(model_id, **facts):
    return ModelRecord(
        model_id=model_id, author=model_id.split("/")[0], as_of="2026-01-01", source="test", **facts
    )


RECORDS = [
    record(
        "a/small",
        pipeline_tag="text-classification",
        license="mit",
        languages=("de", "en"),
        library_name="transformers",
        formats=("safetensors", "onnx"),
        parameters=66_986_000,
        last_modified="2025-12-01",
    ),
    record(
        "a/large",
        pipeline_tag="text-classification",
        license="cc-by-nc-4.0",
        languages=("en",),
        library_name="setfit",
        parameters=7_000_000_000,
        last_modified="2020-01-01",
    ),
    record("b/unknown", pipeline_tag="text-classification"),
    record("b/other-task", pipeline_tag="fill-mask", license="mit", parameters=1_000_000),
]
MEMORY_GB = [0.3, 16.8, None, 0.01]


@pytest.fixture(scope="module")
def columns():
    builder = ColumnsBuilder()
    for row, (each, memory_gb) in enumerate(zip(RECORDS, MEMORY_GB, strict=True)):
        memory_mb = None if memory_gb is None else 1000 * memory_gb
        builder.add(row, each, {"memory_mb": memory_mb, "least_memory_mb": memory_mb})
    return builder.finish()


CASES = {
    "nothing asked": ({}, [0, 1, 2, 3], {}),
    "task": ({"task": "fill-mask"}, [3], {"not fill-mask": 3}),
    "retired task": ({"task": "conversational"}, [], {"not text-generation": 4}),
    "licence class": (
        {"license": "permissive"},
        [0, 3],
        {"licence unknown": 1, "licence not permissive": 1},
    ),
    "licence id": ({"license": "mit"}, [0, 3], {"licence unknown": 1, "licence not mit": 1}),
    "any licence, but known": ({"license": "any"}, [0, 1, 3], {"licence unknown": 1}),
    "language by code": ({"language": "de"}, [0], {"language unknown": 2, "language not de": 1}),
    "language by name": (
        {"language": "German"},
        [0],
        {"language unknown": 2, "language not de": 1},
    ),
    "library in any case": (
        {"library": "SetFit"},
        [1],
        {"library unknown": 2, "not for setfit": 1},
    ),
    "format": ({"format": "ONNX"}, [0], {"format unknown": 3}),
    "author": ({"author": "b"}, [2, 3], {"not by b": 2}),
    "size": (
        {"max_params": "67M"},
        [0, 3],
        {"parameters unknown": 1, "more than 67M parameters": 1},
    ),
    "exactly the size": ({"max_params": 66_986_000}, [0, 3], None),
    "memory": (
        {"max_memory_gb": "500MB"},
        [0, 3],
        {"memory unknown": 1, "more than 0.5 GB of memory": 1},
    ),
    "exactly the memory": ({"max_memory_gb": 0.3}, [0, 3], None),
    "age": (
        {"max_age": "90d"},
        [0],
        {"date of last modification unknown": 2, "last modified before 2025-10-03": 1},
    ),
    "each model is counted once, at its first failure": (
        {"license": "mit", "max_params": "1B"},
        [0, 3],
        {"licence unknown": 1, "licence not mit": 1},
    ),
    "nothing is left": (
        {"license": "mit", "language": "en", "max_params": "10M"},
        [],
        {
            "licence unknown": 1,
            "licence not mit": 1,
            "language unknown": 1,
            "more than 10M parameters": 1,
        },
    ),
}


@pytest.mark.parametrize(("given", "passing", "excluded"), CASES.values(), ids=CASES)
def test_constraints(columns, given, passing, excluded):
    checks = Constraints.parse(today=TODAY, **given).checks(columns)
    passing_models, counts = apply(checks, Bitmap.everywhere(len(RECORDS)))
    assert passing_models.positions().tolist() == passing
    if excluded is not None:
        assert counts == excluded
        assert sum(counts.values()) == len(RECORDS) - len(passing)


def test_only_models_of_the_pool_are_counted(columns):
    checks = Constraints.parse(today=TODAY, max_params="10M").checks(columns)
    pool = Bitmap.at(len(RECORDS), [0])
    passing_models, counts = apply(checks, pool)
    assert counts == {"more than 10M parameters": 1}
    assert passing_models.positions().tolist() == [3]


BAD = {
    "unknown task": ({"task": "text-clasification"}, "text-classification"),
    "unknown licence": ({"license": "apache-3"}, "apache-2.0"),
    "unknown language": ({"language": "Germann"}, "german"),
    "unknown library": ({"library": "transformer"}, "did you mean transformers"),
    "unknown format": ({"format": "zip"}, "no model in the catalogue has the format 'zip'"),
    "unknown author": ({"author": "nobody-at-all"}, "author 'nobody-at-all'"),
    "impossible size": ({"max_params": "huge"}, "write 66M, 1.5B"),
    "impossible memory": ({"max_memory_gb": -1}, "impossible size of memory"),
    "impossible age": ({"max_age": "yesterday"}, "write 90d"),
}


@pytest.mark.parametrize(("given", "told"), BAD.values(), ids=BAD)
def test_what_makes_no_sense_is_one_line_that_helps(columns, given, told):
    with pytest.raises(UsageError, match=told) as raised:
        list(Constraints.parse(today=TODAY, **given).checks(columns))
    assert "\n" not in str(raised.value)


def test_two_checks_told_alike_are_added_up():
    one, other = (Bitmap.at(4, kept) for kept in ([1, 2, 3], [0, 3]))
    checks = [Check(each, None, "does not run there", "") for each in (one, other)]
    passing, counts = apply(checks, Bitmap.everywhere(4))
    assert passing.positions().tolist() == [3]
    assert counts == {"does not run there": 3}
