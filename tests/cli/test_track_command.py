from __future__ import annotations

import sys

import pytest

from hubscan.cards import parse
from hubscan.cards.runs import read_log
from hubscan.cli import main

pytest.importorskip("codecarbon", reason="codecarbon is not installed")
pytestmark = pytest.mark.filterwarnings("ignore")  # CodeCarbon's own

CARD = "---\nlicense: mit\n---\n# Model\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "README.md").write_text(CARD)
    monkeypatch.chdir(tmp_path)
    for name in ("LOCAL_RANK", "GROUP_RANK", "NODE_RANK", "SLURM_NODEID", "SLURM_LOCALID"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def track(*flags: str, python: str = "print('training', flush=True)") -> int:
    return main(["track", "--country", "FRA", *flags, "--", sys.executable, "-c", python])


def test_a_training_leaves_its_log_record_and_card(folder, capfd):
    assert track("--training-type", "fine-tuning") == 0

    metadata = parse((folder / "README.md").read_bytes()).metadata["co2_eq_emissions"]
    (run,) = read_log(folder / "emissions.csv").runs
    assert metadata["emissions"] == float(f"{run.emissions_g:.4g}")
    assert metadata["training_type"] == "fine-tuning"
    assert metadata["geographical_location"] == "France"
    assert (folder / ".hubscan" / "emissions.json").is_file()
    out = capfd.readouterr().out
    assert "training\n" in out
    assert "README.md: filled" in out


def test_a_training_that_fails_leaves_its_log_and_its_exit_code(folder):
    assert track(python="raise SystemExit(5)") == 5

    assert (folder / "README.md").read_text() == CARD
    assert len(read_log(folder / "emissions.csv").runs) == 1


def test_a_failed_attempt_is_not_counted_until_somebody_asks(folder):
    track(python="raise SystemExit(5)")
    track()

    failed, done = read_log(folder / "emissions.csv").runs
    metadata = parse((folder / "README.md").read_bytes()).metadata["co2_eq_emissions"]
    assert metadata["emissions"] == float(f"{done.emissions_g:.4g}")
    assert main(["fill", "--run-id", failed.run_id]) == 0


def test_another_node_writes_a_log_of_its_own_and_no_card(folder, monkeypatch):
    monkeypatch.setenv("GROUP_RANK", "1")

    assert track() == 0
    assert (folder / "README.md").read_text() == CARD
    assert [path.name for path in folder.glob("*.csv")] == ["emissions.node1.csv"]


def test_a_second_process_of_a_node_measures_nothing(folder, monkeypatch):
    monkeypatch.setenv("LOCAL_RANK", "1")

    assert track() == 0
    assert list(folder.glob("*.csv")) == []


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "Missing argument"),
        (["--", "no-such-command"], "no-such-command: no such command"),
        (["--nodes", "0", "--", "true"], "--nodes"),
        (["--country", "Polnd", "--", "touch", "trained"], "the nearest are Poland"),
        (["--country", "World", "--", "touch", "trained"], "'World' is no country"),
        (["--country", "", "--", "touch", "trained"], "unknown country"),
    ],
    ids=["nothing to run", "no such command", "no nodes", "no country", "the world", "empty"],
)
def test_usage(folder, capsys, arguments, reason):
    assert main(["track", *arguments]) == 2
    assert reason in capsys.readouterr().err
    assert not (folder / "trained").exists()


@pytest.mark.parametrize("country", ["DE", "Germany", "deu", "Frankfurt, Germany"])
def test_a_country_in_words_is_measured_with_its_own_grid(folder, country):
    assert main(["track", "--country", country, "--", sys.executable, "-c", ""]) == 0

    assert read_log(folder / "emissions.csv").runs[0].place.country_iso_code == "DEU"
    metadata = parse((folder / "README.md").read_bytes()).metadata["co2_eq_emissions"]
    assert metadata["geographical_location"] == "Germany"


def test_help_has_examples(capsys):
    assert main(["track", "--help"]) == 0
    assert "hubscan track -- python train.py" in capsys.readouterr().out
