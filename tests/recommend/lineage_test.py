from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubscan.catalogue.record import BaseModel, Relation
from hubscan.catalogue.store import open_catalogue
from hubscan.errors import UsageError
from hubscan.recommend.lineage import family
from tests.catalogue.records import record, snapshot


def model(model_id, *bases, downloads=1, relation=Relation.FINETUNE):
    edges = tuple(BaseModel(base, relation) for base in bases)
    return record(0, model_id=model_id, base_models=edges, downloads=downloads)


@pytest.fixture
def grow(tmp_path):
    opened = []

    def grow_family(records, model_id, **bounds):
        path = tmp_path / str(len(opened))
        opened.append(open_catalogue(path, snapshot=snapshot(records)))
        return family(opened[-1], model_id, **bounds)

    yield grow_family
    for catalogue in opened:
        catalogue.close()


def names(kin):
    return {branch.model_id: names(branch) for branch in kin.branches}


CHAIN = [model("a/root"), model("a/mid", "a/root"), model("a/leaf", "a/mid")]


def test_both_ways_from_the_middle(grow):
    found = grow(CHAIN, "a/mid")
    assert names(found.up) == {"a/root": {}}
    assert names(found.down) == {"a/leaf": {}}
    assert found.down.branches[0].relation is Relation.FINETUNE
    assert found.up.record.parameters == 1_000_000


def test_the_id_is_found_whatever_its_case(grow):
    assert grow(CHAIN, " A/MID ").model_id == "a/mid"


def test_a_base_that_nobody_knows_stays(grow):
    found = grow([model("a/child", "gone/base")], "a/child")
    (base,) = found.up.branches
    assert (base.model_id, base.record) == ("gone/base", None)


def test_a_model_that_is_only_named_has_its_children(grow):
    assert names(grow([model("a/child", "gone/base")], "gone/base").down) == {"a/child": {}}


def test_cycles_are_cut_and_marked(grow):
    found = grow([model("a/one", "a/two"), model("a/two", "a/one")], "a/one")
    (two,) = found.up.branches
    (again,) = two.branches
    assert (again.model_id, again.repeated, again.branches) == ("a/one", True, ())
    assert json.dumps(found.as_dict())


def test_breadth_is_cut_at_the_most_downloaded_and_counted(grow):
    children = [model(f"a/{n}", "a/root", downloads=n) for n in range(30)]
    found = grow([model("a/root"), *children], "a/root", branches=3)
    assert list(names(found.down)) == ["a/29", "a/28", "a/27"]
    assert found.down.more == 27


def test_depth_is_cut_and_counted(grow):
    chain = [model("a/0"), *(model(f"a/{n}", f"a/{n - 1}") for n in range(1, 9))]
    found = grow(chain, "a/0", depth=2)
    assert names(found.down) == {"a/1": {"a/2": {}}}
    assert found.down.branches[0].branches[0].more == 1


def test_a_wide_family_is_cut_at_a_total(grow):
    wide = [model("a/root")]
    wide += [model(f"b/{n}", "a/root") for n in range(60)]
    wide += [model(f"c/{n}-{m}", f"b/{n}") for n in range(60) for m in range(30)]
    found = grow(wide, "a/root", branches=200)
    assert len(found.members()) <= 1_000
    # 60 x 30 grandchildren, of which 1,000 - 61 are shown
    assert sum(kin.more for kin in found.down.branches) == 1_800 - 939


def test_each_step_is_told_once(grow):
    both = [model("a/root"), model("a/left", "a/root"), model("a/right", "a/root")]
    both.append(model("a/merged", "a/left", "a/right", relation=Relation.MERGE))
    steps = list(grow(both, "a/merged").edges())
    assert sorted(steps) == [
        ("a/left", "a/merged", Relation.MERGE),
        ("a/right", "a/merged", Relation.MERGE),
        ("a/root", "a/left", Relation.FINETUNE),
        ("a/root", "a/right", Relation.FINETUNE),
    ]


def test_published_distillations_are_in_the_tree(grow):
    found = grow([model("ntu-spml/distilhubert")], "ntu-spml/distilhubert")
    (teacher,) = found.up.branches
    assert teacher.model_id == "facebook/hubert-base-ls960"
    assert teacher.relation is Relation.DISTILLED


BAD = {
    "unknown": ("no/such", {}, "is not in the catalogue"),
    "near": ("a/roott", {}, "did you mean a/root"),
    "depth": ("a/root", {"depth": 0}, "impossible depth: 0"),
    "branches": ("a/root", {"branches": 1_000}, "impossible branches: 1000"),
}


@pytest.mark.parametrize(("model_id", "bounds", "told"), BAD.values(), ids=BAD)
def test_bad_input_is_told(grow, model_id, bounds, told):
    with pytest.raises(UsageError, match=told):
        grow(CHAIN, model_id, **bounds)


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=25))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_lineage_ends(grow, edges):
    bases = {n: [f"a/{base}" for child, base in edges if child == n] for n in range(8)}
    found = grow([model(f"a/{n}", *bases[n]) for n in range(8)], "a/0", depth=5, branches=4)
    members = found.members()
    assert all(
        base.casefold() in members and child.casefold() in members
        for base, child, _ in found.edges()
    )
