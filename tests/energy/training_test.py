import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.energy.devices import device
from hubscan.energy.evidence import Boundary, Grade, Unit
from hubscan.energy.factors import HOST, overhead
from hubscan.energy.places import place, site
from hubscan.energy.training import Method, Use, from_hours, from_kind, from_parameters, kinds
from hubscan.errors import UsageError
from hubscan.resources import resource

FITTED = json.loads(resource("data", "energy", "training.json").read_text(encoding="utf-8"))
U = FITTED["power_ratio"]["median"]
HOST_OVERHEAD = 1.4
HOME = site("Norway", pue_value=1.0, g_per_kwh=100)


def use(name="A100", count=8, hours=24.0, watts=None):
    return Use(device(name), count, hours, watts)


def mfu(name, parameters):
    """Work the fitted utilisation out by hand, as the formula says."""
    fit, one = FITTED["utilisation"], device(name)
    below = min(1, parameters / fit["knee_parameters"]) ** fit["slope"]
    effect = fit["family"].get(one.model, 1) * fit["device"].get(one.name, 1)
    return fit["at_knee"] * below * effect


@pytest.mark.parametrize(
    ("uses", "hours", "kwh"),
    [
        # 8 x 24 h = 192 h; x 400 W = 76.8 kWh; x u
        pytest.param([use()], 192, 76.8 * U, id="eight A100"),
        # 1 x 10 h x 70 W = 0.7 kWh; x u
        pytest.param([use("T4", 1, 10)], 10, 0.7 * U, id="one T4"),
        # measured: 2 x 5 h x 50 W = 0.5 kWh, without u
        pytest.param([use("T4", 2, 5, 50)], 10, 0.5, id="measured watts"),
        # 76.8 kWh x u + 0.7 kWh x u
        pytest.param([use(), use("T4", 1, 10)], 202, 77.5 * U, id="a mix"),
        # 76.8 kWh x u + 1 x 10 h x 50 W = 0.5 kWh
        pytest.param([use(), use("T4", 1, 10, 50)], 202, 76.8 * U + 0.5, id="a mix, one measured"),
        # v3-8: four chips of 262 W: 1.048 kW x 10 h = 10.48 kWh; x u
        pytest.param([use("TPU v3-8", 1, 10)], 10, 10.48 * U, id="TPU slice"),
        # no power is published, but it was measured: 4 x 10 h x 200 W = 8 kWh
        pytest.param([use("TPU v5e", 4, 10, 200)], 40, 8, id="only measured"),
    ],
)
def test_from_hours(uses, hours, kwh):
    result = from_hours(uses, HOME)
    assert result.device_hours.median == pytest.approx(hours)
    assert result.device_energy.median == pytest.approx(kwh)
    # x host 1.4 x PUE 1; x 100 g/kWh
    assert result.energy.median == pytest.approx(kwh * HOST_OVERHEAD)
    assert result.emissions.median == pytest.approx(kwh * HOST_OVERHEAD * 100)


def test_the_figures_say_what_they_are():
    result = from_hours([use()], place("Poland"))
    assert [one.boundary for one in (result.device_energy, result.energy, result.emissions)] == [
        Boundary.DEVICE,
        Boundary.FACILITY,
        Boundary.FACILITY,
    ]
    assert result.emissions.unit is Unit.GRAMS
    assert result.emissions.grade is Grade.FROM_HOURS
    assert result.emissions.date == FITTED["date"]
    assert "8 x NVIDIA A100 SXM 80GB" in result.emissions.source


def test_the_interval_of_hours_is_the_fitted_one():
    fit = FITTED["power_ratio"]
    low, median, high = from_hours([use()], HOME).device_energy.interval()
    assert low == pytest.approx(median * fit["low"])
    assert high == pytest.approx(median * fit["high"])


