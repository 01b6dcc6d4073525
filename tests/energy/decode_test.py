from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.energy.comparison import ratio
from hubscan.energy.decode import Coefficients, DecodeModel, Model, Query, Spread, decode_model
from hubscan.energy.evidence import Boundary, Grade, Load, Unit
from hubscan.errors import EstimateError

COEFFICIENTS = Coefficients(
    launch_j=1.0, read_j_per_gb=0.2, parallel_j=0.5, compute_j_per_b=0.01, attention_j=1e-6
)
DECODER = DecodeModel(
    coefficients=COEFFICIENTS,
    device="H100",
    weights_gb_max=60.0,
    idle_w=80.0,
    step_floor_s=0.004,
    step_s_per_gb=0.0004,
    step_spread=2.0,
    batch_max=128.0,
    fitted_from=8e9,
    spread=Spread(0.5, 2.0, "held out"),
    spread_below=Spread(0.25, 4.0, "held against others"),
    queries={"chat": Query(100, 500)},
    source="somebody",
    date="2026",
)
DENSE_4B = Model(4e9, 4e9)
DENSE_8B = Model(8e9, 8e9)
MIXTURE = Model(30e9, 3e9)
QUERY = Query(100, 200)
LOADS = list(Load)

JOULES = [
    # read 4 B x 2 bytes = 8 GB; launch 1 x sqrt 4 = 2 J > read 0.2 x 8 = 1.6 J; no parallel
    # (2 + 0) / 1 + 0.01 x 4 x (1 + 100 / 200) + 1e-6 x 200 x 2 = 2 + 0.06 + 0.0004
    ("launch-bound", DENSE_4B, 1, 1, 2.0604),
    # (2 + 0.5 x 1 x 2) / 4 + 0.06 + 0.0004
    ("two devices, batch 4", DENSE_4B, 4, 2, 0.8104),
    # read 16 x 2 = 32 GB x 0.2 = 6.4 J > launch 4 J; / 8 + 0.01 x 16 x 1.5 + 1e-6 x 200 x 4
    ("read-bound", Model(16e9, 16e9), 8, 1, 0.8 + 0.24 + 0.0008),
    # experts: share 1 - 0.9^2 = 0.19 of 60 GB = 11.4 GB x 0.2 = 2.28 J > launch 1.7321 J
    # 2.28 / 2 + 0.01 x 3 x 1.5 + 1e-6 x 200 x 1.7321 = 1.14 + 0.045 + 0.00034641
    ("mixture, batch 2", MIXTURE, 2, 1, 1.18534641),
]


@pytest.mark.parametrize(
    ("model", "batch", "devices", "joules"), [c[1:] for c in JOULES], ids=[c[0] for c in JOULES]
)
def test_golden_joules_per_token(model, batch, devices, joules):
    found = COEFFICIENTS.joules_per_token(model, QUERY, batch, devices)
    assert found == pytest.approx(joules)


def test_bytes_and_speed_scale_what_they_should():
    # 8-bit weights: 32 B x 1 byte = 32 GB x 0.2 = 6.4 J > launch 5.6569 J; the device x 1.5
    # 1.5 x (6.4 / 8 + 0.01 x 32 x 1.5 + 1e-6 x 200 x 5.6569) = 1.5 x 1.28113137
    found = COEFFICIENTS.joules_per_token(Model(32e9, 32e9), QUERY, 8, 1, 1.0, 1.5)
    assert found == pytest.approx(1.5 * 1.28113137)


@pytest.mark.parametrize(
    ("parameters", "devices"),
    [(1e6, 1), (30e9, 1), (31e9, 2), (60e9, 2), (61e9, 4), (405e9, 16)],
    ids=lambda value: f"{value:g}",
)
def test_golden_devices(parameters, devices):
    # 2 bytes a weight over 60 GB each, the next power of two: 405 B x 2 / 60 = 13.5 -> 16
    assert DECODER.devices(Model(parameters, parameters)) == devices


@pytest.mark.parametrize(
    ("load", "batch"),
    [
        (Load.BATCH_1, 1.0),
        # step 0.004 + 0.0004 x max(16 GB, 1 x sqrt 8 / 0.2) = 0.0104 s
        # 1 request/s x 500 tokens x 0.0104 s = 5.2
        (Load.ONE_PER_SECOND, 5.2),
        (Load.EIGHT_PER_SECOND, 41.6),
        (Load.SATURATED, 128.0),
    ],
)
def test_golden_batch_by_littles_law(load, batch):
    assert DECODER.batch(DENSE_8B, Query(100, 500), load) == pytest.approx(batch)


@pytest.mark.parametrize(
    ("tokens", "batch"), [(1, 1.0), (1e6, 128.0)], ids=["never under 1", "never over the most"]
)
def test_batch_stays_within_what_was_measured(tokens, batch):
    assert DECODER.batch(DENSE_8B, Query(100, tokens), Load.ONE_PER_SECOND) == batch


