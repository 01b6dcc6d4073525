from datetime import date

import pytest

from hubscan.cards import parse
from hubscan.cards.audit.findings import CardAudit, FieldScore, Finding, Score, fails, in_order
from hubscan.cards.audit.places import countries_in
from hubscan.cards.audit.subject import Subject
from hubscan.cards.audit.text import State, fuller
from hubscan.cards.diagnostics import Severity
from tests.cards.audit.cases import card

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


def subject(metadata="", body="# x\n", **options):
    return Subject(parse(card(metadata, body).encode()), date(2026, 11, 20), **options)


def found(severity, line=1, rule="r"):
    return Finding(rule, severity, "message", line)


def scored(*fields):
    return Score("p", tuple(FieldScore("f", *field, None, "") for field in fields))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Quebec, Canada", {"CA"}),
        ("Brooklyn, NY, USA", {"US"}),
        ("East USA", {"US"}),
        ("United States of America", {"US"}),
        ("Germany", {"DE"}),
        ("the UK", {"GB"}),
        ("Atlanta, Georgia, USA", {"GE", "US"}),
        ("Paris, France or Frankfurt, Germany", {"FR", "DE"}),
        ("South Korea", {"KR"}),
        ("us-east-1", set()),
        ("europe-west4", set()),
        ("a Turkish server", set()),
        ("use of us", set()),
        ("", set()),
        ("x" * 10_000 + " Germany", set()),
    ],
    ids=lambda value: str(value)[:30],
)
def test_countries_in_a_text(text, codes):
    assert countries_in(text) == codes


@pytest.mark.parametrize(
    ("metadata", "task"),
    [
        ("pipeline_tag: text-generation\n", "text-generation"),
        ("pipeline_tag: telepathy\ntags: [fill-mask]\n", "fill-mask"),
        ("tags: [pytorch, image-classification, fill-mask]\n", "image-classification"),
        ("tags: [conversational]\n", None),
        ("tags: text-classification\n", "text-classification"),
        ("license: mit\n", None),
    ],
    ids=str,
)
def test_the_task_is_inferred_as_the_hub_does(metadata, task):
    assert subject(metadata).task == task


@pytest.mark.parametrize(
    ("metadata", "relation"),
    [
        ("tags: [generated_from_trainer]\n", "finetune"),
        ("tags: [finetuned, lora]\n", "adapter"),
        ("tags: [lora, merge]\n", "merge"),
        ("tags: [merge, gguf]\n", "quantized"),
        ("tags: [gguf]\nbase_model_relation: adapter\n", "adapter"),
        ("tags: [GPTQ]\n", "quantized"),
        ("tags: [3, null, gguf-like]\n", None),
        ("license: mit\n", None),
    ],
    ids=str,
)
def test_the_strongest_claim_of_derivation_counts(metadata, relation):
    assert subject(metadata).relation == relation


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a", ("a",)),
        ("[a, b]", ("a", "b")),
        ("[a, 3, null, [b], ' c ']", ("a", "c")),
        ("3", ()),
        ("null", ()),
        ("'  '", ()),
        ("{a: b}", ()),
    ],
    ids=str,
)
def test_the_texts_of_a_key(value, expected):
    assert subject(f"tags: {value}\n").texts("tags") == expected


def test_ids_are_asked_for_only_where_one_matters():
    asked = []

    def ids():
        asked.append(1)
        return frozenset({"a/b"})

    from hubscan.cards.audit.rules.lineage import own_base

    assert list(own_base(subject("license: mit\n", model_ids=ids))) == []
    assert asked == []
    assert len(list(own_base(subject("base_model: a/b\n", model_ids=ids)))) == 1
    assert asked == [1]


def test_findings_stand_by_line_and_the_worst_first():
    mixed = [found(NOTE, 2), found(ERROR, 2), found(WARNING, 1), found(ERROR, 2, "a")]
    assert [(each.line, each.severity, each.rule) for each in in_order(mixed)] == [
        (1, WARNING, "r"),
        (2, ERROR, "a"),
        (2, ERROR, "r"),
        (2, NOTE, "r"),
    ]


@pytest.mark.parametrize(
    ("severities", "worst"),
    [([], None), ([NOTE], NOTE), ([NOTE, WARNING], WARNING), ([WARNING, ERROR, NOTE], ERROR)],
    ids=str,
)
def test_the_worst_of_a_card(severities, worst):
    audit = CardAudit("a", tuple(map(found, severities)), scored())
    assert audit.worst() is worst
    assert fails(audit) is (worst is ERROR)


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ([], None),
        ([(State.NOT_APPLICABLE, 0, 5)], None),
        ([(State.PRESENT, 5, 5)], 100),
        ([(State.PRESENT, 5, 5), (State.ABSENT, 0, 15)], 25),
        ([(State.PRESENT, 5, 5), (State.NOT_APPLICABLE, 0, 95)], 100),
        ([(State.EMPTY, 0, 5), (State.PLACEHOLDER, 0, 5), (State.INVALID, 0, 5)], 0),
    ],
    ids=range(6),
)
def test_a_score_counts_what_applies(fields, value):
    assert scored(*fields).value == value


@pytest.mark.parametrize(
    ("value", "fail_under", "failing"),
    [(50, None, False), (50, 50, False), (50, 50.1, True), (None, 90, False), (0, 0, False)],
    ids=str,
)
def test_a_score_below_the_least_fails(value, fail_under, failing):
    fields = (
        [] if value is None else [(State.PRESENT, value, value), (State.ABSENT, 0, 100 - value)]
    )
    assert fails(CardAudit("a", (), scored(*fields)), fail_under) is failing


@pytest.mark.parametrize("one", [State.EMPTY, State.PLACEHOLDER, State.PRESENT])
@pytest.mark.parametrize("other", [State.EMPTY, State.PLACEHOLDER, State.PRESENT])
def test_the_fuller_of_two(one, other):
    order = [State.EMPTY, State.PLACEHOLDER, State.PRESENT]
    assert fuller(one, other) is order[max(order.index(one), order.index(other))]
