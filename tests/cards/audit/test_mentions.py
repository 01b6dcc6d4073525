import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.cards.audit import mentions
from hubscan.cards.audit.body import Body


def grams(text):
    return [mention.amount for mention in mentions.emissions(Body(text))]


def kwh(text):
    return [mention.amount for mention in mentions.energy(Body(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- **Carbon Emitted:** 30.16 kg CO2 eq.", [30_160]),
        ("- **Emissions:** 0.25 KgCO2 (Singapore)", [250]),
        ("- CO2 Emissions (in grams): 0.1414", [0.1414]),
        ("- Carbon emission 0.1069 Kg", [106.9]),
        ("Estimated total emissions were 539 tCO2eq, 100% of which were offset.", [539e6]),
        ("Estimated total emissions were 65.3 tCO<sub>2</sub>eq.", [65.3e6]),
        ("The carbon footprint was 24.7 tonnes.", [24.7e6]),
        ("Training emitted 1,250.5 kg of CO2.", [1_250_500]),
        ("Emissions: 12 mg CO2eq", [0.012]),
        ("Emissions: 3 kilograms of CO\u2082 equivalent", [3_000]),
        ("250W x 10h = 2.5 kWh x 0.57 kg eq. CO2/kWh = 1.42 kg eq. CO2 emissions", [1_420]),
        ("Emissions are estimated to be:\n\n(0.4 * 0.016 kgCO2/kWh * 589) = 6.8 kgCO2.", [6_800]),
        ("Emissions of A: 1 kg CO2, of B: 2 kg CO2", [1_000, 2_000]),
        ("Emissions: 1e-05 kg CO2", [0.01]),
        ("Emissions: about twelve kg CO2", []),
        ("Emissions: 12 kg CO2 per kWh", []),
        ("Emissions: 1 250 kg CO2", []),
        ("Emissions: 30,16 kg CO2", []),
        ("Emissions: v1.2.3 kg CO2", []),
        ("Weight: 30 kg CO2", []),
    ],
    ids=str,
)
def test_emissions_in_a_text(text, expected):
    assert grams(text) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- **Total energy consumption:** 15.5 kWh", [15.5]),
        ("Training consumed 1,082,990 kWh.", [1_082_990]),
        ("Energy used: 500 Wh", [0.5]),
        ("Electricity: 1.2 MWh", [1_200]),
        ("Energy: 0.3 kWh per query", []),
        ("Energy mix: 300 g/kWh", []),
        ("A battery of 15.5 kWh", []),
    ],
    ids=str,
)
def test_energy_in_a_text(text, expected):
    assert kwh(text) == pytest.approx(expected)


def test_a_column_of_a_table():
    text = (
        "| Model | Hours | Carbon Emitted (kg CO2) |\n|---|---|---|\n"
        "| 7B | 10 | 31.2 |\n| 13B | 20 | **62.4** |\n| Total | 30 | 93.6 |\n| ? | | n/a |\n"
    )
    found = mentions.emissions(Body(text))
    assert [(each.line, each.amount, each.is_total) for each in found] == [
        (3, 31_200, False),
        (4, 62_400, False),
        (5, 93_600, True),
    ]


@pytest.mark.parametrize(
    ("text", "amount", "agrees"),
    [
        ("Emissions: 30.16 kg CO2", 30_160, True),
        ("Emissions: 30 kg CO2", 30_160, True),
        ("Emissions: 0.0 g CO2", 0.04, True),
        ("Emissions: 0.0 g CO2", 0.4, False),
        ("Emissions: 30.16 kg CO2", 7_540, False),
        ("Emissions: 30.16 kg CO2", 30.16, False),
        ("Emissions: 22 kg CO2", 21_890, True),
    ],
    ids=str,
)
def test_a_rounded_figure_is_the_same(text, amount, agrees):
    (mention,) = mentions.emissions(Body(text))
    assert mention.agrees_with(amount) is agrees


@given(st.floats(0.001, 999_999), st.sampled_from(["g", "kg", "t"]))
def test_a_stated_amount_is_read_back(amount, unit):
    written = f"{amount:.3f}"
    factor = {"g": 1, "kg": 1_000, "t": 1_000_000}[unit]
    assert grams(f"Emissions: {written} {unit} CO2") == pytest.approx([float(written) * factor])


@given(st.text(alphabet="0123456789.,eE+- kgtCO2()|*:emission/", max_size=300))
def test_any_text_is_read(text):
    assert all(amount >= 0 for amount in grams(f"Emissions {text}") + kwh(f"Energy {text}"))


@pytest.mark.parametrize(
    "line", ["1," * 2000, "1 kg " * 800, "9" * 4000, "co2 emissions" * 300, "| " * 2000]
)
def test_a_long_line_is_read(line):
    assert grams(f"Emissions {line}\n" * 200) is not None


@pytest.mark.parametrize("text", ["CO2 Emissions (in grams): 1.8e963", "It emitted 9e307 t CO2eq."])
def test_a_number_beyond_all_numbers_is_no_amount(text):
    assert grams(text) == []


def test_energy_beyond_all_numbers_is_no_amount():
    assert kwh("The energy consumed was 9e307 GWh.") == []
