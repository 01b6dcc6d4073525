import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.cards import parse, remove, set_value
from hubscan.cards.edit import same
from hubscan.errors import EditRefusedError

EMISSIONS = ("co2_eq_emissions",)


def block(yaml: str) -> bytes:
    return f"---\n{yaml}---\n# Model\n".encode()


# name, YAML before, path, value, YAML after
SETS = [
    ("scalar", "a: 1\nb: 2\n", ("a",), 3, "a: 3\nb: 2\n"),
    ("text for text", "a: mit\n", ("a",), "no", 'a: "no"\n'),
    ("quoted scalar", "a: 'x' # c\n", ("a",), "y", "a: y # c\n"),
    ("aligned values", "a:    1\nbcd:  2\n", ("a",), 3, "a:    3\nbcd:  2\n"),
    ("blank before the colon", "a : 1\n", ("a",), 2, "a : 2\n"),
    ("quoted key", "'a': 1\n", ("a",), 2, "'a': 2\n"),
    ("key in other words", "on: 1\n", ("on",), 2, "on: 2\n"),
    ("number as a key", "1: a\n", ("1",), "b", "1: b\n"),
    ("empty value", "a:\nb: 1\n", ("a",), 2, "a: 2\nb: 1\n"),
    ("empty value with a comment", "a: # c\nb: 1\n", ("a",), 2, "a: 2 # c\nb: 1\n"),
    ("null as a word", "a: ~\n", ("a",), 2, "a: 2\n"),
    ("list for a scalar", "a: x # c\nb: 1\n", ("a",), ["y", "z"], "a: # c\n- y\n- z\nb: 1\n"),
    ("scalar for a list", "a:\n- x\n- y # c\nb: 1\n", ("a",), 5, "a: 5\nb: 1\n"),
    (
        "scalar for an indented list",
        "a: # c\n  - x\n\n# d\nb: 1\n",
        ("a",),
        5,
        "a: 5 # c\n\n# d\nb: 1\n",
    ),
    ("list for a list", "a:\n  - x\nb: 1\n", ("a",), ["y"], "a:\n- y\nb: 1\n"),
    ("flow list", "a: [x,\n  y] # c\nb: 1\n", ("a",), 5, "a: 5 # c\nb: 1\n"),
    ("list for a flow list", "a: [x, y] # c\n", ("a",), ["z"], "a: # c\n- z\n"),
    ("no more items", "a:\n- x\n", ("a",), [], "a: []\n"),
    ("scalar for a mapping", "a:\n  b: 1\n  c: 2\nd: 3\n", ("a",), 5, "a: 5\nd: 3\n"),
    ("literal text", "a: |\n  x\n\n  y\n\nb: 1\n", ("a",), 5, "a: 5\n\nb: 1\n"),
    ("folded text with a comment", "a: >- # c\n  x\n# d\nb: 1\n", ("a",), 5, "a: 5\n# d\nb: 1\n"),
    ("mapping for literal text", "a: |\n  x\nb: 1\n", ("a",), {"c": 1}, "a:\n  c: 1\nb: 1\n"),
    ("plain text over two lines", "a: x\n  y\nb: 1\n", ("a",), 5, "a: 5\nb: 1\n"),
    ("quoted text over two lines", 'a: "x\n  y" # c\nb: 1\n', ("a",), 5, "a: 5 # c\nb: 1\n"),
    ("anchor of no use", "a: &x 1\nb: 2\n", ("a",), 3, "a: 3\nb: 2\n"),
    (
        "nested scalar",
        "a:\n    b: 1 # c\n    d: 2\n",
        ("a", "b"),
        5,
        "a:\n    b: 5 # c\n    d: 2\n",
    ),
    (
        "nested key that is new",
        "a:\n    b: 1 # c\n\n# d\ne: 2\n",
        ("a", "f"),
        5,
        "a:\n    b: 1 # c\n    f: 5\n\n# d\ne: 2\n",
    ),
    (
        "nested key after a list",
        "a:\n  b:\n  - x\ne: 2\n",
        ("a", "f"),
        5,
        "a:\n  b:\n  - x\n  f: 5\ne: 2\n",
    ),
    (
        "nested key after literal text",
        "a:\n  b: |+\n    x\n\ne: 2\n",
        ("a", "f"),
        5,
        "a:\n  b: |+\n    x\n\n  f: 5\ne: 2\n",
    ),
    (
        "nested key after an alias",
        "x: &x 1\na:\n  b: *x # c\ne: 2\n",
        ("a", "f"),
        5,
        "x: &x 1\na:\n  b: *x # c\n  f: 5\ne: 2\n",
    ),
    (
        "nested key after a list that ends in an alias",
        "x: &x 1\na:\n  b:\n  - *x # c\n\n# d\ne: 2\n",
        ("a", "f"),
        5,
        "x: &x 1\na:\n  b:\n  - *x # c\n  f: 5\n\n# d\ne: 2\n",
    ),
    ("nested key under nothing", "a:\nb: 1\n", ("a", "c", "d"), 5, "a:\n  c:\n    d: 5\nb: 1\n"),
    (
        "nested key under an empty mapping",
        "a: {} # c\nb: 1\n",
        ("a", "c"),
        5,
        "a: # c\n  c: 5\nb: 1\n",
    ),
    ("nested path that is new", "b: 1\n", ("a", "c"), 5, "b: 1\na:\n  c: 5\n"),
    (
        "nested key in flow style",
        "a: {b: 1, c: [2]}\n",
        ("a", "d"),
        "x, y",
        'a: {b: 1, c: [2], d: "x, y"}\n',
    ),
    ("flow style with a last comma", "a: {b: 1, }\n", ("a", "d"), 2, "a: {b: 1, d: 2 }\n"),
    ("flow style over lines", "a: {\n  b: 1\n}\n", ("a", "d"), 2, "a: {\n  b: 1, d: 2\n}\n"),
    (
        "nested value in flow style",
        "a: {b: 1, c: 2}\n",
        ("a", "b"),
        {"x": 1},
        "a: {b: {x: 1}, c: 2}\n",
    ),
    (
        "mapping key by key",
        "a:\n  # why\n  b: 1 # c\n  d: 2\n  e: 3\n",
        ("a",),
        {"b": 5, "e": 3, "f": 4},
        "a:\n  # why\n  b: 5 # c\n  e: 3\n  f: 4\n",
    ),
    (
        "mapping with nothing in common",
        "a:\n    b: 1 # c\nd: 2\n",
        ("a",),
        {"x": 1},
        "a:\n    x: 1\nd: 2\n",
    ),
    (
        "overriding a merged key",
        "d: &d {a: 1}\ne:\n  <<: *d\n  b: 2\n",
        ("e", "a"),
        5,
        "d: &d {a: 1}\ne:\n  <<: *d\n  b: 2\n  a: 5\n",
    ),
    ("number that one grammar reads as text", "a: 1e-05\n", ("a",), 0.00001, "a: 0.00001\n"),
    ("text that one grammar reads as false", "a: no\n", ("a",), "no", 'a: "no"\n'),
    ("date that PyYAML cannot read", "a: 2024-13-45\n", ("a",), "2024-13-45", 'a: "2024-13-45"\n'),
    ("the same number in other words", "a: 5.0\n", ("a",), 5, "a: 5.0\n"),
    ("the same mapping", "a: {b: 1}\n", ("a",), {"b": 1.0}, "a: {b: 1}\n"),
    ("truth is no number", "a: 1\n", ("a",), True, "a: true\n"),
]


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [case[1:] for case in SETS],
    ids=[case[0] for case in SETS],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_set_value(before, path, value, after, newline):
    content = block(before).replace(b"\n", newline.encode())
    expected = block(after).replace(b"\n", newline.encode())
    edited = set_value(content, path, value)
    assert edited == expected
    assert set_value(edited, path, value) == edited


