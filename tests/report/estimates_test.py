from __future__ import annotations

import pytest

from hubscan.energy import asking
from hubscan.energy.curves import curves
from hubscan.energy.places import site
from hubscan.report import estimates

NORWAY = site("NOR")
TRAINING = asking.training(place=NORWAY, hours=(24,), gpu=("A100",), gpus=(8,))
COMPARISON = asking.reuse(
    place=NORWAY,
    load=None,
    task="text-classification",
    parameters=66e6,
    name="small",
    big_parameters=8e9,
    big_task="text-generation",
    big_name="big",
    queries=1e5,
)


def test_a_figure_has_its_interval_boundary_and_evidence():
    rows = {row["Figure"]: row for row in estimates.figure_rows(asking.training_figures(TRAINING))}
    energy = rows["energy of the facility"]
    assert " kWh (" in energy["Median (90 % interval)"]
    assert (energy["Counted at"], energy["Evidence"]) == ("facility", "from hours")


def test_formulas_come_with_the_sources_of_their_factors():
    lines = estimates.formula_lines(asking.training_figures(TRAINING))
    assert any(line.startswith("energy of the facility = ") for line in lines)
    assert any("carbon intensity of Norway" in line and ": " in line for line in lines)
    assert len(lines) == len(set(lines))


def test_a_place_is_told_with_its_factors():
    told = estimates.place_in_words(NORWAY)
    assert told.startswith("Norway: ")
    assert "g/kWh (life-cycle, " in told
    assert "aws:eu-north-1" in estimates.place_in_words(site("aws:eu-north-1"))


def test_memory_rows_are_in_gigabytes():
    rows = estimates.memory_rows(asking.memory(parameters=8e9, formats=("fp16",), gpu="A100"))
    (row,) = rows
    assert row["Weights (GB)"] == pytest.approx(16)  # 8e9 x 2 bytes
    assert row["Needs (GB)"] >= row["Weights (GB)"]
    assert row["Devices"] == 1


def test_the_first_option_is_the_reference():
    first, *others = estimates.outcome_rows(COMPARISON)
    assert first["Better than the first"] == "the reference"
    assert others
    assert all(row["Better than the first"].endswith("%") for row in others)


def test_everything_that_a_comparison_rests_on_is_named():
    upfront = [one.option.upfront for one in COMPARISON.outcomes if one.option.upfront]
    assert upfront
    told = list(estimates.comparison_evidence(COMPARISON))
    assert len(told) == len(COMPARISON.outcomes) + len(upfront)
    assert set(upfront) < set(told)


def test_a_curve_has_a_row_for_each_point():
    rows = estimates.curve_rows(curves(COMPARISON, [1e3, 1e6]))
    assert len(rows) == 2 * len(COMPARISON.outcomes)
    assert all(0 <= row["low_kwh"] <= row["energy_kwh"] <= row["high_kwh"] for row in rows)


@pytest.mark.parametrize("clouds", [False, True], ids=["countries", "clouds"])
def test_regions_keep_their_order_and_have_coordinates(clouds):
    ranking = asking.regions(kwh=100, clouds=clouds)
    for located in ranking.by_method.values():
        rows = estimates.region_rows(located)
        grams = [row["emissions_g"] for row in rows]
        assert grams == sorted(grams)
        assert [row["rank"] for row in rows] == list(range(1, len(rows) + 1))
        assert all(row["latitude"] is None or -90 <= row["latitude"] <= 90 for row in rows)


def test_an_unknown_place_on_the_map_is_none_and_not_zero():
    ranking = asking.regions(kwh=1, places=("XKX", "NOR"))
    rows = {row["name"]: row for located in ranking.by_method.values()
            for row in estimates.region_rows(located)}  # fmt: skip
    assert rows["Kosovo"]["latitude"] is None
    assert rows["Norway"]["latitude"] == pytest.approx(59.9)


def test_every_choice_of_a_place_is_understood():
    choices = estimates.place_choices()
    assert choices["NOR"] == "Norway"
    assert choices["aws:eu-north-1"].startswith("aws:eu-north-1 (Stockholm")
    for code in choices:
        found = site(code)
        assert code in (found.iso3, found.region)


def test_places_are_told_by_their_quarter():
    names = ("NOR", "SWE", "FRA", "DEU", "POL", "IND", "ZAF", "AUS")
    (located,) = asking.regions(kwh=1, places=names).by_method.values()
    quarters = [row["quarter"] for row in estimates.region_rows(located)]
    assert quarters == [quarter for quarter in estimates.QUARTERS for _ in range(2)]
