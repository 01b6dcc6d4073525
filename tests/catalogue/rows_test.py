import sqlite3
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.catalogue.record import BaseModel, ModelRecord, Relation, Rung, TaskSource
from hubscan.catalogue.rows import COLUMNS, decode, encode
from hubscan.catalogue.schema import MIGRATIONS

WORD = st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1, max_size=12)
WORDS = st.lists(WORD, max_size=4).map(tuple)
COUNT = st.none() | st.integers(min_value=0, max_value=2**62)
FLAG = st.none() | st.booleans()
TEXT = st.none() | st.text(st.characters(codec="utf-8"), max_size=20)
CONFIDENCE = st.none() | st.floats(min_value=0, max_value=1)

RECORDS = st.builds(
    ModelRecord,
    model_id=WORD,
    pipeline_tag=TEXT,
    pipeline_tag_source=st.none() | st.sampled_from(TaskSource),
    languages=WORDS,
    datasets=WORDS,
    tags=WORDS,
    formats=WORDS,
    base_models=st.lists(
        st.builds(BaseModel, WORD, st.sampled_from(Relation), CONFIDENCE), max_size=3
    ).map(tuple),
    parameters=COUNT,
    parameters_rung=st.none() | st.sampled_from(Rung),
    downloads=COUNT,
    emissions_g=st.none() | st.floats(min_value=0, allow_infinity=False),
    gated=FLAG,
    private=FLAG,
    description=TEXT,
    as_of=st.just("2026-01-01"),
    source=WORD,
    provenance=st.lists(st.tuples(WORD, WORD), max_size=3).map(tuple),
)


@given(RECORDS)
def test_a_record_comes_back_as_it_went(record):
    assert decode(encode(record)) == record


@given(RECORDS)
def test_sqlite_gives_back_the_very_values(record):
    values = encode(record)
    with sqlite3.connect(":memory:") as connection:
        marks = ", ".join("?" * len(values))
        assert connection.execute(f"SELECT {marks}", values).fetchone() == values
    connection.close()


def test_the_schema_has_the_columns_of_a_record_in_the_same_order():
    connection = sqlite3.connect(":memory:")
    for statement in (s for migration in MIGRATIONS for s in migration):
        connection.execute(statement)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(models)")]
    connection.close()
    assert columns[:3] == ["row", "deleted", "changed"]
    assert sorted(columns[3:]) == sorted(COLUMNS) == sorted(f.name for f in fields(ModelRecord))


@pytest.mark.parametrize(
    ("given_values", "kept"),
    [
        pytest.param(("a\nb", "c"), ("a b", "c"), id="line break inside"),
        pytest.param(("a\r\n b",), ("a b",), id="windows line break alone"),
        pytest.param((), (), id="none"),
    ],
)
def test_a_line_break_inside_a_value_makes_no_value_of_its_own(given_values, kept):
    record = ModelRecord(model_id="a/b", tags=given_values, as_of="2026-01-01", source="test")
    assert decode(encode(record)).tags == kept
