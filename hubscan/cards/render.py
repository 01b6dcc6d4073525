"""Values as YAML text that YAML 1.1 and YAML 1.2 read alike."""

from __future__ import annotations

import json
import math
import re
from decimal import Decimal

from hubscan.cards import scalars
from hubscan.cards.frontmatter import first_surrogate

_STEP = 2
_LARGEST_EXACT = 1e15

_PLAIN = re.compile(r"[^\W_](?:[\w ./()+@%;=~-]|,(?= )|:(?=[^\s,:]))*(?<! )\Z")
_PLAIN_IN_FLOW = re.compile(r"[^\W_](?:[\w ./()+@%;=~-])*(?<! )\Z")
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def normalized(value: object) -> object:
    """Return a value as it will be written: a whole float is written without its fraction.

    Raises ValueError for what a card cannot say in both grammars.
    """
    if isinstance(value, dict):
        return {_normalized_text(key): normalized(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [normalized(inner) for inner in value]
    if isinstance(value, float):
        return _normalized_float(value)
    if isinstance(value, str):
        return _normalized_text(value)
    if value is None or isinstance(value, int):
        return value
    raise ValueError(f"a {type(value).__name__} cannot be written")


def _normalized_text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a key that is no text cannot be written")
    if first_surrogate(value) is not None:
        raise ValueError("text that is not UTF-8 cannot be written")
    return value


def _normalized_float(value: float) -> int | float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a number that can be written")
    return int(value) if value.is_integer() and abs(value) < _LARGEST_EXACT else value


def entry(key: str, value: object, column: int, step: int = _STEP) -> list[str]:
    """Return the lines of ``key: value`` in block style, starting at ``column``."""
    head = f"{' ' * column}{text(key)}:"
    if is_inline(value):
        return [f"{head} {inline(value)}"]
    return [head, *block(value, column + step if isinstance(value, dict) else column)]


def block(value: object, column: int) -> list[str]:
    """Return the lines of a mapping or list that is not empty."""
    if isinstance(value, dict):
        return [line for key, inner in value.items() for line in entry(key, inner, column)]
    assert isinstance(value, list)
    return [line for item in value for line in _item(item, column)]


def _item(value: object, column: int) -> list[str]:
    dash = " " * column + "- "
    if is_inline(value):
        return [dash + inline(value)]
    first, *rest = block(value, column + len("- "))
    return [dash + first.lstrip(" "), *rest]


def is_inline(value: object) -> bool:
    """Return whether a value stands on the line of its key."""
    return not (isinstance(value, dict | list) and value)


def inline(value: object, in_flow: bool = False) -> str:
    """Return a value on one line, collections in flow style."""
    if isinstance(value, dict):
        pairs = (f"{text(key, True)}: {inline(inner, True)}" for key, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(inner, True) for inner in value) + "]"
    return text(value, in_flow) if isinstance(value, str) else _scalar(value)


def _scalar(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return plain_decimal(value)
    return str(value)


def plain_decimal(value: float) -> str:
    """Return a number without an exponent, which YAML 1.1 may read as text."""
    decimal = format(Decimal(repr(value)), "f")
    return decimal if "." in decimal else decimal + ".0"


def text(value: str, in_flow: bool = False) -> str:
    """Return text, in double quotes where a plain scalar would not be safe."""
    pattern = _PLAIN_IN_FLOW if in_flow else _PLAIN
    if pattern.match(value) and _is_text(value):
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", quoted)


def _is_text(plain: str) -> bool:
    return scalars.read_core(plain) == plain and scalars.disagreement(plain) is None
