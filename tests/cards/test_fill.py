from __future__ import annotations

import json

import pytest

from hubscan.cards import parse
from hubscan.cards.fill import plan
from hubscan.cards.layout import RECORD_PATH
from hubscan.cards.record import Method, RecordedRun, read_record
from hubscan.cards.runs import Nodes
from hubscan.cards.sources import Request
from hubscan.errors import CardError, HubscanError, LogError, NoRunsError, UsageError
from tests.cards.codecarbon_logs import row, write

CARD = b"""\
---
license: mit   # a comment
language: no
---
# Model
"""

# what a log of one usual run comes to: 0.5 kg = 500 g
FILLED = b"""\
---
license: mit   # a comment
language: no
co2_eq_emissions:
  emissions: 500
  source: CodeCarbon 2.7.1 (measured)
  geographical_location: North Rhine-Westphalia, Germany
  hardware_used: 4 x NVIDIA A100-SXM4-80GB
---
# Model

## Environmental Impact

<!-- hubscan:emissions:start -->
- **Hardware Type:** 4 x NVIDIA A100-SXM4-80GB
- **Hours used:** 1
- **Cloud Provider:** Private infrastructure
- **Compute Region:** North Rhine-Westphalia, Germany
- **Energy Consumed:** 1.25 kWh
- **Carbon Emitted:** 500 g CO2eq
- **Source:** CodeCarbon 2.7.1 (measured)
<!-- hubscan:emissions:end -->
"""


@pytest.fixture
def card(tmp_path):
    """A card beside the log of one usual run."""
    path = tmp_path / "README.md"
    path.write_bytes(CARD)
    write(tmp_path / "emissions.csv", row())
    return path


def filled(card, **request):
    done = plan(Request(card, **request))
    done.apply()
    return done


def emissions_of(card):
    return parse(card.read_bytes()).metadata["co2_eq_emissions"]


def test_a_fill_writes_the_measured_figures_and_nothing_else(card):
    done = filled(card)

    assert card.read_bytes() == FILLED
    assert done.conflict is None
    assert (done.kept, done.notes) == ((), ())


def test_nothing_private_reaches_card_or_record(card):
    write(card.parent / "emissions.csv", row(project_name="secret-project", os="Linux-alice"))
    filled(card)

    written = card.read_text() + (card.parent / RECORD_PATH).read_text()
    for private in ("secret", "alice", "7.0932", "50.7263", "3.11.3", str(card.parent)):
        assert private not in written


def test_a_second_fill_changes_nothing_not_even_the_time(card):
    filled(card)
    files = [card, card.parent / RECORD_PATH]
    times = [path.stat().st_mtime_ns for path in files]

    assert not filled(card).changes
    assert [path.stat().st_mtime_ns for path in files] == times


def test_a_plan_writes_nothing(card):
    done = plan(Request(card))

    assert done.changes
    assert card.read_bytes() == CARD
    assert not (card.parent / RECORD_PATH).exists()


def test_the_diff_has_added_lines_only(card):
    lines = plan(Request(card)).diff().splitlines()

    assert lines[:2] == ["--- a/README.md", "+++ b/README.md"]
    assert not [line for line in lines[2:] if line.startswith("-")]
    assert "+  emissions: 500" in lines


BYTES = {
    "crlf": (CARD.replace(b"\n", b"\r\n"), FILLED.replace(b"\n", b"\r\n")),
    "no newline at the end": (CARD[:-1], FILLED[:-1]),
    "byte order mark": (b"\xef\xbb\xbf" + CARD, b"\xef\xbb\xbf" + FILLED),
    "a body that is no UTF-8": (
        CARD.replace(b"# Model", b"# M\xffdel"),
        FILLED.replace(b"# Model", b"# M\xffdel"),
    ),
    "a body that looks like a template": (
        CARD.replace(b"# Model", b"# {{ 7 * 7 }} {% include 'x' %}"),
        FILLED.replace(b"# Model", b"# {{ 7 * 7 }} {% include 'x' %}"),
    ),
    "no body": (CARD[: CARD.index(b"# Model")], FILLED.replace(b"# Model\n\n", b"\n")),
}


