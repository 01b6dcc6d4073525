"""What a plain YAML scalar means: in YAML 1.2 to the Hub's js-yaml, in YAML 1.1 to PyYAML."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from yaml import ScalarNode, YAMLError
from yaml.constructor import SafeConstructor
from yaml.resolver import Resolver

from hubscan.cards.diagnostics import DiagnosticId

# What no grammar takes for anything but text starts with another character, or is longer.
SPECIAL_FIRST = frozenset(("", *"yYnNtTfFoO~<=.+-0123456789"))  # "" is how an empty one starts
_LONGEST_SPECIAL = 400
_LONGEST_WORD = len("false")  # of those that a grammar takes for another thing than text
# what both grammars read as the same number, short enough to be exact
_SAME_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(\.[0-9]{1,30})?\Z")
_CACHED = 4096

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_TRUES = frozenset({"true", "True", "TRUE"})
_FALSES = frozenset({"false", "False", "FALSE"})
# js-yaml 4.3, lib/type/int.js, float.js and timestamp.js
_BASED_INT = re.compile(r"[-+]?0(?:b[01]+|o[0-7]+|x[0-9a-fA-F]+)\Z")
_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"(?:[-+]?[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\Z")
_INFINITY = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z")
_NOT_A_NUMBER = frozenset({".nan", ".NaN", ".NAN"})
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]")
_LARGEST_INT = int(1.7976931348623157e308)

_resolver = Resolver()
_constructor = SafeConstructor()


class Unreadable(str):
    """A scalar on which PyYAML raises; the text is kept."""

    __slots__ = ()


def is_surely_text(text: str) -> bool:
    """Return whether a plain scalar is text in every grammar, at a glance."""
    if text[:1] not in SPECIAL_FIRST:
        return True
    return len(text) > (_LONGEST_WORD if text[:1].isalpha() else _LONGEST_SPECIAL)


def read_core(text: str) -> object:
    """Read a plain scalar as js-yaml's default schema does: YAML 1.2 core, and dates."""
    if is_surely_text(text):
        return text
    return _read_core(text)


def read_yaml11(text: str) -> object:
    """Read a plain scalar as PyYAML's SafeLoader does; Unreadable where it raises."""
    if is_surely_text(text):
        return text
    return _read_yaml11(text)


@lru_cache(_CACHED)
def _read_core(text: str) -> object:
    if text in _NULLS:
        return None
    if text in _TRUES:
        return True
    if text in _FALSES:
        return False
    if (number := _core_number(text)) is not None:
        return number
    return _date(text)


def _core_number(text: str) -> int | float | None:
    if _BASED_INT.match(text):
        return _within_double(int(text, 0))
    if _INT.match(text):
        return _within_double(int(text))
    if _FLOAT.match(text):
        number = float(text)
        return None if math.isinf(number) else number
    if _INFINITY.match(text):
        return float(text.replace(".", ""))
    return math.nan if text in _NOT_A_NUMBER else None


def _within_double(number: int) -> int | None:
    return number if abs(number) <= _LARGEST_INT else None


def _date(text: str) -> object:
    if not _DATE.match(text):
        return text
    value = read_yaml11(text)
    return text if isinstance(value, str) else value


@lru_cache(_CACHED)
def _read_yaml11(text: str) -> object:
    tag: str = _resolver.resolve(ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
    return read_yaml11_tagged(tag, text)


def read_yaml11_tagged(tag: str, text: str) -> object:
    """Read a scalar that carries a tag as PyYAML's SafeLoader does; Unreadable where it raises."""
    construct = SafeConstructor.yaml_constructors.get(tag)
    if construct is None:
        return Unreadable(text)
    try:
        return construct(_constructor, ScalarNode(tag, text))
    except (YAMLError, ValueError, KeyError, OverflowError):
        return Unreadable(text)


def same_scalar(one: object, other: object) -> bool:
    """Return whether two scalars are the same value of the same type; NaN is NaN."""
    return type(one) is type(other) and (one == other or (one != one and other != other))


def disagreement(text: str) -> DiagnosticId | None:
    """Return how the two grammars differ on a plain scalar, or None where they agree."""
    return opinions(text)[1]


def opinions(text: str) -> tuple[object, DiagnosticId | None]:
    """Return a plain scalar as read_core reads it, and how PyYAML differs, None where not."""
    return (text, None) if is_surely_text(text) else _opinions(text)


@lru_cache(_CACHED)
def _opinions(text: str) -> tuple[object, DiagnosticId | None]:
    if number := _SAME_NUMBER.match(text):
        return (float(text) if number[1] else int(text)), None
    return _read_core(text), _disagreement(text)


def _disagreement(text: str) -> DiagnosticId | None:
    core, yaml11 = _read_core(text), _read_yaml11(text)
    if same_scalar(core, yaml11):
        return None
    if isinstance(yaml11, Unreadable):
        return DiagnosticId.PYTHON_CANNOT_READ
    if isinstance(yaml11, bool):
        return DiagnosticId.BOOLEAN_WORD
    return _number_disagreement(text, yaml11)


def _number_disagreement(text: str, yaml11: object) -> DiagnosticId:
    if ":" in text:
        return DiagnosticId.SEXAGESIMAL
    if "_" in text:
        return DiagnosticId.UNDERSCORE
    if isinstance(yaml11, str) and "e" in text.lower():
        return DiagnosticId.EXPONENT
    if text.lstrip("+-").startswith("0"):
        return DiagnosticId.OCTAL
    return DiagnosticId.SCALAR
