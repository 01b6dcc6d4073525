import json

import pytest

from hubscan.energy.asking import Fit, Ranking
from hubscan.energy.devices import device
from hubscan.energy.evidence import Boundary, Evidence, Factor, Grade, Interval, Load, Unit
from hubscan.energy.memory import need
from hubscan.energy.places import place, site
from hubscan.energy.regions import rank
from hubscan.energy.reuse import Option, compare
from hubscan.report import estimate_tables as output

HOME = site("Norway", year=2024, pue_value=1.1, g_per_kwh=100)


def kwh(value, times=2.0, boundary=Boundary.FACILITY, source="a paper"):
    return Evidence.product(
        (Factor("energy", value, value / times, value * times, "kWh", source=source),),
        unit=Unit.KWH,
        boundary=boundary,
        grade=Grade.FROM_LAW,
        source=source,
        date="2026",
        load=Load.BATCH_1,
    )


def unknown(reason):
    return Evidence.unknown(reason, unit=Unit.KWH)


FIGURES = {"the energy": kwh(2.5), "what nobody knows": unknown("nobody measured it")}


def lines(capsys):
    return [line.rstrip() for line in capsys.readouterr().out.splitlines()]


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


def test_figures(capsys):
    output.show(FIGURES, HOME, as_json=False, explain=False)
    assert lines(capsys) == [
        "                   median (90 % interval)             boundary  grade",
        "the energy         2.5 kWh (1.25 to 5)                facility  from-law",
        "what nobody knows  not estimable: nobody measured it            not-estimable",
        "Norway: 100 g/kWh, as given 2024; PUE 1.1",
        "Least certain: energy (--explain shows every factor)",
    ]


def test_figures_with_a_title(capsys):
    output.show(FIGURES, HOME, as_json=False, explain=False, title="1,000 queries")
    assert lines(capsys)[0] == "1,000 queries"


def test_figures_without_doubt_name_no_factor(capsys):
    output.show({"it": kwh(2.5, 1)}, HOME, as_json=False, explain=False)
    assert lines(capsys)[-1].startswith("Norway")


def test_figures_explained(capsys):
    output.show(FIGURES, HOME, as_json=False, explain=True)
    assert lines(capsys)[-3:] == [
        "the energy = 2.5 kWh (energy) = 2.5 kWh",
        "what nobody knows = not estimable: nobody measured it",
        "- energy: a paper",
    ]


@pytest.mark.parametrize("explain", [False, True])
def test_figures_as_json(capsys, explain):
    output.show(FIGURES, HOME, as_json=True, explain=explain)
    found = json.loads(capsys.readouterr().out)
    assert found["place"] == {
        "name": "Norway",
        "iso3": "NOR",
        "region": None,
        "year": 2024,
        "method": "as given",
        "carbon_intensity_g_per_kwh": {
            "low": 100, "median": 100, "high": 100, "source": "as given",
        },
        "pue": {"low": 1.1, "median": 1.1, "high": 1.1, "source": "as given"},
    }  # fmt: skip
    known = {
        "low": 1.25,
        "median": 2.5,
        "high": 5.0,
        "unit": "kWh",
        "boundary": "facility",
        "load": "batch 1",
        "grade": "from-law",
        "source": "a paper",
        "date": "2026",
        "reason": None,
        "widest_factor": "energy",
    }
    formula = {"formula": "2.5 kWh (energy) = 2.5 kWh"} if explain else {}
    assert found["figures"]["the energy"] == known | formula
    assert found["figures"]["what nobody knows"]["median"] is None


FITS = [
    Fit(need(70e9, name, cache_gb=5), device("A100"), count)
    for name, count in (("fp16", 4), ("Q4_K_M", 1))
]


def test_memory(capsys):
    output.show_memory(FITS, as_json=False, explain=False)
    # 70e9 x 16 / 8 = 140 GB; x 1.2 + 5 = 173; 70e9 x 4.8944 / 8 = 42.8; x 1.2 + 5 = 56.4
    assert lines(capsys) == [
        "format  bits  weights GB  cache GB  needs GB  GPUs",
        "fp16    16    140         5         173       4",
        "Q4_K_M  4.89  42.8        5         56.4      1",
        "needs GB: weights x 1.2 for the runtime, and the cache",
        "GPUs: NVIDIA A100 SXM 80GB, 80 GB each",
    ]


# the usual formats -> the formats in the table, whether it says that there are more
USUAL = {
    "all of them": ((), ["fp16", "Q4_K_M"], False),
    "one of two": (("Q4_K_M", "nf4"), ["Q4_K_M"], True),
}


@pytest.mark.parametrize(("usual", "shown", "more"), USUAL.values(), ids=USUAL)
def test_memory_of_the_usual_formats(usual, shown, more, capsys):
    output.show_memory(FITS, as_json=False, explain=False, usual=usual)
    text = "\n".join(lines(capsys))
    assert [name for name in ("fp16", "Q4_K_M") if f"{name} " in text] == shown
    assert ("1 usual weight formats of 2; --all shows every one" in text) == more
    assert "not counted without --config" not in text


def test_a_cache_that_is_not_counted_is_said(capsys):
    without = [Fit(need(70e9, "fp16"), device("A100"), 4)]
    output.show_memory(without, as_json=False, explain=False)
    assert "not counted without --config" in capsys.readouterr().out


def test_memory_explained(capsys):
    output.show_memory(FITS, as_json=False, explain=True)
    text = " ".join(lines(capsys))
    assert "fp16: 7e+10 parameters x 16 bits / 8 = 140 GB; x 1.2 + 5 GB cache = 173 GB;" in text
    assert "/ 72 GB usable of NVIDIA A100 SXM 80GB: 4, a power of two" in text
    assert "bits: llama.cpp tools/quantize/README.md" in text


