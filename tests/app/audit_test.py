"""The page Audit: a pasted card, uploads, an organisation, bad input."""

from __future__ import annotations

import huggingface_hub.constants
import pytest

from hubscan.cards.audit.runner import Options
from hubscan.cards.audit.uploads import audit_uploads
from tests.app.conftest import shown
from tests.catalogue.hubserver import FakeHub, raw_model

KNOWN = "facebook/bart-large-mnli"
CARD = "---\nlicence: mit\n---\n# M\n"


def audited(open_page, *uploads, pasted=""):
    app = open_page("audit")
    app.text_area[0].set_value(pasted)
    if uploads:
        app.file_uploader[0].set_value(list(uploads))
    app.button[0].click()
    return app.run()


def test_a_pasted_card_is_audited_and_fixed(open_page):
    app = audited(open_page, pasted=CARD)

    assert not app.exception
    assert not app.error
    assert "/100" in app.metric[0].value
    assert "-licence: mit" in app.code[0].value
    assert "+license: mit" in app.code[0].value
    findings = app.dataframe[0].value
    assert list(findings["Line"]) == sorted(findings["Line"])


def test_several_cards_are_compared(open_page):
    app = audited(
        open_page,
        ("README.md", CARD.encode(), "text/markdown"),
        ("README.md", b"---\nlicense: mit\n---\n# N\n", "text/markdown"),
    )

    assert not app.exception
    assert list(app.dataframe[0].value["Card"]) == ["README.md", "README.md (2)"]
    assert "Published" in app.dataframe[1].value.columns
    app.selectbox[-1].set_value(1).run()
    assert app.metric


def test_nothing_given_says_what_to_do(open_page):
    app = audited(open_page)
    assert "upload a README.md" in app.warning[0].value


def test_a_hostile_card_stays_text(open_page):
    card = "---\nlicense: '<script>alert(1)</script>'\n---\n{{ 7 * 7 }} \x1b[31m <img src=x>\n"
    app = audited(open_page, pasted=card)
    assert not app.exception
    assert not [m for m in app.markdown if "<script>" in m.value]
    assert "49" not in shown(app)


@pytest.fixture
def hub(monkeypatch):
    hub = FakeHub([raw_model(1, id=KNOWN)])
    hub.cards[KNOWN] = CARD.encode()
    with hub.serve() as endpoint:
        monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", endpoint)
        yield hub


def chosen(open_page, author):
    app = open_page("audit", cards="An organisation")
    return app.selectbox("author").set_value(author).run()


def test_an_organisation_is_audited_side_by_side(open_page, hub, engine):
    app = chosen(open_page, "facebook")
    app.button[-1].click().run()
    app.session_state["author_audit"].wait(60)
    app.run()
    assert not app.exception
    assert not app.error
    assert "hubscan audit --author=facebook" in app.code[-1].value

    table = app.dataframe[0].value.set_index("Card")
    downloads = [engine.show(model_id).record.downloads for model_id in table.index]
    assert downloads == sorted(downloads, reverse=True)
    assert len(table) == 25
    assert table.Findings[KNOWN] == len(
        audit_uploads({KNOWN: CARD.encode()}, Options())[0].audit.findings
    )
    assert hub.requests["list"] == 0  # the catalogue knows them


def test_nothing_is_asked_before_the_button_is_pressed(open_page, hub):
    app = chosen(open_page, "facebook")
    assert app.query_params["author"] == "facebook"
    assert "press the button" in app.info[0].value
    app.selectbox("author").set_value(None)
    app.button[-1].click().run()
    assert "Choose an organisation" in app.warning[0].value
    assert not hub.log
