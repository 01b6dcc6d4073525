from __future__ import annotations

import sys
from pathlib import Path

import pytest

from hubscan.cards.record import Method, RecordedRun
from hubscan.cards.runs import read_log
from hubscan.cards.sources import Request
from hubscan.errors import UsageError
from hubscan.tracking import Measurement, Rank, fill_quietly, run
from tests.cards.codecarbon_logs import row, write

pytest.importorskip("codecarbon", reason="codecarbon is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # CodeCarbon's own

RANKS = {
    "alone": ({}, Rank(0, 0), True, True, "emissions.csv"),
    "torchrun, first": (
        {"GROUP_RANK": "0", "LOCAL_RANK": "0", "RANK": "0"},
        Rank(0, 0),
        *(True, True, "emissions.csv"),
    ),
    "torchrun, second of a node": (
        {"GROUP_RANK": "0", "LOCAL_RANK": "1"},
        Rank(0, 1),
        *(False, False, "emissions.csv"),
    ),
    "torchrun, another node": (
        {"GROUP_RANK": "2", "LOCAL_RANK": "0"},
        Rank(2, 0),
        *(True, False, "emissions.node2.csv"),
    ),
    "slurm": (
        {"SLURM_NODEID": "1", "SLURM_LOCALID": "0"},
        Rank(1, 0),
        *(True, False, "emissions.node1.csv"),
    ),
    "nonsense": ({"LOCAL_RANK": "x"}, Rank(0, 0), True, True, "emissions.csv"),
}


@pytest.mark.parametrize(
    ("environment", "rank", "measures", "fills", "log"), RANKS.values(), ids=RANKS.keys()
)
def test_one_process_of_each_node_measures_and_one_of_all_fills(
    environment, rank, measures, fills, log
):
    found = Rank.of(environment)

    assert found == rank
    assert (found.measures, found.fills) == (measures, fills)
    assert found.log(Path("out")) == Path("out", log)


def test_a_measurement_appends_a_run_without_a_network(tmp_path):
    log = tmp_path / "new" / "emissions.csv"
    for _ in range(2):
        measurement = Measurement(log, country="FRA")
        assert measurement.start()
        assert measurement.stop()

    runs = read_log(log).runs
    assert len(runs) == 2
    assert runs[-1].run_id == measurement.run_id
    assert {run.place.country_iso_code for run in runs} == {"FRA"}
    assert not any(run.place_assumed for run in runs)


def test_a_measurement_that_fails_warns_and_goes_on(tmp_path, caplog):
    (tmp_path / "file").touch()
    measurement = Measurement(tmp_path / "file" / "emissions.csv", country="FRA")

    assert not measurement.start()
    assert not measurement.stop()
    assert "not measured" in caplog.text


def test_a_card_that_cannot_be_filled_is_a_warning(tmp_path, caplog):
    assert fill_quietly(Request(tmp_path / "README.md")) is None
    assert "the card was not filled" in caplog.text


def test_emissions_that_somebody_wrote_are_a_warning(tmp_path, caplog):
    card = tmp_path / "README.md"
    card.write_text("---\nco2_eq_emissions: 700\n---\n")
    write(tmp_path / "emissions.csv", row())

    assert fill_quietly(Request(card)) is not None
    assert "somebody's emissions stay: 700" in caplog.text
    assert card.read_text() == "---\nco2_eq_emissions: 700\n---\n"


def test_an_estimate_that_the_run_is_added_to_is_a_warning(tmp_path, caplog):
    card = tmp_path / "README.md"
    card.write_text("---\nlicense: mit\n---\n")
    fill_quietly(Request(card, runs=(RecordedRun("e", Method.ESTIMATED, "hubscan", 380.0),)))
    log = write(tmp_path / "logs" / "emissions.csv", row())

    fill_quietly(Request(card, logs=(log,)))

    assert "an estimate (380 g CO2eq) and 1 measured run (500 g CO2eq) are added up" in caplog.text


@pytest.mark.parametrize("code", [0, 1, 7])
def test_a_command_keeps_its_exit_code(code):
    command = [sys.executable, "-c", f"raise SystemExit({code})"]

    assert run(command, None) == (code, False)


def test_a_command_that_is_killed_has_the_code_of_a_shell():
    kill = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"

    assert run([sys.executable, "-c", kill], None) == (128 + 9, False)


def test_a_command_that_does_not_exist():
    with pytest.raises(UsageError, match="no-such-command: no such command"):
        run(["no-such-command"], None)
