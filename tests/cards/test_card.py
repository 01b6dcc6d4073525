import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.cards import DiagnosticId, Severity, nodes, parse, set_value
from hubscan.cards.nodes import PythonComposer, compose
from hubscan.errors import EditRefusedError

CARD = b"""\
---
license: mit
tags:
- a
- b # c
model-index:
- name: x
  results:
  - task: {type: t}
co2_eq_emissions:
  emissions: 12_345
  source: "CodeCarbon"
empty:
---
# Model
"""


@pytest.mark.parametrize(
    ("path", "line", "raw"),
    [
        ((), 2, None),
        (("license",), 2, "mit"),
        (("tags",), 3, "- a\n- b # c"),
        (("tags", 1), 5, "b"),
        (("tags", 7), 3, None),
        (("model-index", 0, "results", 0, "task", "type"), 9, "t"),
        (("co2_eq_emissions",), 10, 'emissions: 12_345\n  source: "CodeCarbon"'),
        (("co2_eq_emissions", "emissions"), 11, "12_345"),
        (("co2_eq_emissions", "hardware_used"), 10, None),
        (("co2_eq_emissions", "source"), 12, '"CodeCarbon"'),
        (("empty",), 13, ""),
        (("absent",), 2, None),
        (("license", "x"), 2, None),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_where_a_value_stands_and_how_it_is_written(path, line, raw, newline):
    card = parse(CARD.replace(b"\n", newline.encode()))
    assert card.line_of(*path) == line
    if path:
        written = card.raw(*path)
        assert (written and written.replace("\r\n", "\n")) == raw


def test_the_body_and_its_line():
    card = parse(CARD)
    assert (card.body, card.body_line) == ("# Model\n", 15)
    assert card.has_front_matter
    assert card.errors == ()


def test_a_date_is_a_date_to_both():
    card = parse(b"---\nreleased: 2024-01-02\n---\n")
    assert card.metadata == card.metadata_yaml11 == {"released": datetime.date(2024, 1, 2)}


def test_errors_are_the_diagnostics_that_break_the_card():
    card = parse(b"---\nlanguage: no\na: 1\na: 2\n---\n")
    assert [found.id for found in card.diagnostics] == ["yaml-boolean-word", "duplicate-key"]
    assert [found.id for found in card.errors] == ["duplicate-key"]
    assert card.errors[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    ("yaml", "message"),
    [
        ("language: no", "`no` is text on the Hub and False in Python"),
        ("a: 1e-05", "`1e-05` is the number 1e-05 on the Hub and text in Python"),
        ("a: 010", "`010` is the number 10 on the Hub and the number 8 in Python"),
        ("1: a", "the key `1` is text on the Hub, and the number 1 in Python"),
        ("on: a", "the key `on` is text on the Hub, and True in Python"),
        (
            "a: 1_" + "0" * 90,
            "`1_" + "0" * 38 + "...` is text on the Hub and the number 1" + "0" * 90 + " in Python",
        ),
    ],
)
def test_a_disagreement_is_told_with_both_readings(yaml, message):
    assert parse(f"---\n{yaml}\n---\n".encode()).diagnostics[0].message == message


@pytest.mark.parametrize(
    ("yaml", "kind"),
    [
        ("- a", "a list"),
        ("hello", "text"),
        ("5", "a number"),
        ("1.5", "a number"),
        ("true", "true or false"),
        ("~", "a single value"),
        ("2024-01-02", "a single value"),
    ],
)
def test_a_block_that_is_no_mapping(yaml, kind):
    card = parse(f"---\n{yaml}\n---\n".encode())
    assert card.metadata == card.metadata_yaml11 == {}
    assert card.errors[0].message == f"the metadata is {kind}, not keys with values"


MERGES = [
    ("<<: *d", {"a": 1, "b": 2}),
    ("<<: *d\n  a: 5", {"a": 5, "b": 2}),
    ("a: 5\n  <<: *d", {"a": 5, "b": 2}),
    ("<<: [*d, {c: 3, a: 9}]", {"a": 1, "b": 2, "c": 3}),
    ("'<<': x", {"<<": "x"}),
]


@pytest.mark.parametrize(("yaml", "expected"), MERGES, ids=[yaml for yaml, _ in MERGES])
def test_merge_keys(yaml, expected):
    card = parse(f"---\nd: &d {{a: 1, b: 2}}\ne:\n  {yaml}\n---\n".encode())
    assert card.metadata["e"] == card.metadata_yaml11["e"] == expected
    assert card.diagnostics == ()


KEYS = [
    ("1", "1"),
    ("1.0", "1"),
    (".5", "0.5"),
    ("1e3", "1000"),
    ("-0", "0"),
    ("true", "true"),
    ("True", "true"),
    ("~", "null"),
    ("no", "no"),
    ("'1.0'", "1.0"),
    ("!!str 1.0", "1.0"),
]


@pytest.mark.parametrize(("key", "name"), KEYS)
def test_keys_are_named_as_javascript_names_them(key, name):
    assert list(parse(f"---\n{key}: x\n---\n".encode()).metadata) == [name]


SEPARATORS = [
    ("a: x\u2028y", {"a": "x\u2028y"}),
    ("a: [x\x85y, 1]", {"a": ["x\x85y", 1]}),
    ("a\u2029b: {c: 'd\u2029e'}", {"a\u2029b": {"c": "d\u2029e"}}),
]


@pytest.mark.parametrize(
    ("yaml", "expected"), SEPARATORS, ids=[ascii(yaml) for yaml, _ in SEPARATORS]
)
def test_unicode_separators_end_no_line_on_the_hub(yaml, expected):
    card = parse(f"---\n{yaml}\n---\n".encode())
    assert card.metadata == expected
    assert [found.id for found in card.errors] == [DiagnosticId.LINE_SEPARATOR]


@pytest.mark.parametrize("yaml", ["? [a]\n: b\nc: d", "?\n: b\nc: d", "? {a: 1}\n: b\nc: d"])
def test_a_key_that_is_no_word_is_told_and_stepped_over(yaml):
    card = parse(f"---\n{yaml}\n---\n".encode())
    assert [found.id for found in card.errors] == [DiagnosticId.COMPLEX_KEY]
    assert (card.metadata["c"], card.line_of("c")) == ("d", 4)


def bomb(width: int, depth: int) -> str:
    lines = ["b0: &b0 [x]"]
    lines += [f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * width)}]" for n in range(1, depth)]
    return "\n".join(lines)


