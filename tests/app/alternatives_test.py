"""Alternatives: what may stand in for a model, and its family to walk."""

from __future__ import annotations

import pytest

from hubscan.report.escaping import escape_markdown
from tests.app.conftest import texts

MODEL = "openai/whisper-large-v3"


def test_the_empty_page_says_what_to_do_and_an_example_does_it(open_page):
    app = open_page("alternatives")
    assert "Name a model" in app.info[0].value
    app = app.button[0].click().run()
    assert app.query_params["model"] == app.text_input("model").value
    assert len(app.subheader) > 1


def test_the_cards_are_the_engines_alternatives_with_their_ratios(open_page, engine):
    answer = engine.alternatives(MODEL, limit=8)
    app = open_page("alternatives", model=MODEL)
    shown = texts(app, "subheader")
    assert shown[:1] == [escape_markdown(MODEL)]
    assert [title for title in shown if title[:1].isdigit()] == [
        *(
            f"{number}. {escape_markdown(result.record.model_id)}"
            for number, result in enumerate(answer.results, start=1)
        ),
    ]
    shown = "\n".join(texts(app, "markdown")).replace("\\", "")
    for result in answer.results:
        if result.saving.ratio is not None:
            assert f"Energy ratio** {result.saving.ratio.median:.2g} (" in shown


def test_the_family_can_be_walked(open_page, engine):
    app = open_page("alternatives", model=MODEL)
    relatives = app.selectbox("step").options
    others = list(engine.lineage(MODEL, depth=2, branches=8).members().values())[1:]
    assert relatives == [kin.model_id for kin in others]
    app = app.selectbox("step").set_value(relatives[0]).run()
    assert app.text_input("model").value == relatives[0]
    assert app.query_params["model"] == relatives[0]
    assert texts(app, "subheader")[0] == escape_markdown(relatives[0])
    assert app.selectbox("step").value is None


def test_more_generations_show_more_of_the_family(open_page):
    app = open_page("alternatives", model="google-bert/bert-base-uncased")
    near = len(app.selectbox("step").options)
    app = app.slider("depth").set_value(4).run()
    assert len(app.selectbox("step").options) > near


@pytest.mark.parametrize("model", ["nobody/nothing-at-all", "no id", "a/b/c", "<b>x</b>"])
def test_an_unknown_model_is_one_sentence(open_page, model):
    app = open_page("alternatives", model=model)
    assert model in app.error[0].value.replace("\\", "")
    assert not app.exception