@pytest.mark.parametrize("explain", [False, True])
def test_memory_as_json(capsys, explain):
    output.show_memory(FITS, as_json=True, explain=explain)
    first = json.loads(capsys.readouterr().out)["formats"][0]
    assert first.pop("formula", None) == (FITS[0].need.formula(device("A100")) if explain else None)
    assert first == {
        "format": "fp16",
        "bits_per_weight": 16.0,
        "weights_gb": 140.0,
        "cache_gb": 5,
        "total_gb": 173.0,
        "device": "NVIDIA A100 SXM 80GB",
        "devices": 4,
        "source": "IEEE 754",
    }


OPTIONS = [
    Option("calling a big one", kwh(0.02, 1)),
    Option("tuning a small one", kwh(0.001, 1), kwh(0.06, 1)),
    Option("waiting for a law", unknown("no law")),
]


def test_comparison(capsys):
    output.show_comparison(compare(OPTIONS, 1e5, HOME), as_json=False, explain=False)
    # 1e5 x 0.02 / 1000 = 2 kWh; 0.06 + 1e5 x 0.001 / 1000 = 0.16 kWh; x 100 g/kWh
    # 0.06 / (2e-5 - 1e-6) = 3,158 queries
    assert lines(capsys)[:3] == [
        "option              energy  emissions   chance of less",
        "calling a big one   2 kWh   200 g CO2e  reference",
        "tuning a small one  160 Wh  16 g CO2e   100%",
    ]


@pytest.mark.parametrize("name", ["[bold]it", "[/bold]", ":smile:", "%s", "{{ 7 }}"])
def test_names_are_printed_as_they_are(name, capsys):
    comparison = compare([Option(name, kwh(0.02)), Option(f"not {name}", kwh(0.01))], 1, HOME)
    output.show_comparison(comparison, as_json=False, explain=False)
    assert "\n".join(lines(capsys)).count(name) == 4


def test_comparison_in_words(capsys):
    output.show_comparison(compare(OPTIONS, 1e5, HOME), as_json=False, explain=False)
    text = " ".join(" ".join(lines(capsys)).split())
    for part in (
        "calling a big one 2 kWh 200 g CO2e reference",
        "tuning a small one 160 Wh 16 g CO2e 100%",
        "- tuning a small one pays back after about 3,200 queries (3,200 to 3,200)",
        "- waiting for a law: not estimable: no law",
        "100,000 queries; Norway: 100 g/kWh, as given 2024; PUE 1.1",
        "The energy already spent on pre-training a reused model is not counted.",
    ):
        assert part in text


def test_comparison_explained(capsys):
    output.show_comparison(compare(OPTIONS, 1e5, HOME), as_json=False, explain=True)
    text = " ".join(" ".join(lines(capsys)).split())
    assert "calling a big one, at the facility: 0 kWh + N x 2e-05 kWh" in text
    assert "N = (0.06 - 0) kWh / (2e-05 - 1e-06) kWh = 3158" in text


def test_comparison_as_json(capsys):
    output.show_comparison(compare(OPTIONS, 1e5, HOME), as_json=True, explain=False)
    found = json.loads(capsys.readouterr().out)
    assert found["reference"] == "calling a big one"
    assert found["not_estimable"] == [{"name": "waiting for a law", "reason": "no law"}]
    reference, tuned = found["options"]
    assert (reference["break_even"], reference["probability_better"]) == (None, None)
    assert tuned["break_even"]["verdict"] == "after"
    assert tuned["avoided_g"]["median"] == pytest.approx(184)
    assert "formulas" not in found


def ranking(names, **more):
    return Ranking(rank(kwh(10, 1), [place(name, 2024) for name in names]), **more)


def test_regions(capsys):
    # 10 kWh x 29.66 = 297 g, x 608.18 = 6.08 kg
    output.show_regions(ranking(["PL", "NO"]), 20, as_json=False, explain=False)
    assert lines(capsys) == [
        "life-cycle intensity",
        "place   emissions                  g/kWh  year  PUE",
        "Norway  297 g CO2e (74.2 to 308)   29.7   2024  1.1",
        "Poland  6.08 kg CO2e (5.9 to 7.6)  608    2024  1.4",
    ]


def test_regions_are_cut_and_that_is_said(capsys):
    output.show_regions(ranking(["PL", "NO", "SE"]), 1, as_json=False, explain=False)
    assert lines(capsys)[-1] == "2 more: --limit 3"


def test_regions_say_how_often(capsys):
    two = {"equal_pue": Interval(19, 20.5, 22), "usual_pue": Interval(20, 26.1, 30)}
    output.show_regions(ranking(["PL", "NO"], **two), 20, as_json=False, explain=False)
    assert lines(capsys)[-2:] == [
        "At equal PUE Poland emits 20.5 times (19 to 22) as much as Norway",
        "At the PUE of each Poland emits 26.1 times (20 to 30) as much as Norway",
    ]


def test_regions_explained(capsys):
    output.show_regions(ranking(["PL", "NO"]), 20, as_json=False, explain=True)
    text = " ".join(lines(capsys))
    assert "Norway: 10 kWh (energy) x 29.66 g/kWh (carbon intensity of Norway 2024)" in text


def test_regions_as_json(capsys):
    output.show_regions(ranking(["PL", "NO"]), 1, as_json=True, explain=False)
    found = json.loads(capsys.readouterr().out)
    places = [row["place"]["name"] for row in found["methods"]["life-cycle"]]
    assert places == ["Norway", "Poland"]
    assert found["times_more_at_equal_pue"] is None
