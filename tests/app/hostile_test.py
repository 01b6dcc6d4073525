"""Whatever stands in a catalogue stays text on the pages."""

from __future__ import annotations

import pytest
import streamlit

from hubscan.catalogue.record import BaseModel, Relation
from hubscan.catalogue.store import open_catalogue, shipped_snapshot
from tests.app.conftest import opener
from tests.catalogue.records import record, score, snapshot

SCRIPT = "evil/<script>alert(1)</script>"
LINK = "evil/[click](javascript:alert(1))"
TEMPLATE = "evil/{{7*7}}${7*7}<img/src=x/onerror=alert(1)>"
CONTROL = "evil/\x1b[31m\x07red\u202egpj"
IMAGE = "evil/![x](http://elsewhere.example/x.png)"
HOSTILE = (SCRIPT, LINK, TEMPLATE, CONTROL, IMAGE)


def hostile_records():
    for number, model_id in enumerate(HOSTILE):
        yield record(
            number,
            model_id=model_id,
            author=model_id,
            pipeline_tag="text-classification",
            license="<b>mit</b>",
            library_name="<i>transformers</i>",
            base_models=(BaseModel(HOSTILE[number - 1], Relation.FINETUNE),),
            tags=("<script>alert(2)</script>",),
            parameters=10_000_000 * (number + 1),
            description="# toxic comments <script>alert(3)</script> {{config}} $\\href{x}{y}$",
        )


@pytest.fixture(scope="module")
def hostile_dir(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    scores = [
        score(each, benchmark="<script>b</script>", source="[s](http://e)") for each in HOSTILE
    ]
    made_of = snapshot(hostile_records(), scores, shipped_snapshot().fingerprint)
    open_catalogue(folder, snapshot=made_of).close()
    return folder


@pytest.fixture
def open_hostile(hostile_dir, monkeypatch):
    streamlit.cache_resource.clear()
    yield opener(hostile_dir, monkeypatch)
    streamlit.cache_resource.clear()


PAGES = {
    "find": ("find", {"need": "detect toxic comments", "task": "text-classification"}),
    "a need": ("find", {"need": SCRIPT, "task": "text-classification"}),
    "a constraint": ("find", {"need": "toxic comments", "author": SCRIPT}),
    "an id": ("alternatives", {"model": TEMPLATE}),
    "compare": ("compare", {"models": f"{LINK} {SCRIPT} {IMAGE}"}),
    "compare with what is not there": ("compare", {"models": "<script>x</script> b"}),
    "coverage": ("coverage", {}),
}
# what Markdown would read; escaped, each has a backslash before its first character
MARKUP = ("<script", "<b>", "<img", "[click]", "![x]", "[s](", "${7", "$\\href")


@pytest.mark.parametrize(("name", "query"), PAGES.values(), ids=PAGES)
def test_it_stays_text(open_hostile, name, query):
    app = open_hostile(name, **query)
    assert not app.exception
    for kind in ("markdown", "caption", "title", "subheader", "error", "warning", "info", "badge"):
        for element in app.get(kind):
            assert not getattr(element, "allow_html", False)
            _is_escaped(str(element.value))
    for table in app.table:
        for cell in [*table.value.columns, *table.value.to_numpy().ravel()]:
            _is_escaped(str(cell))
    for link in app.get("page_link"):
        _is_escaped(link.proto.label)


def _is_escaped(text):
    for markup in MARKUP:
        at = text.find(markup)
        assert at < 0 or text[at - 1 : at] == "\\", text
    assert text.replace("\n", "").isprintable()


def test_the_models_are_shown_all_the_same(open_hostile):
    app = open_hostile("find", need="detect toxic comments", task="text-classification")
    shown = "".join(element.value for element in app.subheader).replace("\\", "")
    assert SCRIPT in shown
    assert TEMPLATE in shown
