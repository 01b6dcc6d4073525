import json
from datetime import date

import pytest

from hubscan.cards import parse
from hubscan.cards.audit import profiles
from hubscan.cards.audit.findings import CardAudit, Finding, Score
from hubscan.cards.audit.rates import completeness
from hubscan.cards.audit.runner import audit_card
from hubscan.cards.diagnostics import Severity
from hubscan.report.audit import Format, render
from hubscan.report.audit.report import Report
from tests.cards.audit.cases import CASES, card

PROFILE = profiles.load("hub-checklist")
EVIL = "\x1b[31m<script>alert(1)</script> [bold]x[/bold] | ::error::y\n::warning::z @org %0A"


def audited(text, name="models/a/README.md"):
    card = parse(text.encode())
    return audit_card(card, name, profile=PROFILE, today=date(2026, 11, 20))


def reported(*audits):
    return Report(PROFILE, audits, completeness(audits) if len(audits) > 1 else ())


WRONG = audited(card("licence: mit\nlanguage: no\ntags: [gguf]\n"))
RIGHT = audited(card("license: mit\n"), "models/b/README.md")
COPY = audited(
    card("license: mit\ntags: [gguf]\nbase_model: a/b\nco2_eq_emissions: 5\n"), "c/README.md"
)
HOSTILE = CardAudit(
    "a,b:c%\n.md",
    (Finding("license-unknown", Severity.ERROR, EVIL, 2, EVIL, "license"),),
    Score("hub-checklist", ()),
)


def test_json_holds_everything():
    document = json.loads(render(reported(WRONG, COPY), Format.JSON))
    assert document["profile"] == "hub-checklist"
    first, second = document["cards"]
    assert first["findings"][0] == {
        "rule": "key-near-miss",
        "severity": "error",
        "message": "the Hub does not read `licence`: the key is `license`",
        "line": 2,
        "fix": "rename `licence` to `license`",
        "field": "licence",
    }
    assert first["score"] == pytest.approx(WRONG.score.value)
    assert {field["state"] for field in first["fields"]} >= {"absent", "present", "not_applicable"}
    assert second["not_checked"][0]["rule"] == "emissions-copied"
    rate = document["rates"][0]
    assert (rate["what"], rate["count"], rate["total"]) == ("card", 2, 2)
    assert rate["low"] < rate["share"] <= rate["high"]
    assert rate["published"][0]["share"] == 0.428


def test_json_without_a_score_says_null():
    document = json.loads(render(reported(HOSTILE), Format.JSON))
    assert document["cards"][0]["score"] is None


def test_sarif_has_the_parts_that_the_standard_asks_for():
    document = json.loads(render(reported(WRONG, RIGHT), Format.SARIF))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "hubscan"
    assert len(run["results"]) == len(WRONG.findings) + len(RIGHT.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        place = result["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] >= 1
        assert place["artifactLocation"]["uri"].startswith("models/")


def test_sarif_names_files_as_addresses():
    document = json.loads(render(reported(HOSTILE), Format.SARIF))
    place = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%2Cb%3Ac%25%0A.md"


def test_github_commands():
    lines = render(reported(WRONG), Format.GITHUB).splitlines()
    assert lines[0] == (
        "::error file=models/a/README.md,line=2,title=key-near-miss::"
        "the Hub does not read `licence`: the key is `license`. rename `licence` to `license`"
    )
    assert any(line.startswith("::warning file=models/a/README.md,line=3") for line in lines)


def test_a_card_cannot_write_github_commands():
    lines = render(reported(HOSTILE), Format.GITHUB).splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert len(commands) == 1
    assert commands[0].startswith("::error file=a%2Cb%3Ac%25%0A.md,line=2,title=license-unknown::")


@pytest.mark.parametrize("form", [Format.MARKDOWN, Format.TABLE])
def test_a_card_cannot_drive_the_terminal_or_the_page(form):
    text = render(reported(HOSTILE), form)
    assert "\x1b[31m" not in text
    if form is Format.MARKDOWN:
        assert "<script>" not in text.replace("\\<", "")
        assert " @org" not in text
        assert all(
            line.count(" | ") == 4 for line in text.splitlines() if "license-unknown" in line
        )
    else:
        assert "[bold]x[/bold]" in text.replace("\n", "")


def test_markdown():
    text = render(reported(WRONG), Format.MARKDOWN)
    assert text.startswith("# Model cards: ")
    assert "| 2 | error | key-near-miss | " in text
    assert "| license | absent | 0 of 14 |" in text


def test_markdown_of_many_has_rates_beside_the_published_ones():
    text = render(reported(WRONG, RIGHT), Format.MARKDOWN)
    assert "| card | 100.0 % (34.2 to 100.0) | 2 |" in text
    assert "card: 42.8% of 74,970 models in Liang" in text


def test_the_table_fits_eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    text = render(reported(WRONG), Format.TABLE)
    assert max(map(len, text.splitlines())) <= 80
    assert "key-near-miss" in text
    assert "error" in text
    assert text.rstrip().endswith("1 card: 2 errors, 1 warning, 0 notes")


def test_the_table_says_what_was_not_checked():
    assert "not checked: emissions-copied" in render(reported(COPY), Format.TABLE)


@pytest.mark.parametrize(("cards", "shown"), [(1, 1), (2, 2), (5, 5), (6, 0)])
def test_the_table_of_many_leaves_out_the_fields_of_each(cards, shown):
    text = render(reported(*[WRONG, RIGHT, *[RIGHT] * 4][:cards]), Format.TABLE)
    assert ("Completeness" in text) is (cards > 1)
    assert text.count("Points") == shown
    assert ("no `license` in the metadata" in text) is (shown > 0)


@pytest.mark.parametrize("form", Format)
def test_every_format_takes_every_case(form):
    report = reported(*(audited(case.wrong) for case in CASES))
    assert render(report, form).endswith("\n")


@pytest.mark.parametrize("form", Format)
def test_nothing_to_report(form):
    assert render(Report(PROFILE, ()), form).endswith("\n")
