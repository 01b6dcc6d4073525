import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.energy.devices import device
from hubscan.energy.places import exact_carbon_intensity, place
from hubscan.energy.plausibility import (
    Doubt,
    Published,
    Report,
    check,
    check_parameters,
    copied_cards,
    implied_utilisation,
    implied_watts,
)
from hubscan.energy.training import Use


def ran(name, hours, count=1):
    return (Use(device(name), count, hours),)


US = exact_carbon_intensity(385)

WRONG = [
    # 12.9 t / 385 g/kWh / 7.0 M h = 4.8 W, 0.007 of 700 W
    pytest.param(
        Report(12.9e6, uses=ran("H100", 7000, 1000), carbon_intensity=US),
        Doubt.TOO_LITTLE_POWER, None, id="Llama-3.3-70B",
    ),
    # 7,540 g / 560 g/kWh / 576 h = 23 W, 0.02 of the four chips' 1,048 W
    pytest.param(
        Report(7540, uses=ran("TPU v3-8", 576),
               carbon_intensity=place("us-east1").carbon_intensity),
        Doubt.TOO_LITTLE_POWER, None, id="DALL-E mini",
    ),
    # 0.0279 g / 400 g/kWh / 0.503 h = 0.14 W, 0.0008 of 170 W
    pytest.param(
        Report(0.0279, uses=ran("RTX 3060", 30.2 / 60)),
        Doubt.KG_AS_GRAMS, 27.9, id="biomedical-ner-all",
    ),
    # 6 x 15e9 x 380e9 = 3.42e22 FLOP / (38,214 h x 3600 x 312e12) = 0.80
    pytest.param(
        Report(energy_kwh=17_000, uses=ran("A100", 382.14, 100), flop=3.42e22),
        Doubt.UTILISATION_TOO_HIGH, None, id="OpenBA-15B",
    ),
    # 6 x 1e6 x 1e9 = 6e15 FLOP in an A100-hour: 0.005
    pytest.param(
        Report(uses=ran("A100", 1), flop=6e15), Doubt.UTILISATION_TOO_LOW, None, id="idle",
    ),
    # 8 x 400 W x 8 x 100 h: TDP x devices x device-hours
    pytest.param(
        Report(energy_kwh=0.4 * 8 * 8 * 100, emissions_g=0.4 * 8 * 8 * 100 * 385,
               uses=ran("A100", 100, 8), carbon_intensity=US),
        Doubt.DEVICES_COUNTED_TWICE, 0.4 * 8 * 100 * 385, id="devices twice",
    ),
    # 1.4 x 400 W x 10 h = 5.6 kWh x 385 = 2,156 g, times 1000
    pytest.param(
        Report(2_156_000, uses=ran("A100", 10), carbon_intensity=US),
        Doubt.GRAMS_AS_KG, 2156, id="grams as kg",
    ),
    # 5 x 400 W on one device
    pytest.param(
        Report(energy_kwh=20, uses=ran("A100", 10)), Doubt.TOO_MUCH_POWER, None, id="too much",
    ),
    # 5 kg of 3 Wh
    pytest.param(
        Report(5000, energy_kwh=0.003), Doubt.IMPOSSIBLE_GRID, None, id="kWh and Wh mixed",
    ),
    pytest.param(
        Report(0.005, energy_kwh=3), Doubt.IMPOSSIBLE_GRID, None, id="grams and kWh mixed",
    ),
    pytest.param(
        Report(0.004, source="AutoTrain", created="2022-08-01"), Doubt.SECOND_MODE, 4, id="mode",
    ),
]  # fmt: skip

SOUND = [
    # 3,140 t / (385 x 1e6) ... = 755 W, 1.08 of TDP
    pytest.param(
        Report(2.04e9, uses=ran("H100", 7000, 1000), carbon_intensity=US), id="Llama-3.1-70B"
    ),
    pytest.param(Report(30_160, uses=ran("TPU v3-8", 576)), id="DALL-E mini corrected"),
    pytest.param(Report(27.9, uses=ran("RTX 3060", 30.2 / 60)), id="biomedical-ner-all in kg"),
    pytest.param(
        Report(5673, 15.52, ran("A100 40GB", 38.73), exact_carbon_intensity(365.5)),
        id="TeenyTinyLlama",
    ),
    pytest.param(Report(energy_kwh=7.3, uses=ran("A100", 2.88, 4)), id="Tucano"),
    pytest.param(Report(0.0, energy_kwh=149_000), id="zero grams on hydro power"),
    pytest.param(Report(), id="nothing is told"),
    pytest.param(Report(3.2), id="grams alone"),
    pytest.param(Report(3.2, uses=ran("TPU v5e", 3)), id="no published power"),
    pytest.param(Report(0.004, source="AutoTrain", created="2021-08-01"), id="before the mode"),
    pytest.param(Report(0.004, source="AutoTrain"), id="AutoTrain, not dated"),
    pytest.param(Report(0.004, source="codecarbon", created="2022-08-01"), id="not AutoTrain"),
    pytest.param(Report(3.2, source="AutoTrain", created="2022-08-01"), id="the first mode"),
    pytest.param(
        Report(200, uses=ran("A100", 10), carbon_intensity=place("Norway").carbon_intensity),
        id="a clean grid",
    ),
]