def test_a_mix_is_as_uncertain_as_its_parts():
    one, mix = from_hours([use()], HOME), from_hours([use(), use("V100")], HOME)
    spread = [e.device_energy.high / e.device_energy.median for e in (one, mix)]
    assert spread[0] == pytest.approx(spread[1])


def test_measured_watts_leave_no_doubt_at_the_device():
    low, median, high = from_hours([use("T4", 2, 5, 50)], HOME).device_energy.interval()
    assert low == median == high


@given(st.floats(0.01, 1000), st.integers(1, 1000))
def test_double_the_hours_double_the_energy(hours, count):
    once = from_hours([use("H100", count, hours)], HOME)
    twice = from_hours([use("H100", count, 2 * hours)], HOME)
    assert twice.emissions.median == pytest.approx(2 * once.emissions.median)
    assert twice.emissions.high == pytest.approx(2 * once.emissions.high)


@given(st.floats(0.01, 1000), st.integers(1, 1000))
def test_devices_and_hours_are_exchangeable(hours, count):
    many = from_hours([use("H100", count, hours)], HOME)
    split = from_hours([use("H100", 1, hours)] * 2 + [use("H100", count, hours)], HOME)
    assert split.energy.median == pytest.approx(many.energy.median * (count + 2) / count)


@given(st.floats(1, 5))
def test_pue_multiplies_and_one_changes_nothing(value):
    alone = from_hours([use()], HOME)
    with_pue = from_hours([use()], site("Norway", pue_value=value, g_per_kwh=100))
    assert with_pue.energy.median == pytest.approx(alone.energy.median * value)
    assert with_pue.device_energy == alone.device_energy
    assert alone.energy.median == pytest.approx(alone.device_energy.median * overhead(HOST).value)


def test_market_based_stands_beside_and_only_when_reported():
    assert from_hours([use()], HOME).market_emissions is None
    result = from_hours([use()], HOME, market_g=0)
    assert result.market_emissions.median == 0
    assert result.emissions.median > 0


@pytest.mark.parametrize(
    ("name", "parameters", "tokens", "flop"),
    [
        # 6 x 7e9 x 1e12 = 4.2e22
        pytest.param("A100", 7e9, 1e12, 4.2e22, id="7B on A100"),
        # below the knee: 6 x 66e6 x 5e6 = 1.98e15
        pytest.param("T4", 66e6, 5e6, 1.98e15, id="66M on T4"),
        pytest.param("A100 40GB", 66e6, 5e6, 1.98e15, id="66M on A100 40GB"),
        pytest.param("TPU v3", 11e9, 1e12, 6.6e22, id="11B on TPU v3"),
    ],
)
def test_from_parameters(name, parameters, tokens, flop):
    result = from_parameters(parameters, tokens, HOME, device(name))
    one = device(name)
    # hours = FLOP / (peak x MFU x 3600)
    hours = flop / (one.training_tflops * 1e12 * mfu(name, parameters) * 3600)
    assert result.device_hours.median == pytest.approx(hours)
    assert result.device_energy.median == pytest.approx(hours * one.power_w / 1000 * U)
    assert result.emissions.grade is Grade.FROM_PARAMETERS


@pytest.mark.parametrize(
    ("method", "teacher", "times"),
    [
        # per parameter and token 6
        pytest.param(Method.FULL, None, 1, id="full"),
        # 4 + 6 x 0.01 = 4.06 of 6
        pytest.param(Method.LORA, None, 4.06 / 6, id="lora"),
        # 6 x 1e9 + 2 x 7e9 = 20e9 of 6e9
        pytest.param(Method.DISTILLATION, 7e9, 20 / 6, id="distillation"),
    ],
)
def test_methods_by_their_operations(method, teacher, times):
    full = from_parameters(1e9, 1e9, HOME)
    other = from_parameters(1e9, 1e9, HOME, method=method, teacher_parameters=teacher)
    assert other.energy.median == pytest.approx(full.energy.median * times)


