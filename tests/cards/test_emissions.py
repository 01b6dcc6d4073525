import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.cards import (
    EmissionsState,
    emissions_of,
    format_grams,
    parse,
    read_emissions,
    round_grams,
)

GRAMS = [
    (5, 5.0),
    (12.5, 12.5),
    ("5", 5.0),
    ("5.", 5.0),
    (".5", 0.5),
    ("+5", 5.0),
    ("1e-05", 0.00001),
    ("1.5E+3", 1500.0),
    ("2.5e3 g", 2500.0),
    ("17g", 17.0),
    ("17 g", 17.0),
    ("17 grams", 17.0),
    ("17 gCO2eq", 17.0),
    ("17 g CO2 eq.", 17.0),
    ("17 grams (CO2eq)", 17.0),
    ("17 g of CO2 equivalent", 17.0),
    ("17 g CO₂e emitted", 17.0),
    ("17 mg", 0.017),
    ("17 kg", 17_000.0),
    ("17kg CO2e", 17_000.0),
    ("17 Kgs", 17_000.0),
    ("0.5 tCO2eq", 500_000.0),
    ("2.5 metric tons of CO2 eq", 2_500_000.0),
    ("3 tonnes", 3_000_000.0),
    ("~5", 5.0),
    ("about 5 kg CO2e", 5_000.0),
    ("1,234", 1234.0),
    ("1,234.5", 1234.5),
    ("1.234,5", 1234.5),
    ("1,234,567.8", 1_234_567.8),
    ("1.234.567", 1_234_567.0),
    ("1.234", 1.234),
    ("12,5", 12.5),
    ("0,125", 0.125),
    ("1'234.5", 1234.5),
    ("1 234,5 kg", 1_234_500.0),
    ("1\u202f234 g", 1234.0),
    ("12_345", 12_345.0),
    ({"emissions": 5}, 5.0),
    ({"emissions": "17 kg", "source": "x"}, 17_000.0),
    ([{"emissions": 5}, {"source": "x"}], 5.0),
    ([5], 5.0),
    (["5 g"], 5.0),
]

NO_GRAMS = [
    (None, EmissionsState.EMPTY, "no value"),
    ("", EmissionsState.EMPTY, "no value"),
    ("   ", EmissionsState.EMPTY, "no value"),
    ({}, EmissionsState.EMPTY, "a mapping without emissions"),
    ({"source": "x"}, EmissionsState.EMPTY, "a mapping without emissions"),
    ({"emissions": None}, EmissionsState.EMPTY, "no value"),
    ("[More Information Needed]", EmissionsState.PLACEHOLDER, "a placeholder"),
    ("More information needed.", EmissionsState.PLACEHOLDER, "a placeholder"),
    ("N/A", EmissionsState.PLACEHOLDER, "a placeholder"),
    ("Unknown", EmissionsState.PLACEHOLDER, "a placeholder"),
    ("TBD", EmissionsState.PLACEHOLDER, "a placeholder"),
    ("Forthcoming", EmissionsState.PLACEHOLDER, "a placeholder"),
    ("not measured", EmissionsState.PLACEHOLDER, "a placeholder"),
    ("-", EmissionsState.PLACEHOLDER, "a placeholder"),
    ("10-20", EmissionsState.RANGE, "a range, not an amount"),
    ("10 kg - 20 kg", EmissionsState.RANGE, "a range, not an amount"),
    ("10\u201320", EmissionsState.RANGE, "a range, not an amount"),
    ("10 to 20 g", EmissionsState.RANGE, "a range, not an amount"),
    ("10..20", EmissionsState.RANGE, "a range, not an amount"),
    ("10 gCO2 - 20 gCO2", EmissionsState.RANGE, "a range, not an amount"),
    ("5 ± 1", EmissionsState.RANGE, "a range, not an amount"),
    ("<5", EmissionsState.RANGE, "a bound, not an amount"),
    ("less than 5 kg", EmissionsState.RANGE, "a bound, not an amount"),
    (-5, EmissionsState.INVALID, "less than nothing"),
    ("-5", EmissionsState.INVALID, "less than nothing"),
    ("\u22125 g", EmissionsState.INVALID, "less than nothing"),
    (math.nan, EmissionsState.INVALID, "not a finite number"),
    (math.inf, EmissionsState.INVALID, "not a finite number"),
    ("1e999", EmissionsState.INVALID, "not a finite number"),
    (True, EmissionsState.INVALID, "true or false, not a number"),
    ([5, 6], EmissionsState.INVALID, "a list, not a number"),
    ([{"emissions": 1}, {"emissions": 2}], EmissionsState.INVALID, "a list, not a number"),
    ({"emissions": {"a": 1}}, EmissionsState.INVALID, "a mapping, not a number"),
    ("hello", EmissionsState.INVALID, "a text, not a number"),
    ("x" * 500, EmissionsState.INVALID, "a long text, not a number"),
    ("5 lbs", EmissionsState.INVALID, "the unit `lbs` is not one of mass"),
    ("3.5kWh", EmissionsState.INVALID, "the unit `kWh` is not one of mass"),
    ("5 kg per hour", EmissionsState.INVALID, "the unit `kg per hour` is not one of mass"),
    ("100 % offset", EmissionsState.INVALID, "the unit `% offset` is not one of mass"),
    ("1:30", EmissionsState.INVALID, "the unit `:30` is not one of mass"),
    ("1,23,456", EmissionsState.INVALID, "the separators of the number are ambiguous"),
    ("12_34", EmissionsState.INVALID, "the separators of the number are ambiguous"),
]


