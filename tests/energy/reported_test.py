import pytest

from hubscan.energy.devices import device
from hubscan.energy.evidence import Grade, Unit
from hubscan.energy.plausibility import Report
from hubscan.energy.reported import grade_of, reported_emissions
from hubscan.energy.training import Use

HALF_AN_HOUR = (Use(device("RTX 3060"), 1, 30.2 / 60),)


@pytest.mark.parametrize(
    ("source", "grade"),
    [
        ("codecarbon", Grade.REPORTED_MEASURED),
        ("Code Carbon", Grade.REPORTED_MEASURED),
        ("AutoTrain", Grade.REPORTED_MEASURED),
        ("MLCO2", Grade.REPORTED_COMPUTED),
        ("Machine Learning Impact calculator", Grade.REPORTED_COMPUTED),
        ("Google Cloud Footprint", Grade.REPORTED_COMPUTED),
        (None, Grade.REPORTED_COMPUTED),
        ("x" * 10_000 + "codecarbon", Grade.REPORTED_COMPUTED),
    ],
    ids=lambda value: str(value)[:20],
)
def test_grade_of(source, grade):
    assert grade_of(source) is grade


@pytest.mark.parametrize(("source", "low", "high"), [("codecarbon", 80, 125), ("MLCO2", 45, 110)])
def test_a_believed_figure_has_the_interval_of_its_grade(source, low, high):
    found = reported_emissions(Report(100, source=source), "2023-05-01")
    assert found.interval() == pytest.approx((low, 100, high))
    assert (found.unit, found.source, found.date) == (Unit.GRAMS, source, "2023-05-01")


def test_zero_grams_are_a_claim_and_not_unknown():
    assert reported_emissions(Report(0.0)).interval() == (0, 0, 0)


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (Report(), "no emissions are reported"),
        (Report(0.0279, uses=HALF_AN_HOUR), "0.0279 g reported: 0.139 W per device"),
    ],
    ids=["nothing", "impossible"],
)
def test_what_is_not_used_says_why(report, reason):
    found = reported_emissions(report)
    assert (found.median, found.grade) == (None, Grade.NOT_ESTIMABLE)
    assert found.reason.startswith(reason)
