"""The page Audit: a pasted card, uploads, bad input."""

from __future__ import annotations

from tests.app.conftest import shown

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
