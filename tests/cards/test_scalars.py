import datetime
import math

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from hubscan.cards import DiagnosticId
from hubscan.cards.scalars import (
    Unreadable,
    disagreement,
    opinions,
    read_core,
    read_yaml11,
    same_scalar,
)

# text, what js-yaml 4.3 reads, what PyYAML 6.0 reads, how they disagree
SCALARS = [
    ("", None, None, None),
    ("~", None, None, None),
    ("null", None, None, None),
    ("NULL", None, None, None),
    ("nUll", "nUll", "nUll", None),
    ("true", True, True, None),
    ("TRUE", True, True, None),
    ("tRue", "tRue", "tRue", None),
    ("yes", "yes", True, DiagnosticId.BOOLEAN_WORD),
    ("No", "No", False, DiagnosticId.BOOLEAN_WORD),
    ("ON", "ON", True, DiagnosticId.BOOLEAN_WORD),
    ("off", "off", False, DiagnosticId.BOOLEAN_WORD),
    ("y", "y", "y", None),
    ("none", "none", "none", None),
    ("0", 0, 0, None),
    ("-0", 0, 0, None),
    ("17", 17, 17, None),
    ("+17", 17, 17, None),
    ("010", 10, 8, DiagnosticId.OCTAL),
    ("-010", -10, -8, DiagnosticId.OCTAL),
    ("08", 8, "08", DiagnosticId.OCTAL),
    ("0o17", 15, "0o17", DiagnosticId.OCTAL),
    ("0x1F", 31, 31, None),
    ("0b101", 5, 5, None),
    ("0x", "0x", "0x", None),
    ("1_000", "1_000", 1000, DiagnosticId.UNDERSCORE),
    ("1_000.5", "1_000.5", 1000.5, DiagnosticId.UNDERSCORE),
    ("1:30", "1:30", 90, DiagnosticId.SEXAGESIMAL),
    ("1:30.5", "1:30.5", 90.5, DiagnosticId.SEXAGESIMAL),
    ("1.5", 1.5, 1.5, None),
    ("1.", 1.0, 1.0, None),
    (".5", 0.5, 0.5, None),
    ("-.5", "-.5", "-.5", None),
    ("1e3", 1000.0, "1e3", DiagnosticId.EXPONENT),
    ("1e-05", 1e-05, "1e-05", DiagnosticId.EXPONENT),
    ("1E5", 1e5, "1E5", DiagnosticId.EXPONENT),
    ("1.0e5", 1e5, "1.0e5", DiagnosticId.EXPONENT),
    ("1.0e+5", 1e5, 1e5, None),
    ("1.5E-3", 0.0015, 0.0015, None),
    (".inf", math.inf, math.inf, None),
    ("-.INF", -math.inf, -math.inf, None),
    ("+.Inf", math.inf, math.inf, None),
    (".nan", math.nan, math.nan, None),
    ("nan", "nan", "nan", None),
    ("1e999", "1e999", "1e999", None),
    ("2024-01-02", datetime.date(2024, 1, 2), datetime.date(2024, 1, 2), None),
    ("2024-1-2", "2024-1-2", "2024-1-2", None),
    (
        "2024-01-02 03:04:05",
        datetime.datetime(2024, 1, 2, 3, 4, 5),
        datetime.datetime(2024, 1, 2, 3, 4, 5),
        None,
    ),
    ("2024-13-45", "2024-13-45", Unreadable("2024-13-45"), DiagnosticId.PYTHON_CANNOT_READ),
    ("=", "=", Unreadable("="), DiagnosticId.PYTHON_CANNOT_READ),
    ("<<", "<<", Unreadable("<<"), DiagnosticId.PYTHON_CANNOT_READ),
    ("-", "-", "-", None),
    ("1,234.5", "1,234.5", "1,234.5", None),
    ("mit", "mit", "mit", None),
    ("9" * 320, "9" * 320, int("9" * 320), DiagnosticId.SCALAR),
    ("1" * 500, "1" * 500, "1" * 500, None),
]
IDS = [text[:20] or "nothing" for text, *_ in SCALARS]


@pytest.mark.parametrize(("text", "core", "yaml11", "kind"), SCALARS, ids=IDS)
def test_a_plain_scalar(text, core, yaml11, kind):
    assert same_scalar(read_core(text), core)
    assert same_scalar(read_yaml11(text), yaml11)
    assert disagreement(text) == kind
    assert same_scalar(opinions(text)[0], core)


PLAIN = st.text("0123456789.+-_:eExXoObaAfFnNyYsStTrRuUlLiI~=<", min_size=1, max_size=12)


@given(PLAIN)
@example("0b_")
@example("0x_")
@example("0_")
@example("+_1")
@example("190:20:30")
@example("1.5e+400")
@example("0000-00-00")
@example("2024-02-30")
def test_yaml11_is_what_pyyaml_reads(text):
    try:
        node = yaml.compose(f"[{text}]", yaml.SafeLoader)
    except yaml.YAMLError:
        return
    items = node.value
    if len(items) != 1 or not isinstance(items[0], yaml.ScalarNode) or items[0].value != text:
        return
    try:
        expected = yaml.safe_load(f"[{text}]")[0]
    except (yaml.YAMLError, ValueError, OverflowError, KeyError):
        assert isinstance(read_yaml11(text), Unreadable)
        return
    assert same_scalar(read_yaml11(text), expected)


@given(PLAIN)
@example("-0")
@example("-0.0")
@example("0.10")
@example("123456789012345.5")
@example("tfalse")
def test_they_disagree_exactly_where_the_values_differ(text):
    value, kind = opinions(text)
    assert same_scalar(value, read_core(text))
    assert (kind is None) == same_scalar(read_core(text), read_yaml11(text))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (1, 1, True),
        (1, 1.0, False),
        (1, True, False),
        (math.nan, math.nan, True),
        (None, False, False),
        ("=", Unreadable("="), False),
    ],
)
def test_same_scalar(one, other, expected):
    assert same_scalar(one, other) is expected
