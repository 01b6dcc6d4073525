"""The page Estimate: every question has an answer, and bad input a sentence."""

from __future__ import annotations

import pytest

from hubscan.energy import asking
from hubscan.energy.places import site
from hubscan.energy.words import figure

QUESTIONS = ["Training", "Inference", "Memory", "Reuse or train", "Regions"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_has_an_answer_at_once(open_page, question):
    app = open_page("estimate", question=question)
    assert not app.exception
    assert not app.error
    assert len(app.dataframe[0].value)


def test_a_training_is_what_the_library_says(open_page):
    app = open_page("estimate")
    app.selectbox(key="training_place").set_value("NOR").run()
    told = {"hours": (24.0,), "gpu": ("NVIDIA A100 SXM 80GB",), "gpus": (1,)}
    expected = asking.training(place=site("NOR"), **told)

    rows = app.dataframe[0].value.set_index("Figure")["Median (90 % interval)"]
    assert rows["emissions (location-based)"] == figure(expected.emissions)
    assert "Norway" in app.caption[0].value


@pytest.mark.parametrize("basis", ["Parameters and tokens", "Nothing but its kind"])
def test_a_training_is_estimated_by_what_is_known(open_page, basis):
    app = open_page("estimate")
    app.radio[0].set_value(basis).run()
    assert not app.exception
    assert not app.error
    (told,) = app.dataframe[0].value["Median (90 % interval)"][2:3]
    assert "Wh (" in told


def test_adapting_adds_options(open_page):
    app = open_page("estimate", question="Reuse or train")
    fewer = len(app.dataframe[0].value)
    adapt = next(one for one in app.text_input if one.label == "Tokens to adapt with")
    adapt.set_value("5M").run()
    assert not app.error
    assert len(app.dataframe[0].value) > fewer


def test_cloud_regions_are_ranked_apart(open_page):
    app = open_page("estimate", question="Regions")
    app.radio[1].set_value("Cloud regions").run()
    assert not app.error
    assert all(":" in place for place in app.dataframe[0].value["place"])


@pytest.mark.parametrize("amount", ["many", "-5", "1e999", "<script>"])
def test_what_is_no_number_is_told(open_page, amount):
    app = open_page("estimate", question="Memory")
    app.text_input[0].set_value(amount).run()
    assert not app.exception
    (error,) = app.error
    assert "<script>" not in error.value
