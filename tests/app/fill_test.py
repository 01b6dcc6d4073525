"""The page Fill: a log, hours, what a person wrote, bad input."""

from __future__ import annotations

import pytest

from hubscan.cards.estimate import Hours
from hubscan.cards.uploads import Told, plan_upload
from tests.app.conftest import shown
from tests.cards.codecarbon_logs import row, text
from tests.cards.test_fill import CARD

LOG = text(row()).encode()


def filled(open_page, card=CARD, log=LOG):
    app = open_page("fill")
    app.file_uploader[0].set_value(("README.md", card, "text/markdown")).run()
    return app.file_uploader[1].set_value(("emissions.csv", log, "text/csv")).run()


def metrics(app):
    return {metric.label: metric.value for metric in app.metric}


def test_a_log_is_shown_as_a_figure_and_an_exact_change(open_page):
    app = filled(open_page)

    assert not app.exception
    assert not app.error
    assert metrics(app)["Emissions"] == "500 g CO2eq"
    assert "+  emissions: 500" in app.code[0].value
    assert len(app.dataframe[0].value) > 200  # every country


def test_hours_are_estimated_with_an_interval(open_page):
    app = open_page("fill")
    app.file_uploader[0].set_value(("README.md", CARD, "text/markdown")).run()
    app.radio[0].set_value("Hours and hardware").run()
    app.selectbox(key="fill_device").set_value("NVIDIA A100 SXM 80GB")
    app.selectbox(key="fill_place").set_value("NOR")
    app.number_input[1].set_value(12.0).run()

    assert not app.exception
    assert not app.error
    expected = plan_upload(CARD, Told(hours=Hours(12, "NVIDIA A100 SXM 80GB", 1, "NOR")))
    assert app.code[0].value.rstrip() == expected.diff().rstrip()
    assert " to " in metrics(app)["90 % interval"]


def test_what_a_person_wrote_is_overwritten_only_when_told(open_page):
    app = filled(open_page, CARD.replace(b"language: no\n", b"co2_eq_emissions: 7\n"))
    assert not app.code
    assert "the card says '7'" in shown(app)

    app.checkbox(key="fill_force").check().run()
    assert "-co2_eq_emissions: 7" in app.code[0].value


@pytest.mark.parametrize(
    ("card", "log", "told"),
    [
        (CARD, b"not a log", "emissions.csv"),
        (b"---\na: [\n---\n", LOG, "README.md"),
        (CARD, b"", "emissions.csv"),
    ],
    ids=["no log", "broken card", "empty log"],
)
def test_an_error_is_a_sentence(open_page, card, log, told):
    app = filled(open_page, card, log)
    assert not app.exception
    (error,) = app.error
    assert told in error.value.replace("\\", "")
    assert "/tmp" not in error.value


def test_a_pull_request_needs_a_token(open_page):
    app = filled(open_page)
    app.text_input[1].set_value("owner/name")
    app.button[-1].click().run()
    assert "needs your token" in app.error[0].value
