import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.energy.comparison import normal_cdf, probability_below, ratio
from hubscan.energy.evidence import Boundary, Evidence, Factor, Grade, Interval, Load, Unit
from hubscan.errors import EstimateError

positive = st.floats(1e-6, 1e6)
spreads = st.floats(1, 100)


def figure(*factors, unit=Unit.KWH, boundary=Boundary.DEVICE, load=None):
    return Evidence.product(
        factors,
        unit=unit,
        boundary=boundary,
        grade=Grade.FROM_HOURS,
        source="a test",
        date="2026",
        load=load,
    )


def spread(value, times, shared="", name="some factor", exponent=1.0):
    return Factor(name, value, value / times, value * times, "", exponent, shared)


def unknown(reason="nobody measured it"):
    return Evidence.unknown(reason, unit=Unit.KWH, boundary=Boundary.DEVICE)


@pytest.mark.parametrize(
    ("factors", "median"),
    [
        pytest.param([Factor.exact("hours", 4)], 4, id="one"),
        # 250 W x 4 h x PUE 1.2 = 1200 Wh
        pytest.param(
            [Factor.exact(n, v) for n, v in zip("abc", (250, 4, 1.2), strict=True)],
            1200,
            id="three",
        ),
        # 6e18 FLOP / 3e14 FLOP/s = 20000 s
        pytest.param(
            [Factor.exact("work", 6e18), Factor.exact("peak", 3e14, exponent=-1)], 20000, id="ratio"
        ),
        # 2 x 16 ^ 0.5 = 8
        pytest.param([Factor.exact("c", 2), Factor.exact("P", 16, exponent=0.5)], 8, id="power"),
        pytest.param([Factor.exact("zero", 0), Factor.exact("hours", 4)], 0, id="zero"),
    ],
)
def test_product(factors, median):
    assert figure(*factors).interval() == (pytest.approx(median),) * 3


def test_independent_logs_add_their_squares():
    # sqrt(ln(3)^2 + ln(4)^2) = sqrt(1.2069 + 1.9218) = 1.7688; e^1.7688 = 5.864
    low, median, high = figure(spread(10, 3), spread(2, 4)).interval()
    assert median == pytest.approx(20)
    assert high == pytest.approx(20 * 5.864, rel=1e-3)
    assert low == pytest.approx(20 / 5.864, rel=1e-3)


def test_the_sides_of_an_interval_are_apart():
    # below ln(10 / 5) = 0.6931, above ln(80 / 10) = 2.0794
    assert figure(Factor("u", 10, 5, 80)).interval() == pytest.approx((5, 10, 80))


def test_dividing_turns_the_interval_round():
    # 1 / 10 in 1 / 80 .. 1 / 5
    divided = figure(Factor("u", 10, 5, 80, exponent=-1))
    assert divided.interval() == pytest.approx((1 / 80, 1 / 10, 1 / 5))


@given(st.lists(st.tuples(positive, spreads), min_size=1, max_size=5))
def test_the_median_lies_in_the_interval(parts):
    interval = figure(*(spread(value, times) for value, times in parts)).interval()
    assert interval.low <= interval.median <= interval.high


@given(positive, spreads)
def test_a_factor_times_its_inverse_is_one(value, times):
    one = spread(value, times)
    assert figure(one, one.inverse()).median == pytest.approx(1)


@pytest.mark.parametrize(
    ("low", "value", "high"),
    [
        pytest.param(2, 1, 3, id="above"),
        pytest.param(1, 4, 3, id="beyond"),
        pytest.param(-1, 1, 2, id="negative"),
        pytest.param(1, 2, math.inf, id="infinite"),
        pytest.param(math.nan, 1, 2, id="no low"),
        pytest.param(1, math.nan, 2, id="no value"),
        pytest.param(0, 0, 2, id="about zero"),
        pytest.param(0, 1, 2, id="from zero"),
    ],
)
def test_an_impossible_factor_is_refused(low, value, high):
    with pytest.raises(EstimateError, match=r"^watts: .* is no interval"):
        Factor("watts", value, low, high)


@pytest.mark.parametrize(
    "factors",
    [
        [Factor.exact("a", 1e200), Factor.exact("b", 1e200)],
        [Factor.exact("a", 1e200, exponent=2)],
        [Factor.exact("a", 0, exponent=-1)],
        [Factor("a", 1e300, 1, 1e307), Factor("b", 1e6, 1, 1e7)],
    ],
    ids=["product", "power", "division by zero", "interval"],
)
def test_overflow_is_one_line(factors):
    with pytest.raises(EstimateError) as error:
        figure(*factors)
    assert "\n" not in str(error.value)


def test_times_keeps_what_is_known_of_the_figure():
    base = figure(Factor.exact("energy", 3), load=Load.SATURATED)
    grams = base.times(Factor.exact("grid", 100), unit=Unit.GRAMS, boundary=Boundary.FACILITY)
    assert (grams.median, grams.unit, grams.boundary) == (300, Unit.GRAMS, Boundary.FACILITY)
    assert (grams.load, grams.grade, grams.source) == (base.load, base.grade, base.source)


def test_unknown_stays_unknown():
    grams = unknown().times(Factor.exact("grid", 0), unit=Unit.GRAMS)
    assert grams.median is None
    assert (grams.unit, grams.grade, grams.reason) == (
        Unit.GRAMS,
        Grade.NOT_ESTIMABLE,
        "nobody measured it",
    )