# name, YAML, what is found; each must come back at once and be refused by the editor
HOSTILE = [
    ("wide alias bomb", bomb(10, 12), DiagnosticId.TOO_LARGE),
    ("deep alias chain", bomb(1, 300), DiagnosticId.TOO_DEEP),
    ("alias inside itself", "a: &a {b: *a}", DiagnosticId.TOO_DEEP),
    ("open brackets", "a: " + "[" * 20_000, DiagnosticId.TOO_DEEP),
    ("nested brackets", "a: " + "[" * 150 + "]" * 150, DiagnosticId.TOO_DEEP),
    ("too many open brackets", "[" * 500_000, DiagnosticId.TOO_LARGE),
    (
        "merge at the bottom",
        "a: " + "{a: " * 100 + "{<<: {b: 1}}" + "}" * 100,
        DiagnosticId.TOO_DEEP,
    ),
    ("dashes", "- " * 10_000, DiagnosticId.TOO_DEEP),
    ("question marks", "? " * 10_000, DiagnosticId.TOO_DEEP),
    ("indentation", "\n".join(" " * n + "a:" for n in range(150)), DiagnosticId.TOO_DEEP),
    ("many keys", "\n".join(f"k{n}: 1" for n in range(31_000)), DiagnosticId.TOO_LARGE),
    ("long line", "a: " + "x" * 1_000_000, DiagnosticId.TOO_LARGE),
    ("long key", "k" * 1_100 + ": 1", DiagnosticId.YAML_ERROR),
    (
        "merges of merges",
        bomb(1, 2) + "\nm: {" + "<<: {a: 1}, " * 5_001 + "}",
        DiagnosticId.TOO_LARGE,
    ),
]


@pytest.mark.parametrize(
    ("yaml", "kind"), [case[1:] for case in HOSTILE], ids=[case[0] for case in HOSTILE]
)
def test_hostile_metadata_is_told_and_not_edited(yaml, kind):
    content = f"---\n{yaml}\n---\n# Model\n".encode()
    card = parse(content)
    assert kind in {found.id for found in card.errors}
    assert card.body == "# Model\n"
    with pytest.raises(EditRefusedError):
        set_value(content, ("a",), 1)


def test_as_deep_as_js_yaml_goes_is_read():
    card = parse(f"---\na: {'[' * 98}{']' * 98}\n---\n".encode())
    assert card.diagnostics == ()


def test_findings_are_bounded():
    card = parse(f"---\na: [{', '.join(['no'] * 5_000)}]\nb: 1\nb: 2\n---\n".encode())
    assert len(card.diagnostics) == 1_001
    assert [found.id for found in card.errors] == [DiagnosticId.DUPLICATE_KEY]


@pytest.mark.parametrize(
    "yaml",
    [
        "a: 1",
        "a: [1, {b: c}]",
        "a: &x 'q'\nb: *x",
        "a: |\n  t\n\nb: >-\n  u\n",
        "# c",
        "",
        "a: !!str 1",
    ],
)
def test_the_composer_in_python_sees_the_same_tree(yaml):
    fast, slow = compose(yaml), compose(yaml, PythonComposer)
    assert shape(fast) == shape(slow)


def shape(node):
    if node is None:
        return None
    place = (node.tag, node.start_mark.index, node.end_mark.index)
    value = node.value if isinstance(node.value, str) else None
    return (*place, value, [shape(child) for child in nodes.children(node)])


@given(st.binary(max_size=300))
def test_any_bytes_are_a_card(content):
    card = parse(content)
    assert isinstance(card.metadata, dict)
    assert isinstance(card.metadata_yaml11, dict)


YAML_PIECES = st.sampled_from(
    [
        "a",
        "b",
        ":",
        ": ",
        "- ",
        "\n",
        "  ",
        "'",
        '"',
        "#",
        "|",
        ">",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&x ",
        "*x",
        "!!str ",
        "no",
        "1e5",
        "\t",
        "?",
        "<<",
        "\u2028",
        "~",
        "%",
        "\r\n",
    ]
)


@given(st.lists(YAML_PIECES, max_size=25).map("".join))
def test_any_yaml_is_read_and_edited_or_refused(yaml):
    content = f"---\n{yaml}\n---\n# Model\n".encode()
    card = parse(content)
    assert all(
        found.line <= content.count(b"\n") + content.count(b"\r") for found in card.diagnostics
    )
    try:
        edited = set_value(content, ("co2_eq_emissions",), 5)
    except EditRefusedError:
        return
    assert parse(edited).metadata == {**card.metadata, "co2_eq_emissions": 5}
    assert len(edited) > len(content)