@pytest.mark.parametrize(("before", "after"), BYTES.values(), ids=BYTES.keys())
def test_the_bytes_of_a_card(card, before, after):
    card.write_bytes(before)
    filled(card)

    assert card.read_bytes() == after
    assert not filled(card).changes


def test_a_card_that_ends_with_its_fence(card):
    card.write_bytes(b"---\nlicense: mit\n---")
    filled(card)

    content = card.read_bytes()
    assert b"---\n\n## Environmental Impact\n" in content
    assert not content.endswith(b"\n")
    assert not filled(card).changes


def test_a_card_without_front_matter_gets_one(card):
    card.write_bytes(b"# Model\n")
    filled(card)

    assert card.read_bytes().startswith(b"---\nco2_eq_emissions:\n  emissions: 500\n")
    assert b"---\n# Model\n\n## Environmental Impact\n" in card.read_bytes()


def test_a_card_that_does_not_exist(card):
    card.unlink()

    with pytest.raises(CardError, match="--create"):
        plan(Request(card))
    filled(card, create=True)

    assert emissions_of(card)["emissions"] == 500
    assert b"- **Carbon Emitted:** 500 g CO2eq\n" in card.read_bytes()
    assert not filled(card).changes


SHAPES = {
    "absent": (b"", 500),
    "null": (b"co2_eq_emissions:\n", 500),
    "placeholder": (b'co2_eq_emissions: "[More Information Needed]"\n', 500),
    "mapping without emissions": (b"co2_eq_emissions:\n  source: by hand\n", 500),
    "placeholder inside": (b"co2_eq_emissions:\n  emissions: TBD\n", 500),
    "within half a percent": (b"co2_eq_emissions:\n  emissions: 501\n", 501),
    "with its unit": (b'co2_eq_emissions:\n  emissions: "0.5 kg"\n', "0.5 kg"),
}


@pytest.mark.parametrize(("yaml", "emissions"), SHAPES.values(), ids=SHAPES.keys())
def test_what_a_card_may_hold_before(card, yaml, emissions):
    card.write_bytes(CARD.replace(b"language", yaml + b"language"))
    done = filled(card)

    assert done.conflict is None
    assert emissions_of(card)["emissions"] == emissions
    assert emissions_of(card)["geographical_location"] == "North Rhine-Westphalia, Germany"
    assert not filled(card).changes


CONFLICTS = {
    "another number": b"co2_eq_emissions: 700\n",
    "kg as g": b"co2_eq_emissions:\n  emissions: 0.5\n",
    "zero": b"co2_eq_emissions:\n  emissions: 0\n",
    "a range": b'co2_eq_emissions: "400-600"\n',
    "words": b"co2_eq_emissions: about as much as a flight\n",
    "a list": b"co2_eq_emissions:\n- emissions: 700\n- source: me\n",
}


