from __future__ import annotations

import pytest

pytest.importorskip("hubscan.energy.training", reason="the estimator is not there")

from hubscan.cards import parse
from hubscan.cards.estimate import Hours, estimated_run, grid
from hubscan.cards.fill import plan
from hubscan.cards.layout import RECORD_PATH
from hubscan.cards.record import Method, read_record
from hubscan.cards.sources import Request
from hubscan.errors import HubscanError, UsageError
from tests.cards.codecarbon_logs import row, write

TOLD = Hours(hours=12, gpu="A100-SXM4-80GB", gpus=8, place="DEU")


def test_an_estimate_is_marked_and_has_its_interval():
    run = estimated_run(TOLD)

    assert run.method is Method.ESTIMATED
    assert run.tool == "hubscan"
    assert run.location == "Germany"
    assert run.hardware is not None
    assert run.hardware.startswith("8 x ")
    assert 0 < run.emissions_low_g < run.emissions_g < run.emissions_high_g
    assert run.emissions_g == pytest.approx(run.energy_kwh * run.carbon_intensity_g_per_kwh)


@pytest.mark.parametrize(
    ("changes", "times"),
    [({"hours": 24}, 2), ({"gpus": 4}, 0.5), ({"hours": 6, "gpus": 16}, 1)],
    ids=["twice the hours", "half the devices", "the same device-hours"],
)
def test_energy_follows_device_hours(changes, times):
    told = {"hours": 12, "gpu": "A100-SXM4-80GB", "gpus": 8, "place": "DEU", **changes}

    energy_kwh = estimated_run(Hours(**told)).energy_kwh

    assert energy_kwh == pytest.approx(times * estimated_run(TOLD).energy_kwh)


def test_a_known_pue_takes_the_place_of_the_usual_one():
    one = estimated_run(Hours(12, "A100-SXM4-80GB", 8, "DEU", pue=1.0))
    two = estimated_run(Hours(12, "A100-SXM4-80GB", 8, "DEU", pue=2.0))

    assert two.energy_kwh == pytest.approx(2 * one.energy_kwh)
    assert (one.pue, two.pue) == (1.0, 2.0)


@pytest.mark.parametrize(
    "told",
    [
        Hours(12, "no such device"),
        Hours(-1, "A100"),
        Hours(12, "A100", 0),
        Hours(12, "A100", 1, "Atlantis"),
        Hours(12, "A100", 1, "DEU", pue=0.5),
        Hours(float("nan"), "A100"),
    ],
    ids=["device", "hours", "devices", "place", "pue", "nan"],
)
def test_what_cannot_be_is_refused(told):
    with pytest.raises(HubscanError) as caught:
        estimated_run(told)

    assert "\n" not in str(caught.value)


QUEBEC = {
    "country_name": "Canada",
    "country_iso_code": "CAN",
    "region": "quebec",
    "longitude": "-71.2",
    "latitude": "46.8",
}


def test_a_log_without_a_place_gets_the_grid_of_the_country_that_is_told(tmp_path):
    card = tmp_path / "README.md"
    card.write_text("---\nlicense: mit\n---\n")
    write(tmp_path / "emissions.csv", row(**QUEBEC))
    _, g_per_kwh = grid("POL")

    plan(Request(card, place="POL")).apply()

    written = parse(card.read_bytes()).metadata["co2_eq_emissions"]
    assert written["emissions"] == float(f"{1.25 * g_per_kwh:.4g}")  # the log's 1.25 kWh
    assert written["geographical_location"] == "Poland"
    assert not plan(Request(card)).changes  # the record remembers the country
    (run,) = read_record(tmp_path / RECORD_PATH).runs
    assert run.carbon_intensity_g_per_kwh == g_per_kwh


@pytest.mark.parametrize(
    ("changes", "country", "location"),
    [
        ({"country_iso_code": "PL"}, "POL", "Poland"),
        ({"country_iso_code": "POLAND"}, "POL", "Poland"),
        ({"country_iso_code": "XKX"}, "XKX", "Kosovo"),
        ({"country_iso_code": "XXX"}, None, None),
        ({"country_iso_code": "PL", "country_name": "Poland"}, None, "Poland"),
        ({"country_iso_code": "PL", "energy_consumed": ""}, None, None),
        ({"country_iso_code": "PL", "cloud_region": "r"}, None, "r"),
    ],
    ids=["letters", "name", "new", "unknown", "known to CodeCarbon", "no energy", "cloud"],
)
def test_a_country_that_codecarbon_did_not_know_gets_its_own_grid(
    tmp_path, changes, country, location
):
    """CodeCarbon leaves its name empty and counts with the world's average."""
    card = tmp_path / "README.md"
    card.write_text("---\nlicense: mit\n---\n")
    log = write(tmp_path / "emissions.csv", row(**{"country_name": "", "region": "", **changes}))

    filled = plan(Request(card))

    (run,) = filled.record.runs
    assert run.emissions_g == (1.25 * grid(country)[1] if country else 500)  # as logged
    assert (run.location or None) == location
    told = (
        f"{log}: CodeCarbon did not know the country and took the world's average:"
        f" grams worked out anew for {country}"
    )
    assert filled.notes == ((told,) if country else ())


def test_the_configured_country_serves_a_log_that_has_none(tmp_path):
    card = tmp_path / "README.md"
    card.write_text("---\nlicense: mit\n---\n")
    (tmp_path / ".hubscan.toml").write_text("[fill]\ncountry = 'POL'\n")
    write(
        tmp_path / "emissions.csv",
        row(**QUEBEC),
        row(run_id="placed", emissions="0.1", energy_consumed="0.25"),
    )

    figures = plan(Request(card)).figures

    assert figures.emissions_g == pytest.approx(1.25 * grid("POL")[1] + 100)  # 0.1 kg as logged


def test_a_country_for_a_log_that_has_one_is_refused(tmp_path):
    card = tmp_path / "README.md"
    card.write_text("---\nlicense: mit\n---\n")
    write(tmp_path / "emissions.csv", row())

    with pytest.raises(UsageError, match="--country"):
        plan(Request(card, place="POL"))
