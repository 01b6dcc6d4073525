"""Find: the engine's answer with its reasons, what was left out, and how to get it again."""

from __future__ import annotations

import json
import shlex
from urllib.parse import parse_qsl

import pytest

from hubscan.report.escaping import escape_markdown
from tests.app.conftest import texts

NEED = "detect the sentiment of customer reviews"


def cards(app):
    """Return the models of the cards, best first."""
    return [text.partition(" ")[2] for text in texts(app, "subheader") if text[:1].isdigit()]


def ids(answer):
    return [escape_markdown(result.record.model_id) for result in answer.results]


def test_the_empty_page_says_what_to_do_and_an_example_does_it(open_page):
    app = open_page("find")
    assert "what the model is for" in app.info[0].value
    assert not cards(app)
    example = app.button[0]
    app = example.click().run()
    assert app.text_input("need").value == example.label
    assert cards(app)


ASKED = {
    "nothing more": {},
    "a licence and a size": {"license": "permissive", "max_params": "200M"},
    "a size that no list has": {"max_params": "123M"},
    "a language": {"language": "German"},
    "another order": {"prefer": "energy", "limit": "7"},
    "a runtime": {"task": "text-generation", "runtime": "llama.cpp", "memory": "8GB"},
    "what is left out": {"allow": "gated"},
}


@pytest.mark.parametrize("query", ASKED.values(), ids=ASKED)
def test_a_link_shows_what_the_engine_answers(open_page, engine, query):
    given = {**query, "limit": int(query.get("limit", 5))}
    given |= {"allow": [query["allow"]]} if "allow" in query else {}
    app = open_page("find", need=NEED, **query)
    assert cards(app) == ids(engine.recommend(NEED, **given))
    assert not app.error


@pytest.mark.parametrize("query", ASKED.values(), ids=ASKED)
def test_the_command_gives_the_same_models(open_page, run, data_dir, query):
    app = open_page("find", need=NEED, **query)
    command = next(code.value for code in app.code if code.value.startswith("hubscan "))
    ran = run(*shlex.split(command)[1:], "--json", "--data-dir", data_dir)
    models = [result["model_id"] for result in json.loads(ran.stdout)["results"]]
    assert list(map(escape_markdown, models)) == cards(app)


def test_narrowing_changes_the_link_and_the_cards(open_page):
    app = open_page("find", need=NEED)
    before = cards(app)
    app = app.selectbox("max_params").set_value("50M").run()
    assert cards(app) != before
    again = open_page("find", **dict(parse_qsl(app.code[-1].value.partition("?")[2])))
    assert cards(again) == cards(app)


def test_a_card_shows_reasons_evidence_and_ways_on(open_page, engine):
    first = engine.recommend(NEED).results[0]
    app = open_page("find", need=NEED)
    shown = "\n".join(texts(app, "markdown", "text"))
    for reason in first.reasons:
        assert escape_markdown(reason) in shown
    assert "Energy: " in shown
    assert first.energy.source in shown
    assert first.record.license in shown.replace("\\", "")


def test_what_was_left_out_is_counted(open_page, engine):
    answer = engine.recommend(NEED, license="permissive")
    app = open_page("find", need=NEED, license="permissive")
    table = app.table[-1].value
    assert list(table["models"].str.replace("\\", "")) == [
        f"{count:,}" for count in answer.excluded.values()
    ]
    assert f"{answer.coverage.considered:,} models" in "\n".join(texts(app, "text"))


def test_a_number_of_queries_adds_the_verdict(open_page):
    app = open_page("find", need=NEED, queries="1000000", country="Germany")
    assert "Reuse or train" in texts(app, "subheader")
    assert "Germany" in "\n".join(texts(app, "text"))
    assert next(iter(app.table[0].value.columns)) == "option"


WRONG = {
    "licence": ({"license": "nonsense"}, "nonsense"),
    "size": ({"max_params": "many"}, "many"),
    "device": ({"device": "toaster"}, "toaster"),
    "country": ({"queries": "1000", "country": "Atlantis"}, "Atlantis"),
    "need of nothing": ({"need": "???"}, "need is empty"),
}


@pytest.mark.parametrize(("query", "told"), WRONG.values(), ids=WRONG)
def test_what_makes_no_sense_is_one_sentence(open_page, query, told):
    app = open_page("find", **({"need": NEED} | query))
    assert told in app.error[0].value.replace("\\", "")
    assert not app.exception
    assert not cards(app)


def test_what_no_list_has_is_not_taken_from_a_link(open_page):
    app = open_page("find", need=NEED, task="cooking", prefer="nothing", limit="9999")
    assert len(cards(app)) == 5
    assert not app.error


def test_a_need_that_nothing_serves_is_declined(open_page):
    app = open_page("find", need="xyzzy plugh frobnicate")
    assert "fits well" in app.warning[0].value
    assert not cards(app)


def test_constraints_that_nothing_satisfies_say_so(open_page):
    app = open_page("find", need=NEED, max_params="1")
    assert "satisfies every constraint" in app.warning[0].value
    assert len(app.table)
