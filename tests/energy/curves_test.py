"""Curves agree with the comparison at every number of queries, and cross where it says."""

import pytest

from hubscan.energy import asking
from hubscan.energy.curves import curves, usual_counts
from hubscan.energy.places import site
from hubscan.energy.reuse import Verdict


@pytest.fixture(scope="module")
def comparison():
    return asking.reuse(
        place=site("DE"),
        load=None,
        task="text-classification",
        parameters=66e6,
        name="small",
        big_parameters=8e9,
        big_task="text-generation",
        big_name="big",
        queries=1e5,
        tokens=5e6,
    )


def test_a_curve_is_the_comparison_at_its_queries(comparison):
    for curve, outcome in zip(curves(comparison, [1e5]), comparison.outcomes, strict=True):
        assert curve.option is outcome.option
        (point,) = curve.points
        assert point.queries == 1e5
        assert point.energy_kwh.median == pytest.approx(outcome.energy_kwh.median)
        # the draws are the same numbers in another order
        assert point.energy_kwh.low == pytest.approx(outcome.energy_kwh.low, rel=0.1)
        assert point.energy_kwh.high == pytest.approx(outcome.energy_kwh.high, rel=0.1)


def test_curves_rise_and_hold_their_medians(comparison):
    for curve in curves(comparison):
        medians = [point.energy_kwh.median for point in curve.points]
        assert medians == sorted(medians)
        assert all(
            p.energy_kwh.low <= p.energy_kwh.median <= p.energy_kwh.high for p in curve.points
        )


def test_two_curves_cross_at_the_break_even(comparison):
    crossing = [
        outcome
        for outcome in comparison.outcomes
        if outcome.break_even and outcome.break_even.verdict is Verdict.AFTER
    ]
    assert crossing
    for outcome in crossing:
        queries = outcome.break_even.queries
        at = {c.option.name: c.points[0].energy_kwh.median for c in curves(comparison, [queries])}
        assert at[outcome.option.name] == pytest.approx(at[comparison.reference.name])


def test_the_usual_counts_reach_beyond_every_break_even(comparison):
    counts = usual_counts(comparison)
    evens = [one.break_even for one in comparison.outcomes if one.break_even]
    assert counts[0] == 100
    assert list(counts) == sorted(set(counts))
    assert all((even.high or even.queries or 0) < counts[-1] <= 1e15 for even in evens)
