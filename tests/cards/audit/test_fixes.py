from datetime import date

import pytest

from hubscan.cards import parse
from hubscan.cards.audit.fixes import fix
from hubscan.cards.audit.subject import Subject
from tests.cards.audit.cases import CASES, card

TODAY = date(2026, 11, 20)


def fixed(text):
    content = text.encode()
    return fix(content, Subject(parse(content), TODAY))


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("licence: mit # why\n", "license: mit\n"),
        ("lang: [en, no]\n", 'language:\n- en\n- "no"\n'),
        ("tag: x\n", "tags: x\n"),
        ("a: 1\nlicence: license\nb: 2\n", "a: 1\nb: 2\n"),
        ("license: Apache-2.0 # ours\n", "license: apache-2.0 # ours\n"),
        ("language: EN\n", "language: en\n"),
        ("language: no # Norwegian\n", 'language: "no" # Norwegian\n'),
        ("co2_eq_emissions: 1e-05\n", "co2_eq_emissions: 0.00001\n"),
        ("co2_eq_emissions:\n  emissions: 17 kg\n", "co2_eq_emissions:\n  emissions: 17000\n"),
        ('co2_eq_emissions: "0.5"\n', "co2_eq_emissions: 0.5\n"),
        (
            "co2_eq_emissions:\n- emissions: 5\n- source: x\n",
            "co2_eq_emissions:\n  emissions: 5\n  source: x\n",
        ),
    ],
    ids=str,
)
def test_safe_fixes(wrong, right):
    result = fixed(card(wrong))
    assert result.content.decode() == card(right)
    assert result.done
    assert result.refused == ()
    again = fixed(right_card := result.content.decode())
    assert again.content.decode() == right_card
    assert again.done == ()


@pytest.mark.parametrize(
    "metadata",
    [
        "licence: the one of my university\n",
        "licence: mit\nlicense: apache-2.0\n",
        "co2: 12\n",
        "emissions: 12\n",
        "license: other\n",
        "language: English\n",
        "pipeline_tag: text2text-generation\n",
        "co2_eq_emissions: 0.0279\n",
        "co2_eq_emissions: 0\n",
        "co2_eq_emissions: 5 to 7 kg\n",
        "co2_eq_emissions:\n- emissions: 5\n- emissions: 7\n",
        "base_model: https://huggingface.co/a/b\n",
        "license: mit\n",
        "language: [[en]]\n",
        "language: {en: 1}\n",
        "license: [Apache-2.0]\nlicence: {a: 1}\n",
        "co2_eq_emissions: [1, 2]\n",
        "co2_eq_emissions: {emissions: [1]}\n",
        "co2_eq_emissions: .nan\n",
    ],
    ids=str,
)
def test_what_needs_a_person_is_left(metadata):
    result = fixed(card(metadata))
    assert result.content.decode() == card(metadata)
    assert result.done == ()


def test_a_refused_fix_is_told_and_the_bytes_stay():
    text = card("licence: mit\nlicense_name: a\nlicense_name: b\n")
    result = fixed(text)
    assert result.content.decode() == text
    assert result.done == ()
    (refused,) = result.refused
    assert "license_name" in refused


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_fix_changes_no_body_and_settles(case):
    once = fixed(case.wrong)
    assert parse(once.content).body == parse(case.wrong.encode()).body
    assert fixed(once.content.decode()).content == once.content