# name, YAML before, path, YAML after
REMOVALS = [
    ("first key", "a: 1 # c\nb: 2\n", ("a",), "b: 2\n"),
    ("last key", "a: 1\nb: 2\n", ("b",), "a: 1\n"),
    ("key with a list", "a:\n- x\n- y\n# c\nb: 2\n", ("a",), "# c\nb: 2\n"),
    ("key with literal text", "a: |\n  x\n\nb: 2\n", ("a",), "\nb: 2\n"),
    ("key without a value", "a:\nb: 2\n", ("a",), "b: 2\n"),
    ("nested key", "a:\n  b: 1\n  c: 2\n", ("a", "b"), "a:\n  c: 2\n"),
    ("only nested key", "a: # why\n  b: 1\nc: 2\n", ("a", "b"), "a: {} # why\nc: 2\n"),
    ("only key beside a comment", "# c\na: 1\n", ("a",), "# c\n"),
    ("first in flow style", "a: {b: 1, c: 2}\n", ("a", "b"), "a: {c: 2}\n"),
    ("last in flow style", "a: {b: 1, c: 2}\n", ("a", "c"), "a: {b: 1}\n"),
    ("only one in flow style", "a: {b: 1}\n", ("a", "b"), "a: {}\n"),
    ("absent key", "a: 1\n", ("b",), "a: 1\n"),
    ("absent nested key", "a: 1\n", ("b", "c"), "a: 1\n"),
    ("under a value that is no mapping", "a: 1\n", ("a", "c"), "a: 1\n"),
]


