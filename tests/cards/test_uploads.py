from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from hubscan.cards.estimate import Hours
from hubscan.cards.uploads import (
    LARGEST_CARD_BYTES,
    LARGEST_LOG_BYTES,
    Told,
    distinct_names,
    elsewhere,
    plan_upload,
)
from hubscan.errors import HubscanError, UsageError
from tests.cards.codecarbon_logs import row, text
from tests.cards.test_fill import CARD, FILLED

LOG = text(row()).encode()
HOURS = Hours(12, "A100-SXM4-80GB", 8, "DEU")


@pytest.fixture(autouse=True)
def scratch(tmp_path, monkeypatch):
    """Where uploads are put for a moment; a project above it configures something else."""
    (tmp_path / "pyproject.toml").write_text("[tool.hubscan.fill]\ntraining-type = 'theirs'\n")
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_an_upload_is_filled_as_a_file_would_be(scratch):
    done = plan_upload(CARD, Told(LOG))

    assert done.after == FILLED
    assert done.card == Path("README.md")
    assert done.diff().startswith("--- a/README.md\n+++ b/README.md\n")
    assert list(scratch.iterdir()) == []


def test_nodes_multiply_an_upload():
    assert plan_upload(CARD, Told(LOG, nodes=3)).figures.emissions_g == 3 * 500


def test_hours_are_estimated_with_an_interval():
    figures = plan_upload(CARD, Told(hours=HOURS, training_type="fine-tuning")).figures

    assert figures.is_estimate
    assert figures.low_g < figures.emissions_g < figures.high_g
    assert figures.training_type == "fine-tuning"


def test_what_a_person_wrote_is_kept_unless_forced():
    card = CARD.replace(b"language: no\n", b"co2_eq_emissions: 7\n")
    kept, forced = (plan_upload(card, Told(LOG, force=force)) for force in (False, True))

    assert (kept.conflict.card, kept.card_changes, kept.after) == ("7", False, card)
    assert forced.conflict is None
    assert b"emissions: 500\n" in forced.after


def test_a_line_ending_survives():
    after = plan_upload(CARD.replace(b"\n", b"\r\n"), Told(LOG)).after
    assert after == FILLED.replace(b"\n", b"\r\n")


BROKEN = text(row(), row(emissions="not a number", run_id="run-b")).encode()


def test_notes_name_the_file_and_not_its_folder(scratch):
    notes = plan_upload(CARD, Told(BROKEN)).notes

    assert notes
    assert all(note.startswith("emissions.csv: ") for note in notes)


FAILURES = {
    "neither log nor hours": (CARD, Told()),
    "both": (CARD, Told(LOG, HOURS)),
    "a large card": (b"x" * (LARGEST_CARD_BYTES + 1), Told(LOG)),
    "a large log": (CARD, Told(b"x" * (LARGEST_LOG_BYTES + 1))),
    "a log that is none": (CARD, Told(b"\x00\xff")),
    "an empty log": (CARD, Told(b"")),
    "a card that cannot be edited": (b"---\na: [\n---\n", Told(LOG)),
    "unknown hardware": (CARD, Told(hours=Hours(1, "abacus"))),
    "an unknown place": (CARD, Told(hours=Hours(1, "A100", 1, "Atlantis"))),
    "hours that are no number": (CARD, Told(hours=Hours(float("nan"), "A100"))),
}


@pytest.mark.parametrize(("card", "told"), FAILURES.values(), ids=FAILURES.keys())
def test_a_failure_is_a_sentence_without_a_path_of_the_server(card, told, scratch):
    with pytest.raises(HubscanError) as raised:
        plan_upload(card, told)

    assert str(raised.value)
    assert str(scratch) not in str(raised.value)
    assert list(scratch.iterdir()) == []


def test_neither_log_nor_hours_is_a_usage_error():
    with pytest.raises(UsageError, match="log, or the hours"):
        plan_upload(CARD, Told())


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], []),
        (["a.md", "b.md"], ["a.md", "b.md"]),
        (["R.md", "R.md", "b", "R.md"], ["R.md", "R.md (2)", "b", "R.md (3)"]),
        (["a", "a", "a (2)"], ["a", "a (2)", "a (2) (2)"]),
    ],
)
def test_cards_of_one_name_are_numbered(names, expected):
    assert distinct_names(names) == expected


def countries(told):
    ranking = elsewhere(plan_upload(CARD, told).figures, told)
    return {one.place.iso3: one for one in next(iter(ranking.by_method.values()))}


def test_a_measured_energy_is_put_on_other_grids():
    norway = countries(Told(LOG, nodes=2))["NOR"]
    # 2 nodes x 1.25 kWh, at the PUE that was measured
    grams = 2 * 1.25 * norway.place.carbon_intensity.value
    assert norway.emissions.interval().median == pytest.approx(grams)


def test_an_estimate_elsewhere_agrees_with_the_estimate_here():
    told = Told(hours=HOURS)
    figures = plan_upload(CARD, told).figures
    here = countries(told)["DEU"].emissions.interval()
    assert here == pytest.approx((figures.low_g, figures.emissions_g, figures.high_g))


def test_without_energy_there_is_nothing_to_put_elsewhere():
    log = text(row(energy_consumed="")).encode()
    assert elsewhere(plan_upload(CARD, Told(log)).figures, Told(log)) is None
