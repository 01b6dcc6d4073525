from __future__ import annotations

import json

import pytest

from hubscan.cli import main
from tests.cards.codecarbon_logs import row, write

CARD = "---\nlicense: mit\n---\n# Model\n"
HUMAN = "---\nlicense: mit\nco2_eq_emissions: 700\n---\n# Model\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The working folder: a card beside the log of one run of 500 g."""
    (tmp_path / "README.md").write_text(CARD)
    write(tmp_path / "emissions.csv", row())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("arguments", [[], ["."], ["README.md"], ["--emissions", "emissions.csv"]])
def test_what_a_fill_prints(folder, capsys, arguments):
    assert main(["fill", *arguments]) == 0

    out = capsys.readouterr().out
    assert "README.md: filled: 500 g CO2eq" in out
    assert "not stated     1      1      1  1.25  500 g CO2eq" in out
    assert "emissions: 500" in (folder / "README.md").read_text()


@pytest.mark.parametrize(
    ("flags", "code", "shown"),
    [
        (["--check"], 1, "would be filled: 500 g CO2eq"),
        (["--dry-run"], 0, "would be filled: 500 g CO2eq"),
        (["--diff"], 0, "+  emissions: 500\n"),
        (["--diff", "--check"], 1, "+  emissions: 500\n"),
    ],
    ids=["check", "dry run", "diff", "diff and check"],
)
def test_flags_that_write_nothing(folder, capsys, flags, code, shown):
    assert main(["fill", *flags]) == code

    assert shown in capsys.readouterr().out
    assert (folder / "README.md").read_text() == CARD
    assert not (folder / ".hubscan").exists()


def test_check_is_content_after_a_fill(folder, capsys):
    main(["fill"])

    assert main(["fill", "--check"]) == 0
    assert "says so already: 500 g CO2eq" in capsys.readouterr().out


def test_json(folder, capsys):
    assert main(["fill", "--json", "--training-type", "fine-tuning", "--nodes", "2"]) == 0

    result = json.loads(capsys.readouterr().out)
    assert result == {
        "card": "README.md",
        "changes": True,
        "written": True,
        "emissions_g": 1000.0,
        "emissions_low_g": 800.0,
        "emissions_high_g": 1250.0,
        "energy_kwh": 2.5,
        "hours": 1.0,
        "co2_eq_emissions": {
            "emissions": 1000,
            "source": "CodeCarbon 2.7.1 (measured on 1 of 2 nodes)",
            "training_type": "fine-tuning",
            "geographical_location": "North Rhine-Westphalia, Germany",
            "hardware_used": "8 x NVIDIA A100-SXM4-80GB",
        },
        "phases": [{"training_type": "fine-tuning", "emissions_g": 1000.0, "runs": ["run-a"]}],
        "conflict": None,
        "kept": [],
        "notes": [],
        "warnings": [],
    }


@pytest.mark.parametrize(
    ("flags", "code", "holds"),
    [
        ([], 1, "co2_eq_emissions: 700"),
        (["--keep"], 0, "co2_eq_emissions: 700"),
        (["--force"], 0, "emissions: 500"),
    ],
    ids=["refused", "kept", "overwritten"],
)
def test_emissions_that_somebody_wrote(folder, capsys, flags, code, holds):
    (folder / "README.md").write_text(HUMAN)

    assert main(["fill", *flags]) == code
    assert holds in (folder / "README.md").read_text()
    assert ("line 3: the card says '700'" in capsys.readouterr().out) is ("--force" not in flags)


def test_rows_that_are_set_aside_are_told(folder, capsys):
    write(folder / "emissions.csv", row(), row(run_id="b", emissions=""), row(run_id="")[:-4])
    main(["fill"])

    out = capsys.readouterr().out
    assert "emissions.csv: line 3 set aside: `emissions` is empty" in out
    assert "emissions.csv: line 4 set aside: 28 fields where the header has 32" in out


