"""Where the models of a family stand in its graph."""

from __future__ import annotations

from hubscan.catalogue.record import Relation
from hubscan.recommend.lineage import Family, Kin
from hubscan.report.charts.family import IN_MIND, KNOWN, NAMED, family_chart, placed
from hubscan.report.charts.style import PICKED
from tests.catalogue.records import record

GRANDMOTHER = Kin("a/grandmother", Relation.FINETUNE)
MOTHER = Kin("a/mother", Relation.FINETUNE, branches=(GRANDMOTHER,), record=record(1))
FATHER = Kin("a/father", Relation.MERGE)
CHILD = Kin("a/child", Relation.QUANTIZED, branches=(Kin("a/grandchild"),), more=3)
OTHER = Kin("a/other", Relation.ADAPTER)
FAMILY = Family(
    up=Kin("a/self", branches=(MOTHER, FATHER)), down=Kin("a/self", branches=(CHILD, OTHER))
)


def test_the_older_stand_above_and_each_is_joined_to_its_next():
    rows = placed(FAMILY)
    #  -2  grandmother        joined to mother (row 1)
    #  -1  mother             joined to self (row 3)
    #  -1  father             joined to self (row 3)
    #   0  self
    #   1  child              joined to self
    #   2  grandchild         joined to child (row 4)
    #   1  other              joined to self
    assert [(each.kin.model_id, each.generation, each.joined_to) for each in rows] == [
        ("a/grandmother", -2, 1),
        ("a/mother", -1, 3),
        ("a/father", -1, 3),
        ("a/self", 0, None),
        ("a/child", 1, 3),
        ("a/grandchild", 2, 4),
        ("a/other", 1, 3),
    ]
    assert [each.row for each in rows] == list(range(7))


def test_what_is_known_of_a_model_is_told():
    told = {each.kin.model_id: (each.standing, each.label) for each in placed(FAMILY)}
    assert told["a/self"] == (IN_MIND, "a/self")
    assert told["a/mother"] == (KNOWN, "a/mother · finetune · 1M")
    assert told["a/child"] == (NAMED, "a/child · quantized · 3 more")


def test_a_model_alone_is_one_row():
    alone = Family(up=Kin("a/self"), down=Kin("a/self"))
    assert len(placed(alone)) == 1


def rows_of(layer, chart):
    """Return the data of a layer: Altair keeps what is used twice in one place."""
    data = layer["data"]
    return data["values"] if "values" in data else chart["datasets"][data["name"]]


def test_the_graph_has_a_line_for_every_step_and_can_be_clicked():
    chart = family_chart(placed(FAMILY)).to_dict()
    lines, labels, points = chart["layer"]
    assert len({point["line"] for point in rows_of(lines, chart)}) == 6
    assert len(rows_of(lines, chart)) == 3 * 6
    assert len(rows_of(labels, chart)) == len(rows_of(points, chart)) == 7
    assert [param["name"] for param in chart["params"]] == [PICKED]


def test_a_line_goes_down_from_the_older_and_then_across():
    chart = family_chart(placed(FAMILY)).to_dict()
    corners = [
        (point["generation"], point["row"])
        for point in rows_of(chart["layer"][0], chart)
        if point["line"] == 4
    ]
    assert corners == [(0, 3), (0, 4), (1, 4)]


def test_a_cycle_is_drawn_once():
    again = Kin("a/self", Relation.FINETUNE, repeated=True)
    family = Family(up=Kin("a/self", branches=(again,)), down=Kin("a/self"))
    assert [each.generation for each in placed(family)] == [-1, 0]
