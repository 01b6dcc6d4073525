"""Compare: two to five models side by side."""

from __future__ import annotations

import pytest

from tests.app.conftest import texts

TWO = "openai/whisper-tiny,openai/whisper-base"


def test_the_empty_page_says_what_to_do_and_the_example_does_it(open_page):
    app = open_page("compare")
    assert "Name the models" in app.info[0].value
    app = app.button[0].click().run()
    assert len(app.table[0].value.columns) == 4


@pytest.mark.parametrize("separator", [",", " ", "\n", ", \n"], ids=repr)
def test_models_are_columns_in_the_order_asked(open_page, separator):
    app = open_page("compare", models=TWO.replace(",", separator))
    columns = [name.replace("\\", "") for name in app.table[0].value.columns]
    assert columns == ["fact", *TWO.split(",")]


def test_facts_and_notes_are_the_library_s(open_page, engine):
    app = open_page("compare", models=TWO)
    table = app.table[0].value.set_index("fact")
    tiny, base = (engine.show(each).record for each in TWO.split(","))
    assert [cell.replace("\\", "") for cell in table.loc["licence"]] == [tiny.license, base.license]
    assert any("90 %" in caption for caption in texts(app, "caption"))
    assert any(caption.startswith("Sources") for caption in texts(app, "caption"))


WRONG = {
    "one": ("openai/whisper-tiny", "from 2"),
    "the same twice": ("openai/whisper-tiny openai/whisper-tiny", "from 2"),
    "six": (" ".join(f"a/{n}" for n in range(6)), "at most 5"),
    "unknown": ("openai/whisper-tiny nobody/nothing", "nobody/nothing"),
}


@pytest.mark.parametrize(("models", "told"), WRONG.values(), ids=WRONG)
def test_what_makes_no_sense_is_one_sentence(open_page, models, told):
    app = open_page("compare", models=models)
    assert told in app.error[0].value.replace("\\", "")
    assert not app.exception
    assert not app.table
