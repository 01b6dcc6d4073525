import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubscan.catalogue.parameters import Conflict, Count
from hubscan.catalogue.record import (
    BaseModel,
    ModelRecord,
    QualityScore,
    Relation,
    Rung,
    TaskSource,
)
from hubscan.catalogue.snapshot import (
    count_models,
    read_columns,
    read_models,
    read_scores,
    write_conflicts,
    write_models,
    write_scores,
)
from hubscan.errors import CatalogueError

WORD = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)
WORDS = st.lists(WORD, max_size=3).map(tuple)
COUNT = st.none() | st.integers(0, 2**62)
RECORDS = st.lists(
    st.builds(
        ModelRecord,
        model_id=WORD,
        author=st.none() | WORD,
        pipeline_tag=st.none() | WORD,
        pipeline_tag_source=st.none() | st.sampled_from(list(TaskSource)),
        license=st.none() | WORD,
        languages=WORDS,
        tags=WORDS,
        base_models=st.lists(
            st.builds(BaseModel, WORD, st.sampled_from(list(Relation))), max_size=2
        ).map(tuple),
        parameters=COUNT,
        parameters_rung=st.none() | st.sampled_from(list(Rung)),
        downloads=COUNT,
        emissions_g=st.none() | st.floats(0, 1e12),
        gated=st.none() | st.booleans(),
        as_of=WORD,
        source=WORD,
    ),
    max_size=5,
)


@given(records=RECORDS, batch=st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read_again(tmp_path_factory, records, batch):
    path = tmp_path_factory.mktemp("snapshot") / "models.parquet"
    write_models(path, records)
    assert list(read_models(path, batch)) == records
    assert count_models(path) == len(records)


RECORD = ModelRecord(model_id="a/b", parameters=0, as_of="2025-12", source="t", description="text")
SCORE = QualityScore(
    model_id="a/b",
    benchmark="GLUE",
    metric="accuracy",
    value=0.0,
    higher_is_better=True,
    as_of="2025-12",
    source="t",
)


def test_the_cards_own_words_stay_out(tmp_path):
    write_models(tmp_path / "m", [RECORD])
    (read,) = read_models(tmp_path / "m")
    assert read.description is None
    assert b"text" not in (tmp_path / "m").read_bytes().replace(b"context", b"")


def test_zero_is_not_unknown(tmp_path):
    write_models(tmp_path / "m", [RECORD])
    (read,) = read_models(tmp_path / "m")
    assert read.parameters == 0
    assert read.downloads is None


def test_two_writes_give_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        write_models(tmp_path / name, [RECORD] * 100)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_scores_and_columns_are_read_again(tmp_path):
    write_scores(tmp_path / "s", [SCORE])
    assert list(read_scores(tmp_path / "s")) == [SCORE]
    assert read_columns(tmp_path / "s", ["model_id", "value"]) == {
        "model_id": ["a/b"],
        "value": [0.0],
    }


def test_conflicts_keep_both_sides(tmp_path):
    chosen, other = Count(5, Rung.EXACT, "x"), Count(9, Rung.NAME, "y")
    write_conflicts(tmp_path / "c", [Conflict("a/b", chosen, other)])
    row = read_columns(tmp_path / "c", ["parameters", "rung", "other_parameters", "other_rung"])
    assert row == {
        "parameters": [5],
        "rung": ["exact"],
        "other_parameters": [9],
        "other_rung": ["name"],
    }


DAMAGED = [b"", b"PAR1", b"not a parquet file at all", b"PAR1" + b"\0" * 400 + b"PAR1"]


@pytest.mark.parametrize("content", DAMAGED, ids=["empty", "magic", "text", "zeros"])
@pytest.mark.parametrize(
    "read",
    [lambda p: list(read_models(p)), count_models, lambda p: read_columns(p, ["model_id"])],
    ids=["models", "count", "columns"],
)
def test_a_damaged_file_is_one_clear_line(tmp_path, content, read):
    path = tmp_path / "models.parquet"
    path.write_bytes(content)
    with pytest.raises(CatalogueError, match=r"models\.parquet") as error:
        read(path)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_one_clear_line(tmp_path):
    with pytest.raises(CatalogueError):
        list(read_models(tmp_path / "nothing"))


def test_a_truncated_file_is_no_catalogue(tmp_path):
    path = tmp_path / "models.parquet"
    write_models(path, [RECORD] * 1000)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(CatalogueError):
        list(read_models(path))


def test_a_foreign_table_is_no_catalogue(tmp_path):
    write_scores(tmp_path / "s", [SCORE])
    with pytest.raises(CatalogueError, match="no catalogue of this version"):
        list(read_models(tmp_path / "s"))