@pytest.mark.parametrize(
    ("before", "path", "after"), [case[1:] for case in REMOVALS], ids=[case[0] for case in REMOVALS]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_remove(before, path, after, newline):
    content = block(before).replace(b"\n", newline.encode())
    assert remove(content, path) == block(after).replace(b"\n", newline.encode())


@pytest.mark.parametrize(
    ("others", "after"),
    [(10, "  b: 2\n  # why\n  c: 3\n"), (8_000, "  b: 2\n  c: 3\n")],
    ids=["key by key", "at one go in a card larger than any real one"],
)
def test_a_mapping_for_a_mapping(others, after):
    head = "---\n" + "".join(f"k{number}: x # c\n" for number in range(others)) + "a:\n"
    tail = "d: 'e'\n---\n# T\n"
    before = f"{head}  b: 1\n  # why\n  c: 3\n{tail}".encode()
    assert set_value(before, ("a",), {"b": 2, "c": 3}) == f"{head}{after}{tail}".encode()


def test_removing_the_only_key_removes_the_block():
    # two fences with nothing between are no block to the Hub: it would show two rules
    assert remove(block("a: 1\n"), ("a",)) == b"# Model\n"


REFUSALS = [
    ("value where a mapping is needed", "a: 1\nb: 2\n", ("a", "c"), 5, 2, "holds a value"),
    ("list where a mapping is needed", "x: 1\na: [1]\n", ("a", "c"), 5, 3, "holds a value"),
    ("shared target", "a: &a 1\nb: *a\n", ("a",), 5, 2, "anchor"),
    ("alias as the target", "a: &a 1\nb: *a\n", ("b",), 5, 3, "anchor"),
    ("shared mapping on the way", "a: &a {x: 1}\nb: *a\n", ("b", "x"), 5, 3, "anchor"),
    ("anchor inside the target", "a: [&x 1]\nb: *x\n", ("a",), 5, 2, "anchor"),
    ("duplicate key elsewhere", "a: 1\na: 2\nb: 3\n", ("b",), 5, 3, "twice"),
    ("nested duplicate key", "a:\n  b: 1\n  b: 2\n", ("c",), 5, 4, "twice"),
    ("explicit key", "? a\n: 1\n", ("a",), 5, 2, "cannot be edited"),
    ("not a number", "a: 1\n", ("a",), float("nan"), 2, "nan"),
    ("what YAML cannot say", "a: 1\n", ("b",), object(), 2, "object"),
    ("lone surrogate", "a: 1\n", ("b",), "\ud800", 2, "UTF-8"),
]


@pytest.mark.parametrize(
    ("before", "path", "value", "line", "why"),
    [case[1:] for case in REFUSALS],
    ids=[case[0] for case in REFUSALS],
)
def test_refusing_to_set(before, path, value, line, why):
    with pytest.raises(EditRefusedError, match=why) as refusal:
        set_value(block(before), path, value)
    assert refusal.value.line == line


def test_refusing_to_remove_what_a_merge_brings():
    assert parse(block("d: &d {a: 1}\ne:\n  <<: *d\n")).metadata["e"] == {"a": 1}
    content = block("d: &d {a: 1}\ne:\n  <<: *d\n  b: 2\n")
    for refused in (
        lambda: remove(content, ("e", "a")),
        lambda: set_value(content, ("e",), {"b": 3}),
    ):
        with pytest.raises(EditRefusedError, match="line 3: `a` comes from a merge"):
            refused()
    with pytest.raises(EditRefusedError, match="line 2: `d` is shared through an anchor"):
        remove(content, ("d",))


def test_refusing_to_remove_an_explicit_key():
    with pytest.raises(EditRefusedError, match="line 2: `a` does not start its line"):
        remove(block("? a\n: 1\nb: 2\n"), ("a",))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"", b"---\na: 1\n---\n"),
        (b"\xef\xbb\xbf# x\n", b"\xef\xbb\xbf---\na: 1\n---\n# x\n"),
        (b"# x\r\ny\r\n", b"---\r\na: 1\r\n---\r\n# x\r\ny\r\n"),
        (b"# no newline", b"---\na: 1\n---\n# no newline"),
        (b"{{ x }} {% raw %}\n", b"---\na: 1\n---\n{{ x }} {% raw %}\n"),
        (b"\xef\xbb\xbf---\r\n---\r\n", b"\xef\xbb\xbf---\r\na: 1\r\n---\r\n"),
    ],
)
def test_a_card_without_a_block_gets_one(before, after):
    assert set_value(before, ("a",), 1) == after


