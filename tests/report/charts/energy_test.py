"""Energy drawn with its interval, its unit and its source."""

from __future__ import annotations

import pytest

from hubscan.energy import Evidence, Interval
from hubscan.energy.evidence import Boundary, Factor, Grade, Unit
from hubscan.report.charts.energy import (
    BEHIND,
    ENERGY_TITLE,
    ON_FRONT,
    energy_rows,
    interval_chart,
    ratio_rows,
    ratio_title,
    relevance_chart,
    relevance_rows,
)
from hubscan.report.charts.style import PICKED

KNOWN = Evidence.product(
    [Factor("a query", 0.002, 0.001, 0.004)],
    unit=Unit.KWH,
    boundary=Boundary.DEVICE,
    grade=Grade.FROM_LAW,
    source="a law",
    date="2026",
)
UNKNOWN = Evidence.unknown("its size is not known", unit=Unit.KWH)


def test_energy_is_in_watt_hours():
    # 0.002 kWh = 2 Wh, between 1 and 4
    (row,) = energy_rows([("a/b", KNOWN), ("a/unknown", UNKNOWN)])
    assert (row["low"], row["median"], row["high"]) == pytest.approx((1, 2, 4))
    assert (row["model"], row["grade"], row["source"]) == ("a/b", "from law", "a law")


def test_ratios_stay_as_they_are():
    (row,) = ratio_rows([("a/b", Interval(0.2, 0.5, 0.9)), ("a/unknown", None)])
    assert (row["low"], row["median"], row["high"]) == (0.2, 0.5, 0.9)


def test_every_result_with_a_figure_is_a_point(engine):
    answer = engine.recommend("detect toxic comments", limit=20)
    rows = relevance_rows(answer)
    known = [each for each in answer.results if each.energy.median is not None]
    assert [row["model"] for row in rows] == [each.record.model_id for each in known]
    assert [row["front"] == ON_FRONT for row in rows] == [each.is_pareto for each in known]
    assert {row["front"] for row in rows} == {ON_FRONT, BEHIND}


def test_a_point_can_be_picked_by_its_model(engine):
    rows = relevance_rows(engine.recommend("detect toxic comments"))
    chart = relevance_chart(rows)
    assert chart["data"] == {"values": rows}
    (picked,) = chart["params"]
    assert (picked["name"], picked["select"]["fields"]) == (PICKED, ["model"])
    assert [layer["mark"]["type"] for layer in chart["layer"]] == ["rule", "point"]
    assert chart["layer"][0]["encoding"]["x2"] == {"field": "high"}


def test_what_a_pointer_shows_stands_in_the_rows(engine):
    rows = relevance_rows(engine.recommend("detect toxic comments"))
    for layer in relevance_chart(rows)["layer"]:
        assert {each["field"] for each in layer["encoding"]["tooltip"]} <= rows[0].keys()


def test_colour_and_shape_say_the_same():
    chart = relevance_chart([{"model": "a", "front": ON_FRONT, "relevance": 1.0}])
    encoding = chart["layer"][1]["encoding"]
    assert encoding["color"]["scale"]["domain"] == encoding["shape"]["scale"]["domain"]


@pytest.mark.parametrize("title", [ENERGY_TITLE, ratio_title("a/b")])
def test_an_axis_says_what_it_counts_and_that_intervals_are_drawn(title):
    chart = interval_chart(energy_rows([("a/b", KNOWN)]), title, mark=1.0).to_dict()
    assert [layer["encoding"]["x"]["title"] for layer in chart["layer"]] == [list(title)] * 3
    assert "90 % interval" in title[-1]


def test_control_characters_are_not_drawn():
    assert energy_rows([("a/\x1b[31m", KNOWN)])[0]["model"] == "a/ [31m"
