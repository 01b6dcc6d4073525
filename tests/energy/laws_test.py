from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.energy.evidence import Boundary, Factor, Grade, Load, Unit
from hubscan.energy.laws import Law, law_of, laws
from hubscan.errors import EstimateError

LAW = Law(
    task="text-generation",
    class_name="one-gpu",
    coefficient_kwh=0.004,
    exponent=0.5,
    exponent_spread=0.3,
    low=0.5,
    high=2.0,
    parameters_min=1e9,
    parameters_max=16e9,
    rows=7,
    query="one input",
    source="somebody",
    date="2026",
)
KEYS = sorted(laws(), key=str)


def test_golden_estimate():
    # 0.004 kWh x 4 B ^ 0.5 = 0.008 kWh; 90 % interval x 0.5 to x 2
    figure = LAW.estimate(4e9)
    assert figure.interval() == pytest.approx((0.004, 0.008, 0.016))
    assert (figure.unit, figure.boundary, figure.grade, figure.load) == (
        Unit.KWH,
        Boundary.DEVICE,
        Grade.FROM_LAW,
        Load.BATCH_1,
    )
    assert figure.source == "law of text-generation (one-gpu), one input, 7 models of somebody"


@pytest.mark.parametrize("parameters", [0.25e9, 64e9], ids=["below", "above"])
def test_golden_interval_beyond_the_measured_sizes(parameters):
    # 4 times beyond either end: spread 0.3 x ln 4 = 0.41589, with ln 2 in quadrature
    # sqrt(0.41589 ^ 2 + 0.69315 ^ 2) = 0.80835; exp = 2.2442
    low, median, high = LAW.estimate(parameters).interval()
    assert median == pytest.approx(0.004 * math.sqrt(parameters / 1e9))
    assert (median / low, high / median) == pytest.approx((2.2442, 2.2442), rel=1e-4)


def test_factors_multiply_the_figure():
    # 0.008 kWh x 5 passes = 0.04 kWh
    assert LAW.estimate(4e9, Factor.exact("passes", 5)).median == pytest.approx(0.04)


def test_the_formula_can_be_read():
    assert LAW.estimate(4e9).formula().startswith("0.004 kWh (law at 1 B parameters) x (4 B)^0.5")


def test_overflow_is_an_estimate_error():
    with pytest.raises(EstimateError):
        LAW.estimate(4e9, Factor.exact("absurd", 1e308), Factor.exact("more", 1e308))


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_shipped_laws_are_sane(key):
    law = laws()[key]
    assert (law.task, law.class_name) == key
    assert law.exponent > 0
    assert law.coefficient_kwh > 0
    assert law.low < 1 < law.high
    assert 0 < law.parameters_min <= law.parameters_max
    assert law.rows >= 2
    assert law.source
    assert law.date


@given(
    st.sampled_from(KEYS),
    st.floats(1e6, 1e12),
    st.floats(1.001, 100),
)
def test_more_parameters_never_cost_less(key, parameters, times):
    law = laws()[key]
    assert law.estimate(parameters * times).interval().median > (
        law.estimate(parameters).interval().median
    )


def test_an_unmeasured_class_takes_the_law_of_its_task():
    law = law_of("question-answering", "decoder")
    assert law is not None
    assert law.class_name is None


def test_no_law_for_an_unmeasured_task():
    assert law_of("text-to-speech", "any") is None


def test_the_unknown_class_is_less_certain_than_each_known_one():
    speech = {key[1]: law.high for key, law in laws().items() if key[0].startswith("automatic")}
    assert speech[None] > 2 * max(high for name, high in speech.items() if name)