@pytest.mark.parametrize(
    "use",
    [
        lambda one: one.interval(),
        lambda one: ratio(one, figure(Factor.exact("a", 1))),
        lambda one: ratio(figure(Factor.exact("a", 1)), one),
        lambda one: probability_below(one, figure(Factor.exact("a", 1))),
    ],
    ids=["interval", "ratio", "ratio of", "probability"],
)
def test_nothing_is_computed_from_an_unknown_figure(use):
    with pytest.raises(EstimateError, match="not estimable: nobody measured it"):
        use(unknown())


def test_the_widest_factor_is_named():
    assert figure(spread(1, 2, name="grid"), spread(1, 3, name="load")).widest().name == "load"
    assert figure(Factor.exact("a", 1)).widest() is None
    assert unknown().widest() is None


def test_the_formula_has_the_numbers_and_units():
    one = figure(
        Factor.exact("hours", 4, "h"),
        Factor.exact("rate", 2, "h/d", exponent=-1),
        Factor.exact("size", 9, "B", exponent=0.5),
    )
    assert one.formula() == "4 h (hours) / 2 h/d (rate) x (9 B)^0.5 (size) = 6 kWh"


@pytest.mark.parametrize("one", [figure(spread(2, 3, name="grid")), unknown()], ids=["known", "un"])
def test_as_dict_is_json(one):
    shown = json.loads(json.dumps(one.as_dict(), allow_nan=False))
    assert shown["median"] == one.median
    assert shown["reason"] == one.reason
    assert shown["widest_factor"] == ("grid" if one.median else None)


def test_a_shared_factor_cancels():
    grid = spread(400, 2, shared="grid:DEU")
    small, big = figure(spread(1, 1.1), grid), figure(spread(3, 1.2), grid)
    # sqrt(ln(1.1)^2 + ln(1.2)^2) = sqrt(0.00908 + 0.03324) = 0.2057; e^0.2057 = 1.2284
    assert ratio(big, small) == pytest.approx((3 / 1.2284, 3, 3 * 1.2284), rel=1e-3)


def test_an_independent_factor_does_not_cancel():
    one, other = figure(spread(1, 2)), figure(spread(1, 2))
    # sqrt(2) x ln 2 = 0.9803; e^0.9803 = 2.665
    assert ratio(one, other).high == pytest.approx(2.665, rel=1e-3)


def test_a_figure_is_surely_itself():
    one = figure(spread(1, 5), spread(3, 2))
    assert ratio(one, one) == (1, 1, 1)
    assert ratio(one.times(Factor.exact("twice", 2)), one) == (2, 2, 2)


def test_a_shared_factor_and_its_inverse_do_not_cancel():
    host = spread(1.4, 2, shared="host")
    one, other = figure(host), figure(host.inverse())
    assert ratio(one, other).high > ratio(one, other).median * 2


def test_places_with_different_spreads_keep_the_difference():
    one = figure(Factor("grid", 10, 5, 20, shared="grid"))
    other = figure(Factor("grid", 10, 2.5, 40, shared="grid"))
    # |ln 2 - ln 4| = ln 2
    assert ratio(one, other) == pytest.approx((0.5, 1, 2))


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"unit": Unit.GRAMS}, "unit kWh cannot be compared with one of gCO2e"),
        (
            {"boundary": Boundary.FACILITY},
            "boundary device cannot be compared with one of facility",
        ),
        ({"load": Load.SATURATED}, "load batch 1 cannot be compared with one of saturated"),
    ],
    ids=["unit", "boundary", "load"],
)
def test_unlike_figures_are_not_compared(other, message):
    with pytest.raises(EstimateError, match=message):
        ratio(
            figure(Factor.exact("a", 1), load=Load.BATCH_1),
            figure(Factor.exact("a", 1), **{"load": Load.BATCH_1, **other}),
        )


def test_dividing_by_a_figure_of_zero_is_refused():
    with pytest.raises(EstimateError, match="cannot divide by a figure of zero kWh"):
        ratio(figure(Factor.exact("a", 1)), figure(Factor.exact("a", 0)))


@pytest.mark.parametrize(
    ("one", "other", "probability"),
    [
        pytest.param(spread(1, 2), spread(1, 2), 0.5, id="equal"),
        # ln 2 / (sqrt(2) x ln 2) x 1.6449 = 1.1631 deviations: 0.8776
        pytest.param(spread(1, 2), spread(2, 2), 0.8776, id="half"),
        pytest.param(spread(2, 2), spread(1, 2), 1 - 0.8776, id="double"),
        pytest.param(Factor.exact("a", 1), Factor.exact("a", 2), 1, id="certainly below"),
        pytest.param(Factor.exact("a", 2), Factor.exact("a", 1), 0, id="certainly above"),
        pytest.param(Factor.exact("a", 1), Factor.exact("a", 1), 0.5, id="the same"),
        pytest.param(Factor.exact("a", 0), Factor.exact("a", 1), 1, id="zero"),
    ],
)
def test_probability_below(one, other, probability):
    assert probability_below(figure(one), figure(other)) == pytest.approx(probability, abs=1e-3)


@given(positive, positive, spreads, spreads)
def test_probabilities_of_both_orders_add_to_one(value, other, times, other_times):
    one, two = figure(spread(value, times)), figure(spread(other, other_times))
    assert probability_below(one, two) + probability_below(two, one) == pytest.approx(1)


@pytest.mark.parametrize(("deviations", "share"), [(0, 0.5), (1.644854, 0.95), (-1.644854, 0.05)])
def test_normal_cdf(deviations, share):
    assert normal_cdf(deviations) == pytest.approx(share, abs=1e-6)


def test_interval_is_in_order():
    assert Interval(1, 2, 3)._fields == ("low", "median", "high")
