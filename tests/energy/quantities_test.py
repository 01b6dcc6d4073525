import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.energy.evidence import Evidence, Interval, Unit
from hubscan.energy.quantities import parse_count, parse_hours
from hubscan.energy.words import amount, digits, figure, interval
from hubscan.errors import UsageError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("66M", 66e6),
        ("7B", 7e9),
        ("7 b", 7e9),
        ("1.5T", 1.5e12),
        ("500k", 500e3),
        ("7e9", 7e9),
        ("7_000_000", 7e6),
        ("7,000,000", 7e6),
        (".5B", 0.5e9),
        ("-3", -3),
        ("0", 0),
    ],
)
def test_counts(text, value):
    assert parse_count(text) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "hours"),
    [("24", 24), ("24h", 24), ("90min", 1.5), ("90 minutes", 1.5), ("3d", 72), ("1800s", 0.5)],
)
def test_hours(text, hours):
    assert parse_hours(text) == pytest.approx(hours)


@pytest.mark.parametrize(
    "text",
    ["", "GB", "7GB", "seven", "nan", "inf", "1e400", "7B7", "7 B B", "0x10", "B7", "1" * 500],
)
def test_another_unit_is_refused(text):
    with pytest.raises(UsageError, match=r"is not a number such as 66M|is too large") as error:
        parse_count(text)
    assert len(str(error.value)) < 120


@pytest.mark.parametrize("text", ["24M", "2 weeks", "kWh", "24GB"])
def test_hours_are_no_counts(text):
    with pytest.raises(UsageError, match="is not hours such as"):
        parse_hours(text)


@given(st.floats(1e-3, 1e15))
def test_a_plain_number_is_itself(value):
    assert parse_count(repr(value)) == value
    assert parse_hours(repr(value)) == value


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (2473.2, Unit.GRAMS, "2.47 kg CO2e"),
        (2.04e9, Unit.GRAMS, "2,040 t CO2e"),
        (0.162, Unit.GRAMS, "162 mg CO2e"),
        (0.0354, Unit.KWH, "35.4 Wh"),
        (87.97, Unit.KWH, "88 kWh"),
        (0, Unit.GRAMS, "0 g CO2e"),
        (0, Unit.KWH, "0 kWh"),
        (-0.261, Unit.KWH, "-261 Wh"),
        (192, Unit.DEVICE_HOURS, "192 device-hours"),
        (1e-9, Unit.KWH, "0.001 mWh"),
    ],
)
def test_amount(value, unit, words):
    assert amount(value, unit) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (1234567, "1,234,567"), (12.345, "12.3"), (0.012345, "0.0123"), (99.96, "100")],
)
def test_digits(value, words):
    assert digits(value) == words


def test_an_interval_has_one_unit():
    assert interval(Interval(0.5, 2.5, 5100), Unit.KWH) == "2.5 kWh (0.5 to 5,100)"


def test_an_exact_figure_has_no_interval():
    assert interval(Interval(2, 2, 2), Unit.KWH) == "2 kWh"


def test_an_unknown_figure_says_why():
    unknown = Evidence.unknown("nobody measured it", unit=Unit.KWH)
    assert figure(unknown) == "not estimable: nobody measured it"
