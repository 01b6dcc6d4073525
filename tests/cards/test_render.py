import math

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hubscan.cards import parse
from hubscan.cards.edit import same
from hubscan.cards.render import entry, inline, normalized, plain_decimal, text

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=30)
TRICKY = st.sampled_from(
    ["no", "1e-05", "010", "~", "", " a", "a ", "a: b", "a #b", "- a", "a,b", "[a]", "*a", "'", '"']
)
NUMBERS = st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXT | TRICKY
KEYS = (TEXT | TRICKY).filter(lambda key: key != "" and len(key) < 40)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@given(KEYS, VALUES)
def test_both_grammars_read_back_what_is_written(key, value):
    card = parse(("---\n" + "\n".join(entry(key, value, 0)) + "\n---\n").encode())
    assert same(card.metadata, {key: value})
    assert same(card.metadata_yaml11, {key: value})


@given(KEYS, VALUES)
def test_pyyaml_itself_reads_back_what_is_written(key, value):
    assert same(yaml.safe_load("\n".join(entry(key, value, 2))), {key: value})


@given(VALUES)
def test_flow_style_is_read_back_too(value):
    assert same(yaml.safe_load(f"{{a: {inline(value, True)}, b: 1}}"), {"a": value, "b": 1})


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("mit", "mit"),
        ("Québec, Canada", "Québec, Canada"),
        ("8 x NVIDIA A100 (80 GB)", "8 x NVIDIA A100 (80 GB)"),
        ("https://mlco2.github.io/impact", "https://mlco2.github.io/impact"),
        ("CodeCarbon 3.3.2, measured", "CodeCarbon 3.3.2, measured"),
        ("no", '"no"'),
        ("1e-05", '"1e-05"'),
        ("010", '"010"'),
        ("12", '"12"'),
        ("null", '"null"'),
        ("", '""'),
        ("=", '"="'),
        ("a: b", '"a: b"'),
        ("a:", '"a:"'),
        ("a #b", '"a #b"'),
        (" a", '" a"'),
        ("a ", '"a "'),
        ("- a", '"- a"'),
        ("{{ x }}", '"{{ x }}"'),
        ("a\nb", '"a\\nb"'),
        ('say "a"', '"say \\"a\\""'),
        ("a\u2028b", '"a\\u2028b"'),
        ("a\x85b", '"a\\u0085b"'),
        ("日本", "日本"),
    ],
)
def test_text(value, written):
    assert text(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1e-05, "0.00001"),
        (1.23e-07, "0.000000123"),
        (1e16, "10000000000000000.0"),
        (12.5, "12.5"),
        (1e22, "10000000000000000000000.0"),
        (-0.5, "-0.5"),
    ],
)
def test_numbers_have_no_exponent(value, written):
    assert plain_decimal(value) == written


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (5, ["k: 5"]),
        (5.0, ["k: 5.0"]),
        (True, ["k: true"]),
        (None, ["k: null"]),
        ([], ["k: []"]),
        ({}, ["k: {}"]),
        (["a", "b"], ["k:", "- a", "- b"]),
        ({"a": 1, "b": "x"}, ["k:", "  a: 1", "  b: x"]),
        ({"a": ["x"]}, ["k:", "  a:", "  - x"]),
        ([{"a": 1, "b": 2}, "x"], ["k:", "- a: 1", "  b: 2", "- x"]),
        ([["a"], {}], ["k:", "- - a", "- {}"]),
    ],
)
def test_block_style(value, lines):
    assert entry("k", value, 0) == lines


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, {1: "a"}, object(), {"a": [b""]}])
def test_what_no_card_can_say(value):
    with pytest.raises(ValueError):
        normalized(value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [(5.0, 5), (1e15, 1e15), (0.5, 0.5), ({"a": (1.0, "x")}, {"a": [1, "x"]}), (True, True)],
)
def test_a_whole_number_is_written_without_a_fraction(value, expected):
    assert normalized(value) == expected
    assert type(normalized(value)) is type(expected)