@pytest.mark.parametrize(("value", "emissions_g"), GRAMS, ids=[str(value) for value, _ in GRAMS])
def test_what_is_an_amount(value, emissions_g):
    reported = read_emissions(value)
    assert reported.state is EmissionsState.PRESENT
    assert reported.emissions_g == pytest.approx(emissions_g, rel=1e-12)
    assert reported.reason is None


@pytest.mark.parametrize(
    ("value", "state", "reason"), NO_GRAMS, ids=[str(c[0])[:30] for c in NO_GRAMS]
)
def test_what_is_none(value, state, reason):
    reported = read_emissions(value)
    assert (reported.state, reported.emissions_g, reported.reason) == (state, None, reason)


@pytest.mark.parametrize("value", [0, 0.0, "0", "0.0 g", {"emissions": 0}])
def test_zero_is_a_claim_of_its_own(value):
    reported = read_emissions(value)
    assert (reported.state, reported.emissions_g) == (EmissionsState.ZERO, 0.0)


def test_what_stands_beside_the_amount():
    reported = read_emissions(
        {
            "emissions": 5,
            "source": " CodeCarbon ",
            "training_type": None,
            "geographical_location": "",
            "hardware_used": 8,
        }
    )
    assert reported.source == "CodeCarbon"
    assert reported.training_type is None
    assert reported.geographical_location is None
    assert reported.hardware_used == "8"


@pytest.mark.parametrize(
    ("card", "state", "emissions_g", "raw"),
    [
        (b"---\nlicense: mit\n---\n", EmissionsState.ABSENT, None, ""),
        (b"# no block\n", EmissionsState.ABSENT, None, ""),
        (b"---\nco2_eq_emissions:\n---\n", EmissionsState.EMPTY, None, ""),
        (b"---\nco2_eq_emissions: 12_345 # g\n---\n", EmissionsState.PRESENT, 12345, "12_345"),
        (
            b"---\nco2_eq_emissions:\n  emissions: '1e-3'\n---\n",
            EmissionsState.PRESENT,
            0.001,
            "'1e-3'",
        ),
        (b"---\nco2_eq_emissions: {source: x}\n---\n", EmissionsState.EMPTY, None, "{source: x}"),
        # js-yaml reads decimal 10, PyYAML octal 8: what the Hub shows counts
        (b"---\nco2_eq_emissions: 010\n---\n", EmissionsState.PRESENT, 10, "010"),
    ],
)
def test_a_card_is_read_as_the_hub_reads_it_and_its_text_kept(card, state, emissions_g, raw):
    reported = emissions_of(parse(card))
    assert (reported.state, reported.emissions_g, reported.raw) == (state, emissions_g, raw)


@pytest.mark.parametrize(
    ("emissions_g", "written"),
    [
        (0, "0"),
        (0.0, "0"),
        (1e-05, "0.00001"),
        (0.000012344, "0.00001234"),
        (12.5, "12.5"),
        (12.0, "12"),
        (1 / 3, "0.3333"),
        (999.96, "1000"),
        (12345.6, "12350"),
        (1e10, "10000000000"),
        (7540, "7540"),
    ],
)
def test_grams_are_plain_decimals_of_four_digits(emissions_g, written):
    assert format_grams(emissions_g) == written


@pytest.mark.parametrize("emissions_g", [-1.0, math.nan, math.inf])
def test_what_cannot_be_written(emissions_g):
    with pytest.raises(ValueError):
        format_grams(emissions_g)


@given(st.floats(1e-12, 1e15))
def test_rounding_moves_less_than_the_last_digit(emissions_g):
    # half of the fourth digit: at most 0.5 / 1000 of the amount
    assert round_grams(emissions_g) == pytest.approx(emissions_g, rel=0.0005001)
    assert round_grams(round_grams(emissions_g)) == round_grams(emissions_g)
    assert "e" not in format_grams(emissions_g)


@given(
    st.text(max_size=60)
    | st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists)
)
def test_anything_is_read_or_refused_with_a_reason(value):
    reported = read_emissions(value)
    assert (reported.emissions_g is None) == (reported.reason is not None)
    assert reported.emissions_g is None or math.isfinite(reported.emissions_g)