def test_hours_are_known_where_the_power_is_not():
    result = from_parameters(7e9, 1e12, HOME, device("TPU v5e"))
    assert result.device_hours.median > 0
    assert result.emissions.median is None
    assert result.emissions.reason == "Google TPU v5e has no published power"
    assert (result.emissions.unit, result.emissions.boundary) == (Unit.GRAMS, Boundary.FACILITY)


@given(st.floats(1e6, 1e12), st.floats(1e3, 1e15))
def test_double_the_tokens_double_the_energy(parameters, tokens):
    once = from_parameters(parameters, tokens, HOME)
    twice = from_parameters(parameters, 2 * tokens, HOME)
    assert twice.energy.median == pytest.approx(2 * once.energy.median)


@given(st.floats(1e6, 1e12))
def test_a_larger_model_never_costs_less(parameters):
    small = from_parameters(parameters, 1e9, HOME).energy.median
    assert from_parameters(parameters * 1.1, 1e9, HOME).energy.median > small


def test_parameters_are_less_sure_than_hours():
    spread = [
        one.device_energy.high / one.device_energy.median
        for one in (from_hours([use()], HOME), from_parameters(7e9, 1e12, HOME))
    ]
    assert spread[0] < spread[1]


def test_from_kind():
    # 5.9 g at the servers of the reporters / 400 g/kWh = 14.75 Wh; x PUE 1; x 100 g/kWh = 1.475 g
    result = from_kind("text", HOME)
    assert result.energy.median == pytest.approx(0.01475)
    assert result.emissions.median == pytest.approx(1.475)
    # / host overhead 1.4
    assert result.device_energy.median == pytest.approx(0.01475 / 1.4)
    assert result.device_hours.median is None
    assert result.emissions.grade is Grade.FROM_LAW


@pytest.mark.parametrize("kind", kinds())
def test_a_kind_alone_leaves_wide_doubt(kind):
    low, median, high = from_kind(kind, HOME).emissions.interval()
    assert low < median / 4
    assert high > median * 8


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: use(hours=0), "0 hours: give a number above 0"),
        (lambda: use(hours=-3), "-3 hours"),
        (lambda: use(hours=float("nan")), "nan hours"),
        (lambda: use(hours=float("inf")), "inf hours"),
        (lambda: use(hours=1e9), r"1e\+09 hours: give a number above 0, at most 175680"),
        (lambda: use(count=0), "0 devices: give a number from 1"),
        (lambda: use(count=-8), "-8 devices"),
        (lambda: use(count=10**9), "1000000000 devices"),
        (lambda: use(watts=0), "0 W per device"),
        (lambda: use(watts=1e9), "W per device"),
        (lambda: from_hours([], HOME), "no device is given"),
        (lambda: from_hours([use("TPU v5e")], HOME), "no published power"),
        (lambda: from_hours([use()], HOME, market_g=-1), "-1 g market-based"),
        (lambda: from_parameters(0, 1e9, HOME), "0 parameters"),
        (lambda: from_parameters(1e9, 0, HOME), "0 tokens"),
        (lambda: from_parameters(1e300, 1e300, HOME), r"1e\+300 parameters"),
        (lambda: from_parameters(float("nan"), 1, HOME), "nan parameters"),
        (lambda: from_parameters(1e9, 1, HOME, method=Method.DISTILLATION), "needs the parameters"),
        (lambda: from_parameters(1e9, 1, HOME, device("Xeon Gold 6148")), "published peak"),
        (lambda: from_kind("txt", HOME), "unknown kind of fine-tune 'txt'; the nearest are text"),
    ],
)
def test_what_cannot_be_is_one_clear_line(call, message):
    with pytest.raises(UsageError, match=message) as error:
        call()
    assert "\n" not in str(error.value)


def test_the_largest_accepted_training_is_a_number():
    result = from_parameters(1e15, 1e18, site("Poland", pue_value=5, g_per_kwh=2000))
    assert 0 < result.emissions.high < float("inf")