def test_a_nested_path_makes_its_mappings():
    assert set_value(b"# x\n", ("a", "b"), 1) == b"---\na:\n  b: 1\n---\n# x\n"


KEYS = st.sampled_from(["a", "b", "license", "on", "co2_eq_emissions"])
LEAVES = st.sampled_from(
    [
        "1",
        "no",
        "'x' # c",
        "|\n  t\n",
        ">-\n  t\n\n",
        "[x, y]",
        "{p: 1, q: no}",
        "",
        "&n 2",
        "\n- x\n- y",
        "\n  p: 1\n  # c\n  q: 2",
        "\n  p: |+\n    t\n\n",
    ]
)
ENTRIES = st.dictionaries(KEYS, LEAVES, max_size=4).map(
    lambda entries: "".join(f"{key}: {leaf}\n" for key, leaf in entries.items())
)
NEW = st.sampled_from(
    [5, 0.00001, "no", "a: b", True, None, [], ["x"], {"p": 5}, {"r": "x", "q": 2}]
)
ENDINGS = st.sampled_from(["\n", "\r\n"])
PATHS = st.tuples(KEYS) | st.tuples(KEYS, st.sampled_from(["p", "q", "z"]))


@given(ENTRIES, PATHS, NEW, ENDINGS, st.sampled_from(["# Model\n", "", "\n---\ntext\n---\n"]))
def test_any_edit_changes_its_target_and_nothing_else(yaml, path, value, newline, body):
    content = (
        f"# top\n---\n{yaml}---\n{body}".removeprefix("# top\n").replace("\n", newline).encode()
    )
    card = parse(content)
    try:
        edited = set_value(content, path, value)
    except EditRefusedError:
        return
    after = parse(edited)
    assert after.body == card.body
    assert same(value_at(after.metadata, path), value)
    assert same(value_at(after.metadata_yaml11, path), value)
    for key in card.metadata.keys() - {path[0]}:
        assert same(after.metadata[key], card.metadata[key])
    assert after.metadata.keys() - {path[0]} == card.metadata.keys() - {path[0]}
    assert set_value(edited, path, value) == edited
    assert newline == "\n" or edited.count(b"\n") == edited.count(b"\r\n")


@given(ENTRIES, PATHS, ENDINGS)
def test_any_removal_removes_its_target_and_nothing_else(yaml, path, newline):
    content = f"---\n{yaml}---\n# Model\n".replace("\n", newline).encode()
    card = parse(content)
    try:
        edited = remove(content, path)
    except EditRefusedError:
        return
    after = parse(edited)
    assert value_at(after.metadata, path) is None
    for key in card.metadata.keys() - {path[0]}:
        assert same(after.metadata[key], card.metadata[key])
    assert edited.endswith(b"# Model" + newline.encode())
    assert remove(edited, path) == edited


def value_at(data, path):
    for step in path:
        words = {"on": True}  # as PyYAML reads the key
        data = data.get(step, data.get(words.get(step))) if isinstance(data, dict) else None
    return data


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"a": True}, False),
        ([1, 2], [1, 2, 3], False),
        ([1], {"0": 1}, False),
        ({"a": float("nan")}, {"a": float("nan")}, True),
        ({"a": None}, {}, False),
    ],
)
def test_same(one, other, expected):
    assert same(one, other) is expected