def test_golden_figure_at_batch_1():
    # launch 1 x sqrt 8 = 2.828427 J < read 0.2 x 16 GB = 3.2 J; compute 0.01 x 8 x 1.2 = 0.096;
    # attention 1e-6 x 500 x 2.828427 = 0.00141421; 3.29741421 J x 500 tokens x 1,000 queries
    # / 3.6e6 J = 0.45797420 kWh; 8 B was fitted: x 0.5 to x 2
    figure = DECODER.estimate(DENSE_8B, Query(100, 500), Load.BATCH_1)
    assert figure.interval() == pytest.approx((0.2289871, 0.4579742, 0.9159484))
    assert (figure.unit, figure.boundary, figure.grade, figure.load) == (
        Unit.KWH,
        Boundary.DEVICE,
        Grade.FROM_LAW,
        Load.BATCH_1,
    )


def test_golden_idle_draw_between_requests():
    # 1 B: launching for 1 J takes as long as reading 1 / 0.2 = 5 GB, longer than reading 2 GB:
    # step 0.004 + 0.0004 x 5 GB = 0.006 s; 100 tokens take 0.6 s of the second at 1/s;
    # batch max(1, 0.6) = 1. Idle 0.4 s x 80 W = 32 J a request = 0.32 J a token.
    # Launch 1 J + compute 0.01 x 1 x (1 + 50 / 100) = 0.015 + attention 1e-6 x 100 = 0.0001
    found = DECODER.joules_per_token(Model(1e9, 1e9), Query(50, 100), Load.ONE_PER_SECOND)
    assert found == pytest.approx(1.0 + 0.015 + 0.0001 + 0.32)


def test_below_the_fitted_sizes_the_interval_is_another():
    small = DECODER.estimate(DENSE_4B, QUERY, Load.SATURATED)
    large = DECODER.estimate(DENSE_8B, QUERY, Load.SATURATED)
    assert small.high / small.median == pytest.approx(4)
    assert large.high / large.median == pytest.approx(2)
    assert "held against others" in {factor.source for factor in small.factors}


def test_a_load_below_saturation_adds_its_own_doubt():
    # ln 2 twice in quadrature: exp(sqrt 2 x 0.693147) = 2.66514
    figure = DECODER.estimate(DENSE_8B, QUERY, Load.EIGHT_PER_SECOND)
    assert figure.high / figure.median == pytest.approx(2.66514, rel=1e-5)


def test_the_doubt_about_a_load_cancels_between_two_models():
    one = DECODER.estimate(DENSE_8B, QUERY, Load.EIGHT_PER_SECOND)
    two = DECODER.estimate(Model(16e9, 16e9), QUERY, Load.EIGHT_PER_SECOND)
    low, median, _ = ratio(one, two)
    assert median / low == pytest.approx(2.66514, rel=1e-5)  # of the two models alone


def test_overflow_is_an_estimate_error():
    absurd = replace(DECODER, coefficients=replace(COEFFICIENTS, compute_j_per_b=1e307))
    with pytest.raises(EstimateError):
        absurd.estimate(Model(1e13, 1e13), Query(1e7, 1), Load.BATCH_1)


def kwh(model: Model, load: Load, query: Query | None = None) -> float:
    decoder = decode_model()
    return decoder.estimate(model, query or decoder.queries["chat"], load).interval().median


@pytest.mark.parametrize("load", LOADS)
@given(parameters=st.floats(1e7, 1e12), times=st.floats(1.01, 50))
def test_more_parameters_never_cost_less(load, parameters, times):
    small, large = Model(parameters, parameters), Model(parameters * times, parameters * times)
    assert kwh(small, load) <= kwh(large, load)


@given(parameters=st.floats(1e7, 1e12))
def test_the_busier_the_machine_the_cheaper_the_query(parameters):
    model = Model(parameters, parameters)
    assert kwh(model, Load.SATURATED) < kwh(model, Load.EIGHT_PER_SECOND) * 1.0001
    assert kwh(model, Load.EIGHT_PER_SECOND) < kwh(model, Load.ONE_PER_SECOND)
    assert kwh(model, Load.SATURATED) < kwh(model, Load.BATCH_1) / 3


@pytest.mark.parametrize("load", [Load.BATCH_1, Load.SATURATED])
def test_longer_answers_and_prompts_cost_more(load):
    usual = kwh(DENSE_8B, load, Query(100, 500))
    assert kwh(DENSE_8B, load, Query(100, 1000)) > 1.9 * usual
    assert kwh(DENSE_8B, load, Query(10000, 500)) > usual


@pytest.mark.parametrize("load", LOADS)
def test_a_mixture_of_experts_costs_less_than_a_dense_model_of_its_size(load):
    assert kwh(Model(100e9, 10e9), load) < kwh(Model(100e9, 100e9), load)


def test_shipped_model_is_whole():
    decoder = decode_model()
    assert set(decoder.queries) == {"chat", "image-chat", "video-chat"}
    assert decoder.spread.low < 1 < decoder.spread.high
    assert decoder.spread_below.high >= decoder.spread.high
    assert decoder.fitted_from == 8e9
    assert decoder.source
    assert decoder.date
