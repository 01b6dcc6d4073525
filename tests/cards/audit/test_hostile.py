from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubscan.cards import parse
from hubscan.cards.audit import profiles
from hubscan.cards.audit.fixes import fix
from hubscan.cards.audit.runner import audit_card
from hubscan.cards.audit.subject import Subject
from hubscan.cards.vocabularies import Name, vocabulary
from hubscan.report.audit import Format, render
from hubscan.report.audit.report import Report

TODAY = date(2026, 11, 20)
KEYS = st.sampled_from([*vocabulary(Name.METADATA_KEYS), "licence", "co2", "on", "~", "1"])
VALUES = st.sampled_from(
    [
        ".nan", ".inf", "-1e400", "[]", "{}", "[[1]]", "{a: {b: 1}}", "null", "true", "no",
        "2024-01-01", "!!binary x", '"\\0"', "1e5", '"1e999 kg"', "[{emissions: .nan}]",
        "{emissions: [1]}", "{emissions: 1, energy_consumed: .nan}", "[{name: x, results: 3}]",
        "{emissions: 1, energy_consumed: 0}", "{emissions: 1e-320, energy_consumed: 1e300}",
        "[gguf, autotrain, 3, null, [x]]", "mit", "https://huggingface.co/a/b", "&a [*a]",
    ]
)  # fmt: skip
BODIES = st.sampled_from(
    [
        "Emissions: 1e308 tonnes CO2",
        "Emissions: 9999999999999999e999 kg CO2",
        "The energy consumed is 9e99 MWh",
        "- **Hours used:** 1e9\n- **Carbon Emitted:** TBD",
        "| Carbon (kg CO2) |\n|--|\n| 1 | 2 |",
        "<!--",
        "```",
        "# \u202e\x1b[31m",
        "CO2 Emissions (in grams): 0",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(KEYS, VALUES), max_size=5),
    st.lists(BODIES, max_size=3),
    st.sampled_from(profiles.names()),
)
def test_any_metadata_is_audited_fixed_and_reported(pairs, bodies, profile):
    metadata = "".join(f"{key}: {value}\n" for key, value in pairs)
    content = ("---\n" + metadata + "---\n" + "\n".join(bodies)).encode()
    card = parse(content)
    audit = audit_card(card, "README.md", profile=profiles.load(profile), today=TODAY)
    lines = content.count(b"\n") + 1
    assert all(1 <= found.line <= lines for found in audit.findings)
    assert audit.score.value is None or 0 <= audit.score.value <= 100
    assert parse(fix(content, Subject(card, TODAY)).content).body == card.body
    for form in Format:
        assert "\x1b[31m" not in render(Report(profiles.load(profile), (audit,)), form)


@given(st.binary(max_size=300))
def test_any_bytes_are_audited(content):
    audit = audit_card(
        parse(content), "README.md", profile=profiles.load("annotated-card"), today=TODAY
    )
    assert audit.score.value is not None


@pytest.mark.parametrize(
    "text",
    [
        "---\n" + "".join(f"key{number}: x\n" for number in range(20_000)) + "---\n",
        "---\ntags:\n" + "- gguf\n" * 50_000 + "---\n",
        "---\nlanguage:\n" + "- klingonish\n" * 300 + "---\n",
        "---\nlicense: " + "x" * 500_000 + "\n---\n",
        "---\na: b\n---\n" + "Emissions 1 kg CO2 " * 50_000,
        "---\na: b\n---\n" + "Emissions: 1 kg CO2\n" * 20_000,
    ],
    ids=["keys", "tags", "languages", "a value", "a line", "figures"],
)
def test_a_giant_card_is_audited(text):
    card = parse(text.encode())
    audit = audit_card(card, "x", profile=profiles.load("hub-checklist"), today=TODAY)
    assert all(len(found.message) < 500 for found in audit.findings)
