import pytest

from hubscan.catalogue import merge as rows
from hubscan.catalogue.inherit import inherit
from hubscan.catalogue.record import BaseModel, ModelRecord, Relation, Rung, TaskSource
from hubscan.catalogue.rows import decode, encode
from tests.catalogue.records import record


def of_records(combine):
    return lambda older, newer: decode(combine(encode(older), encode(newer)))


merge, refresh, join = map(of_records, (rows.merge, rows.refresh, rows.join))


def bare(**facts):
    return ModelRecord(**{"model_id": "a/b", "as_of": "2026-01-01", "source": "test"} | facts)


def test_merge_takes_the_newer_and_fills_its_gaps():
    older = record(1, model_id="a/b", license="mit", likes=3)
    newer = bare(license="apache-2.0", as_of="2026-02-01")
    both = merge(older, newer)
    assert (both.license, both.likes, both.as_of) == ("apache-2.0", 3, "2026-02-01")
    assert both.pipeline_tag_source == older.pipeline_tag_source


@pytest.mark.parametrize(
    ("older", "newer", "expected"),
    [
        pytest.param((9, Rung.EXACT), (7, Rung.NAME), (9, Rung.EXACT), id="better known before"),
        pytest.param((9, Rung.NAME), (7, Rung.EXACT), (7, Rung.EXACT), id="better known now"),
        pytest.param((9, Rung.EXACT), (7, Rung.EXACT), (7, Rung.EXACT), id="as well: newer"),
        pytest.param((9, Rung.NAME), (None, None), (9, Rung.NAME), id="unknown now"),
        pytest.param((None, None), (7, Rung.NAME), (7, Rung.NAME), id="unknown before"),
    ],
)
@pytest.mark.parametrize("combine", [merge, refresh], ids=["merge", "refresh"])
def test_sizes_stay_with_their_rung(combine, older, newer, expected):
    both = combine(
        bare(parameters=older[0], parameters_rung=older[1]),
        bare(parameters=newer[0], parameters_rung=newer[1]),
    )
    assert (both.parameters, both.parameters_rung) == expected


def test_zero_grams_are_not_unknown():
    both = merge(bare(emissions_g=5.0), bare(emissions_g=0.0, emissions_grade="reported-computed"))
    assert (both.emissions_g, both.emissions_grade) == (0.0, "reported-computed")


def test_refresh_drops_what_the_author_took_back():
    older = bare(license="mit", emissions_g=5.0, emissions_grade="x", tags=("a",), likes=3)
    assert refresh(older, bare()) == bare()


def test_refresh_keeps_what_the_list_does_not_tell_and_what_was_inferred():
    older = bare(
        description="own words",
        context_length=512,
        languages=("fr",),
        inferred=("languages",),
        pipeline_tag="fill-mask",
        pipeline_tag_source=TaskSource.INHERITED,
    )
    assert refresh(older, bare()) == older


def test_refresh_believes_a_stated_language_more_than_an_inferred_one():
    both = refresh(bare(languages=("fr",), inferred=("languages",)), bare(languages=("de",)))
    assert (both.languages, both.inferred) == (("de",), ())


def test_names_of_no_field_are_no_inferred_ones():
    older = bare(languages=("fr",), inferred=("languages", "nonsense"))
    assert refresh(older, bare()).inferred == ("languages",)


def test_join_takes_the_table_that_saw_it_modified_last():
    early, late = (
        bare(last_modified="2026-01-01", likes=1),
        bare(last_modified="2026-02-01", likes=2),
    )
    assert join(early, late).likes == join(late, early).likes == 2


BASE = bare(
    model_id="base/model",
    pipeline_tag="fill-mask",
    parameters=110_000_000,
    parameters_rung=Rung.EXACT,
)


def child(relation, **facts):
    return bare(base_models=(BaseModel("base/model", relation),), **facts)


@pytest.mark.parametrize(
    ("record", "parameters", "rung"),
    [
        pytest.param(child(Relation.QUANTIZED), 110_000_000, Rung.BASE_MODEL, id="quantized"),
        pytest.param(child(Relation.FINETUNE), 110_000_000, Rung.BASE_MODEL, id="fine-tune"),
        pytest.param(child(Relation.ADAPTER), 110_000_000, Rung.BASE_MODEL, id="adapter"),
        pytest.param(child(Relation.DISTILLED), None, None, id="a distilled one is smaller"),
        pytest.param(child(Relation.MERGE), None, None, id="a merge may be larger"),
        pytest.param(
            child(Relation.FINETUNE, parameters=5, parameters_rung=Rung.EXACT),
            5,
            Rung.EXACT,
            id="counted itself",
        ),
        pytest.param(
            child(Relation.FINETUNE, parameters=9, parameters_rung=Rung.NAME),
            110_000_000,
            Rung.BASE_MODEL,
            id="a base is better than a name",
        ),
        pytest.param(
            child(Relation.FINETUNE, model_id="a/pruned-50M"),
            None,
            None,
            id="resized by its name",
        ),
    ],
)
def test_the_size_of_the_base(record, parameters, rung):
    found = inherit(record, {"base/model": BASE}.get)
    assert (found.parameters, found.parameters_rung) == (parameters, rung)


def test_the_task_of_the_base():
    found = inherit(child(Relation.MERGE), {"base/model": BASE}.get)
    assert (found.pipeline_tag, found.pipeline_tag_source) == ("fill-mask", TaskSource.INHERITED)
    own = child(Relation.MERGE, pipeline_tag="translation", pipeline_tag_source=TaskSource.STATED)
    assert inherit(own, {"base/model": BASE}.get).pipeline_tag == "translation"


def test_an_unknown_base_gives_nothing():
    assert inherit(child(Relation.FINETUNE), {}.get) == child(Relation.FINETUNE)