@pytest.mark.parametrize("yaml", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_what_somebody_wrote_is_a_conflict_and_nothing_is_written(card, yaml):
    content = CARD.replace(b"language", yaml + b"language")
    card.write_bytes(content)
    done = filled(card)

    assert done.conflict is not None
    assert done.fails
    assert done.conflict.line in (3, 4)
    assert card.read_bytes() == content
    assert not (card.parent / RECORD_PATH).exists()
    assert not filled(card, keep=True).fails


@pytest.mark.parametrize("yaml", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_force_overwrites_it(card, yaml):
    card.write_bytes(CARD.replace(b"language", yaml + b"language"))
    filled(card, force=True)

    assert emissions_of(card)["emissions"] == 500
    assert not filled(card).changes


def test_a_bare_number_that_agrees_stays_a_bare_number(card):
    card.write_bytes(CARD.replace(b"language", b"co2_eq_emissions: 500.0\nlanguage"))
    done = filled(card)

    assert emissions_of(card) == 500
    assert done.kept == ("line 3: co2_eq_emissions: 500.0",)


def test_somebodys_other_values_stay_and_are_told(card):
    yaml = b"co2_eq_emissions:\n  emissions: 500\n  hardware_used: my laptop\n"
    card.write_bytes(CARD.replace(b"language", yaml + b"language"))
    done = filled(card)

    assert emissions_of(card)["hardware_used"] == "my laptop"
    assert emissions_of(card)["source"] == "CodeCarbon 2.7.1 (measured)"
    assert done.kept == ("line 5: hardware_used: my laptop",)


def test_a_value_that_somebody_changed_afterwards_is_theirs(card):
    filled(card)
    card.write_bytes(card.read_bytes().replace(b"emissions: 500", b"emissions: 480"))

    assert plan(Request(card)).conflict is not None


def test_another_training_adds_a_phase(card):
    filled(card, training_type="pre-training")
    # 0.1 kg, 0.25 kWh: 400 g/kWh
    second = write(
        card.parent / "second.csv",
        row(run_id="run-b", emissions="0.1", energy_consumed="0.25", duration="1800"),
    )
    filled(card, logs=(second,), training_type="fine-tuning")

    assert emissions_of(card)["emissions"] == 600  # 500 + 100
    assert emissions_of(card)["training_type"] == "pre-training, fine-tuning"
    assert "- **Hours used:** 1.5\n" in card.read_text()  # 3600 s + 1800 s
    assert "| pre-training | 1.25 | 500 g CO2eq |\n" in card.read_text()
    phases = read_record(card.parent / RECORD_PATH).phases
    assert [(phase.training_type, len(phase.runs)) for phase in phases] == [
        ("pre-training", 1),
        ("fine-tuning", 1),
    ]


def test_another_training_updates_the_lines_of_the_hubs_template(card):
    lines = b"- **Hours used:** [More Information Needed]\n- **Carbon Emitted:** N/A\n"
    card.write_bytes(CARD + b"\n## Environmental Impact\n\n" + lines)
    filled(card)
    write(
        card.parent / "emissions.csv",
        row(),
        row(run_id="run-b", emissions="1.5", energy_consumed="3.75"),
    )
    filled(card)

    assert card.read_bytes().endswith(
        b"\n## Environmental Impact\n\n"
        b"- **Hours used:** 2\n"  # 1 + 1
        b"- **Carbon Emitted:** 2 kg CO2eq\n"  # 0.5 + 1.5
    )
    assert emissions_of(card)["emissions"] == 2000
    assert not filled(card).changes


def test_the_same_log_counts_once(card):
    filled(card)
    copy = write(card.parent / "copy.csv", row())

    assert not filled(card, logs=(copy, card.parent / "emissions.csv")).changes


def test_a_log_that_grew_is_read_anew(card):
    filled(card)
    write(card.parent / "emissions.csv", row(), row(duration="7200", emissions="0.9"))
    filled(card)

    assert emissions_of(card)["emissions"] == 900  # the run's last row: 0.9 kg


def test_replace_forgets_what_was_recorded(card):
    filled(card)
    second = write(card.parent / "second.csv", row(run_id="run-b", emissions="0.4"))
    filled(card, logs=(second,), replace=True)

    assert emissions_of(card)["emissions"] == 400


def test_a_trainer_that_overwrites_the_card_loses_nothing(card):
    filled(card)
    (card.parent / "emissions.csv").unlink()
    card.write_bytes(CARD)
    filled(card)

    assert card.read_bytes() == FILLED


def test_nodes_multiply_and_are_remembered(card):
    filled(card, nodes=Nodes.parse(["4"]))

    assert emissions_of(card)["emissions"] == 2000  # 4 x 500
    assert emissions_of(card)["hardware_used"] == "16 x NVIDIA A100-SXM4-80GB"
    assert emissions_of(card)["source"] == "CodeCarbon 2.7.1 (measured on 1 of 4 nodes)"
    assert "- **Hours used:** 1\n" in card.read_text()  # side by side
    assert not filled(card).changes
    filled(card, nodes=Nodes.parse(["2"]))
    assert emissions_of(card)["emissions"] == 1000


def test_runs_that_were_left_out_stay_out_until_somebody_asks(card):
    write(card.parent / "emissions.csv", row(), row(run_id="failed", emissions="0.3"))
    done = filled(card, run_ids=("run-a",))

    assert emissions_of(card)["emissions"] == 500
    assert done.notes == ("not counted: 1 of the log's runs (failed): --run-id adds one",)
    assert not filled(card).changes
    filled(card, run_ids=("failed",))
    assert emissions_of(card)["emissions"] == 800


def test_an_estimate_is_marked_and_a_better_one_takes_its_place(card):
    (card.parent / "emissions.csv").unlink()

    for grams in (900.0, 1200.0):
        run = RecordedRun("estimate:x", Method.ESTIMATED, "hubscan", grams, hardware="8 x A100")
        filled(card, runs=(run,))

    assert emissions_of(card) == {
        "emissions": 1200,
        "source": "hubscan (estimated)",
        "hardware_used": "8 x A100",
    }


CONFIGURED = {
    "training type": ("[fill]\ntraining-type = 'fine-tuning'\n", "training_type", "fine-tuning"),
    "nodes": ("[fill]\nnodes = 2\n", "emissions", 1000),
    "nodes by name": ("[fill]\nnodes = ['sft=3']\n", "emissions", 1500),
    "log": ("[fill]\nemissions = ['logs/other.csv']\n", "emissions", 400),
}


@pytest.mark.parametrize(("toml", "key", "value"), CONFIGURED.values(), ids=CONFIGURED.keys())
def test_configuration(card, toml, key, value):
    write(card.parent / "logs" / "other.csv", row(run_id="run-b", emissions="0.4"))
    (card.parent / ".hubscan.toml").write_text(toml)
    filled(card)

    assert emissions_of(card)[key] == value


def test_a_flag_wins_over_the_record_and_the_record_over_the_configuration(card):
    filled(card, training_type="pre-training", nodes=Nodes.parse(["2"]))
    (card.parent / ".hubscan.toml").write_text("[fill]\ntraining-type = 'other'\nnodes = 9\n")

    assert not filled(card).changes
    filled(card, training_type="fine-tuning")
    assert emissions_of(card)["training_type"] == "fine-tuning"


def test_a_configured_log_that_is_gone_is_told_and_the_record_serves(card):
    filled(card)
    (card.parent / ".hubscan.toml").write_text("[fill]\nemissions = ['gone.csv']\n")
    done = filled(card)

    assert not done.changes
    assert done.notes == (f"{card.parent / 'gone.csv'}: configured, but not there",)


def test_a_log_in_an_output_folder_is_found(card):
    (card.parent / "emissions.csv").rename(card.parent / "moved.csv")
    write(card.parent / "output" / "emissions.csv", row(emissions="0.4"))
    write(card.parent / "other-model" / "emissions.csv", row(emissions="0.9"))
    (card.parent / "other-model" / "README.md").touch()
    filled(card)

    assert emissions_of(card)["emissions"] == 400


def test_of_several_output_folders_none_is_guessed(card):
    (card.parent / "emissions.csv").unlink()
    for name in ("one", "two"):
        write(card.parent / name / "emissions.csv", row())

    with pytest.raises(LogError, match=r"2 logs .*--emissions"):
        plan(Request(card))


QUEBEC = {
    "country_name": "Canada",
    "country_iso_code": "CAN",
    "region": "quebec",
    "longitude": "-71.2",
    "latitude": "46.8",
}


def test_a_run_that_codecarbon_placed_in_quebec_is_refused(card):
    write(card.parent / "emissions.csv", row(**QUEBEC))

    with pytest.raises(LogError, match=r"Quebec for granted.*--country"):
        plan(Request(card))


ERRORS = {
    "no log and no record": (lambda card: (card.parent / "emissions.csv").unlink(), NoRunsError),
    "nothing measured": (
        lambda card: write(card.parent / "emissions.csv", row(emissions="0", energy_consumed="0")),
        LogError,
    ),
    "damaged log": (lambda card: (card.parent / "emissions.csv").write_text("x\n"), LogError),
    "duplicate key": (
        lambda card: card.write_bytes(CARD.replace(b"language", b"license")),
        CardError,
    ),
    "git lfs pointer": (
        lambda card: card.write_bytes(
            b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"
        ),
        CardError,
    ),
    "a folder": (lambda card: (card.unlink(), card.mkdir()), CardError),
    "damaged markers": (
        lambda card: card.write_bytes(CARD + b"<!-- hubscan:emissions:start -->\n"),
        CardError,
    ),
    "damaged record": (
        lambda card: write_record_text(card, "{"),
        HubscanError,
    ),
    "bad configuration": (
        lambda card: (card.parent / ".hubscan.toml").write_text("[fill]\nnodes = 'x'\n"),
        UsageError,
    ),
}


def write_record_text(card, text):
    path = card.parent / RECORD_PATH
    path.parent.mkdir()
    path.write_text(text)


@pytest.mark.parametrize(("spoil", "error"), ERRORS.values(), ids=ERRORS.keys())
def test_an_error_is_one_line_that_names_the_file_and_changes_nothing(card, spoil, error):
    spoil(card)
    before = {path: path.read_bytes() for path in card.parent.rglob("*") if path.is_file()}

    with pytest.raises(error) as caught:
        plan(Request(card))

    assert str(card.parent) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert before == {p: p.read_bytes() for p in card.parent.rglob("*") if p.is_file()}


@pytest.mark.parametrize("choice", [{"run_ids": ("a",)}, {"projects": ("a",)}], ids=str)
def test_choosing_runs_without_a_log(card, choice):
    filled(card)
    (card.parent / "emissions.csv").unlink()

    with pytest.raises(UsageError, match="--emissions"):
        plan(Request(card, **choice))


HOSTILE = "A100\r\n---\nlicense: evil <!-- hubscan:emissions:end --> `x` [y](z) {{ 7*7 }} \x1b[31m"


def test_hostile_text_of_a_log_stays_text(card):
    write(card.parent / "emissions.csv", row(gpu_model=HOSTILE, gpu_count="1"))
    filled(card)

    metadata = parse(card.read_bytes()).metadata
    assert metadata["license"] == "mit"
    assert "\x1b" not in card.read_text()
    assert metadata["co2_eq_emissions"]["hardware_used"].startswith("A100 --- license: evil <!--")
    assert "&lt;!-- hubscan:emissions:end" in card.read_text()
    assert not filled(card).changes


def test_the_record_says_where_each_figure_comes_from(card):
    filled(card, nodes=Nodes.parse(["2"]))

    data = json.loads((card.parent / RECORD_PATH).read_bytes())
    (run,) = data["phases"][0]["runs"]
    assert run == {
        "run_id": "run-a",
        "method": "measured",
        "tool": "CodeCarbon",
        "tool_version": "2.7.1",
        "emissions_g": 1000.0,
        "emissions_low_g": 800.0,  # 0.8 and 1.25 times: data/factors/logged.csv
        "emissions_high_g": 1250.0,
        "energy_kwh": 2.5,
        "hours": 1.0,
        "nodes": 2,
        "carbon_intensity_g_per_kwh": 400.0,
        "pue": 1.0,
        "hardware": "8 x NVIDIA A100-SXM4-80GB",
        "location": "North Rhine-Westphalia, Germany",
        "cloud_provider": "Private infrastructure",
        "log_sha256": run["log_sha256"],
    }
    assert len(run["log_sha256"]) == 64