@pytest.mark.parametrize(("report", "doubt", "proposed"), WRONG)
def test_a_wrong_figure_is_flagged(report, doubt, proposed):
    [finding] = check(report)
    assert finding.doubt is doubt
    assert finding.proposed == (None if proposed is None else pytest.approx(proposed, rel=1e-3))
    assert "\n" not in finding.reason


@pytest.mark.parametrize("report", SOUND)
def test_a_sound_figure_is_not(report):
    assert check(report) == []


def test_what_is_proposed_is_sound():
    report = Report(0.0279, uses=ran("RTX 3060", 30.2 / 60))
    [finding] = check(report)
    assert check(Report(finding.proposed, uses=report.uses)) == []


def test_implied_watts_come_with_the_doubt_of_the_grid():
    # 4,000 g / 400 g/kWh = 10 kWh in 10 h: 1,000 W; at 150 and 600 g/kWh 2,667 and 667 W
    watts = implied_watts(Report(4000, uses=ran("A100", 10)))
    assert watts == pytest.approx((4000 / 600 * 100, 1000, 4000 / 150 * 100))


def test_implied_watts_leave_out_the_overhead_of_the_site():
    # 12 kWh / PUE 1.2 / 10 h = 1,000 W
    watts = implied_watts(Report(energy_kwh=12, uses=ran("A100", 10), pue=1.2))
    assert watts == pytest.approx((1000,) * 3)


@pytest.mark.parametrize(
    "report",
    [
        Report(5),
        Report(uses=ran("A100", 3)),
        Report(5, uses=ran("A100", 3), carbon_intensity=exact_carbon_intensity(0)),
    ],
    ids=["no hours", "no grams", "a grid of zero"],
)
def test_watts_that_cannot_be_told_are_none(report):
    assert implied_watts(report) is None


def test_utilisation_of_a_mix():
    # 312e12 x 3600 + 65e12 x 3600 = 1.3572e18 FLOP at the peak
    uses = (*ran("A100", 1), *ran("T4", 1))
    assert implied_utilisation(Report(uses=uses, flop=1.3572e18 / 2)) == pytest.approx(0.5)


@given(st.floats(0.02, 1000), st.floats(0.5, 1.5), st.sampled_from(["A100", "T4", "RTX 3090"]))
def test_no_training_between_half_and_one_and_a_half_tdp_is_flagged(hours, share, name):
    kwh = device(name).power_w / 1000 * share * hours
    assert check(Report(kwh * 385, kwh, ran(name, hours), US)) == []


@given(st.floats(0.01, 1000), st.floats(0.8, 1.2), st.sampled_from(["A100", "T4", "RTX 3090"]))
def test_every_kg_written_as_grams_is_seen(hours, share, name):
    grams = device(name).power_w / 1000 * share * hours * 385
    [finding] = check(Report(grams / 1000, uses=ran(name, hours), carbon_intensity=US))
    assert finding.doubt is Doubt.KG_AS_GRAMS
    assert finding.proposed == pytest.approx(grams)


@pytest.mark.parametrize(
    ("counted", "of_base", "is_packed"),
    [
        (4.69e9, 34e9, True),
        (0.50e9, 3.2e9, True),
        (7e9, 7e9, False),
        (6.7e9, 7e9, False),
        (7e9, 70, False),
        (0, 7e9, False),
        (1e6, 7e9, False),
    ],
    ids=["34B", "3.2B", "equal", "near", "larger", "nothing counted", "an adapter"],
)
def test_packed_parameters(counted, of_base, is_packed):
    finding = check_parameters(counted, of_base)
    assert (finding is not None) == is_packed
    if finding:
        assert (finding.doubt, finding.proposed) == (Doubt.PACKED_PARAMETERS, of_base)


COPIES = [
    Published("distilbert/distilgpt2", 149_200, "2019-10-03", 10),
    Published("someone/gpt2wilkinscoffee", 149_200, "2022-05-01", 1000),
    Published("another/SpecLab", 7540, None, 3),
    Published("dalle-mini/dalle-mini", 7540, None, 3000),
]


def test_copies_name_their_original():
    findings = copied_cards(COPIES)
    assert set(findings) == {"someone/gpt2wilkinscoffee", "another/SpecLab"}
    assert "149200 g is what distilbert/distilgpt2" in findings["someone/gpt2wilkinscoffee"].reason
    assert "dalle-mini/dalle-mini" in findings["another/SpecLab"].reason
    assert {finding.doubt for finding in findings.values()} == {Doubt.COPIED_CARD}


@pytest.mark.parametrize(
    "published",
    [
        [Published("a/one", 149_200), Published("a/two", 149_200)],
        [Published("a/one", 149_200), Published("A/two", 149_200)],
        [Published("a/one", 100), Published("b/two", 100)],
        [Published("a/one", 0.25), Published("b/two", 0.25)],
        [Published("a/one", 0), Published("b/two", 0)],
        [Published("a/one", 149_200), Published("b/two", 149_201)],
        [],
    ],
    ids=["own", "own, other case", "round", "two digits", "zero", "near", "none"],
)
def test_what_is_no_copy(published):
    assert copied_cards(published) == {}


def test_copies_do_not_depend_on_the_order():
    assert copied_cards(COPIES) == copied_cards(COPIES[::-1])