def test_markup_in_a_log_is_not_markup_in_the_terminal(folder, capsys):
    write(folder / "emissions.csv", row())
    main(["fill", "--training-type", "[red]x[/red]"])

    assert "[red]x[/red]" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (["missing/README.md"], 1, "no such file (--create makes a card)"),
        (["x" * 5_000], 2, "File name too long"),
        (["--emissions", "missing.csv"], 2, "does not exist"),
        (["--emissions", "README.md"], 1, "no CodeCarbon log"),
        (["--nodes", "0"], 2, "--nodes 0"),
        (["--nodes", "zz=2"], 2, "'zz'"),
        (["--run-id", "zz"], 2, "found: run-a"),
        (["--project", "zz"], 2, "found: sft"),
        (["--hours", "3"], 2, "both --hours and --gpu"),
        (["--gpu", "A100"], 2, "both --hours and --gpu"),
        (["--hours", "3", "--gpu", "A100", "--nodes", "2"], 2, "--gpus"),
        (["--country", "POL"], 2, "--country"),
        (["--template", "README.md", "--no-such-option"], 2, "--no-such-option"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_goes_wrong_is_one_line_and_the_right_exit_code(
    folder, capsys, arguments, code, reason
):
    assert main(["fill", *arguments]) == code

    captured = capsys.readouterr()
    assert reason in captured.err
    assert "Traceback" not in captured.err
    assert (folder / "README.md").read_text() == CARD


def test_create(folder, capsys):
    (folder / "README.md").unlink()

    assert main(["fill", "--create"]) == 0
    assert "# " + folder.name.replace("_", "\\_") in (folder / "README.md").read_text()


def test_help_has_examples(capsys):
    assert main(["fill", "--help"]) == 0
    assert "hubscan fill --emissions a.csv --emissions b.csv --nodes 4" in capsys.readouterr().out


def test_an_estimate_from_hours_and_hardware(folder, capsys):
    pytest.importorskip("hubscan.energy.training", reason="the estimator is not there")
    (folder / "emissions.csv").unlink()
    told = ["--hours", "12", "--gpu", "A100-SXM4-80GB", "--gpus", "8", "--country", "DEU"]

    assert main(["fill", *told, "--training-type", "pre-training", "--json"]) == 0

    result = json.loads(capsys.readouterr().out)
    assert result["emissions_low_g"] < result["emissions_g"] < result["emissions_high_g"]
    assert result["co2_eq_emissions"]["source"].endswith("(estimated)")
    assert result["co2_eq_emissions"]["geographical_location"] == "Germany"
    assert "(estimated for the whole facility, 90 % interval " in (folder / "README.md").read_text()
    assert main(["fill", "--check"]) == 0  # the record remembers


HOURS = ["--hours", "12", "--gpu", "A100-SXM4-80GB", "--country", "DEU"]
UNUSED = "emissions.csv holds 1 measured run (500 g CO2eq): not used, the figure is an estimate"
ADDED = "and 1 measured run (500 g CO2eq) are added up: where they are of one training, --replace"
MIXTURES = {
    "an estimate beside a log": ([HOURS], UNUSED),
    "the log after an estimate": ([HOURS, []], ADDED),
    "an estimate after the log": ([[], HOURS], ADDED),
    "another type": ([[*HOURS, "--training-type", "pre-training"], []], ADDED),
    "two types that were told": (
        [[*HOURS, "--training-type", "pre-training"], ["--training-type", "fine-tuning"]],
        None,
    ),
    "forgotten": ([HOURS, ["--replace"]], None),
    "measured only": ([[]], None),
}


@pytest.mark.parametrize(("fills", "warning"), MIXTURES.values(), ids=MIXTURES.keys())
def test_an_estimate_and_measured_runs_are_not_mixed_without_a_word(folder, capsys, fills, warning):
    pytest.importorskip("hubscan.energy.training", reason="the estimator is not there")
    for flags in fills:
        capsys.readouterr()
        assert main(["fill", *flags]) == 0

    told = capsys.readouterr().err
    assert warning in told if warning else told == ""
    assert told.count("\n") == (1 if warning else 0)


def test_a_log_that_cannot_be_read_does_not_stop_an_estimate(folder, capsys):
    pytest.importorskip("hubscan.energy.training", reason="the estimator is not there")
    (folder / "emissions.csv").write_text("nothing\n")

    assert main(["fill", *HOURS, "--json"]) == 0

    told = capsys.readouterr()
    assert "not used: the figure is an estimate" in told.err
    assert json.loads(told.out)["warnings"][0] in told.err


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (["--hours", "12", "--gpu", "zz"], "zz"),
        (["--hours", "0", "--gpu", "A100"], "0 hours"),
        (["--hours", "nan", "--gpu", "A100"], "nan hours"),
        (["--hours", "1", "--gpu", "A100", "--gpus", "0"], "0 devices"),
        (["--hours", "1", "--gpu", "A100", "--country", "Atlantis"], "Atlantis"),
        (["--hours", "1", "--gpu", "A100", "--pue", "0.2"], "PUE"),
    ],
    ids=["device", "hours", "not a number", "devices", "place", "pue"],
)
def test_an_estimate_that_makes_no_sense(folder, capsys, told, reason):
    pytest.importorskip("hubscan.energy.training", reason="the estimator is not there")

    assert main(["fill", *told]) == 2
    assert reason in capsys.readouterr().err
    assert (folder / "README.md").read_text() == CARD
