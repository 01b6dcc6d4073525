import pytest

from hubscan.cards.audit.rules.hardware import hours_in
from tests.cards.audit.cases import AIRA, AIRA_METADATA, IMPACT, card
from tests.cards.audit.test_rules import findings

NER = (
    "# NER\n\nTrained on one GPU.\n\n- **Hardware Type:** 1 x RTX 3060\n- **Hours used:** {hours}\n"
)
TUCANO = """\
# Tucano

- **Size:** 1,100,048,384 parameters
- **Number of tokens:** {tokens}
- **GPU:** 16 NVIDIA A100-SXM4-80GB
- **Training time**: ~ 180 hours
"""


@pytest.mark.parametrize(
    ("grams", "hours", "says"),
    [
        # 0.0279 g / 475 g/kWh / 0.503 h = 0.12 W of a card of 170 W: a thousandth
        ("0.0279", "30.2 minutes", "kg written as g"),
        # 27.9 g / 475 g/kWh / 0.503 h = 117 W
        ("27.9", "30.2 minutes", None),
        # 1000 g / 475 g/kWh / 1000 h = 2.1 W
        ("1000", "1000", "less than an idle device draws"),
        # 100,000 g / 475 g/kWh / 10 h = 21 kW
        ("100000", "10", "more than a server draws"),
    ],
    ids=["biomedical-ner", "in grams", "too little", "too much"],
)
def test_the_power_that_a_card_implies(grams, hours, says):
    text = card(f"co2_eq_emissions:\n  emissions: {grams}\n", NER.format(hours=hours))
    found = findings(text, "emissions-power")
    assert [finding.line for finding in found] == ([2] if says else [])
    assert all(says in finding.message for finding in found)


def test_the_place_decides_where_it_is_told():
    metadata = "co2_eq_emissions:\n  emissions: 600\n  geographical_location: {}\n"
    # 600 g in 10 h of one card of 170 W: 150 W at 400 g/kWh, 2 kW at 30 g/kWh
    body = NER.format(hours="10")
    assert findings(card(metadata.format("Germany"), body), "emissions-power") == []
    (found,) = findings(card(metadata.format("Norway"), body), "emissions-power")
    assert "more than a server" in found.message


@pytest.mark.parametrize(
    ("tokens", "expected"), [("250 billion", []), ("80 billion", []), ("25 trillion", [9])], ids=str
)
def test_the_utilisation_that_a_card_implies(tokens, expected):
    # 6 x 1.1e9 x 250e9 = 1.65e21 FLOP; 16 x 180 h x 3600 s x 312e12 = 3.23e21: 0.51
    found = findings(card("license: mit\n", TUCANO.format(tokens=tokens)), "emissions-utilisation")
    assert [finding.line for finding in found] == expected


@pytest.mark.parametrize(
    "body",
    [
        NER.format(hours="a while"),
        NER.format(hours="1-2 weeks"),
        NER.format(hours="0"),
        NER.format(hours="10").replace("1 x RTX 3060", "a laptop"),
        NER.format(hours="10") + "- **Hours used:** 900\n",
        "# No figures\n",
        IMPACT.format(hardware="[More Information Needed]", hours="?", emitted=""),
    ],
    ids=["words", "range", "zero", "unknown device", "two models", "nothing", "placeholders"],
)
def test_what_cannot_be_told_is_not_reported(body):
    assert findings(card("co2_eq_emissions: 0.001\n", body), "emissions-power") == []


def test_a_device_without_a_count_may_mean_many():
    body = NER.format(hours="10").replace("1 x RTX 3060", "RTX 3060")
    assert findings(card("co2_eq_emissions: 100000\n", body), "emissions-power") == []
    (found,) = findings(card("co2_eq_emissions: 0.1\n", body), "emissions-power")
    assert "kg written as g" in found.message or "less than" in found.message


def test_an_honest_card_passes():
    text = card(AIRA_METADATA.format(grams=250), AIRA.format(place="USA"))
    assert findings(text, "emissions-power") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("72 (3 days)", (72, False)),
        ("~ 36 hours", (36, False)),
        ("About 30 minutes", (0.5, False)),
        ("2 days", (48, False)),
        ("1,344 hours", (1344, False)),
        ("150000 GPU hours", (150000, True)),
        ("200 A100 GPU-hours", None),
        ("1-2 weeks", None),
        ("8 x 10 h", None),
        ("", None),
        ("Two days.", None),
    ],
    ids=str,
)
def test_durations(text, expected):
    assert hours_in(text, plain_is_hours=True) == expected


def test_a_number_without_a_unit_counts_only_as_hours_used():
    assert hours_in("36", plain_is_hours=False) is None
