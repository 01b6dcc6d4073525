"""Edits of a card's metadata by splices of text; every byte outside the target stays.

The result of an edit is read again under both YAML grammars and must be the old metadata but for
the target; otherwise the edit is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from hubscan.cards import render, scalars
from hubscan.cards.card import Card, parse
from hubscan.cards.diagnostics import Diagnostic, DiagnosticId
from hubscan.cards.frontmatter import first_surrogate
from hubscan.cards.nodes import indicators
from hubscan.cards.splice import Edit, Editor, apply
from hubscan.errors import EditRefusedError

# Errors of a card that do not stand in the way of an edit.
_HARMLESS = frozenset({DiagnosticId.TEXT_BEFORE_BLOCK, DiagnosticId.PYTHON_CANNOT_READ})
# Errors that are harmless where the block was found nevertheless.
_HARMLESS_IN_A_BLOCK = frozenset({DiagnosticId.FENCE_BLANKS, DiagnosticId.NOT_UTF8})

# A mapping is set key by key, and the card read again after each key, up to a quarter more keys and
# items than any of 6,414 real cards has; in a larger one at one go, so that it takes no second.
_MOST_FOR_EACH = 7_500

_Data = Mapping[Any, object]
_Change = Callable[[_Data], _Data]


def set_value(content: bytes, path: tuple[str, ...], value: object) -> bytes:
    """Return the card with one metadata value inserted or replaced; a new block when it has none.

    ``value`` is text, a number, a truth value, None, a list or a mapping of these. Setting what
    the card already says returns the same bytes. Raises EditRefusedError, with the line.
    """
    card = _editable(parse(content))
    try:
        value = render.normalized(value)
    except ValueError as error:
        raise EditRefusedError(str(error), card.line_of(*path)) from error
    return _encoded(_set(card, path, value).front_matter.text)


def remove(content: bytes, path: tuple[str, ...]) -> bytes:
    """Return the card without one key; the same bytes when it is absent."""
    return _encoded(_remove(_editable(parse(content)), path).front_matter.text)


def _set(card: Card, path: tuple[str, ...], value: object) -> Card:
    if _says(card, path, value):
        return card
    old = _value_at(card.metadata, path)
    if isinstance(value, dict) and isinstance(old, dict) and _is_set_by_key(card, old, value):
        return _set_each(card, path, old, value)
    plans = Editor(card).plan_set(path, value)
    return _first_safe(card, plans, path, lambda data: _with(data, path, value))


def _remove(card: Card, path: tuple[str, ...]) -> Card:
    if not _has(card.metadata, path):
        return card
    plans = Editor(card).plan_remove(path)
    return _first_safe(card, plans, path, lambda data: _without(data, path))


def _is_set_by_key(card: Card, old: dict[str, object], new: dict[str, object]) -> bool:
    return bool(new.keys() & old.keys()) and indicators(card.front_matter.yaml) <= _MOST_FOR_EACH


def _set_each(
    card: Card, path: tuple[str, ...], old: dict[str, object], new: dict[str, object]
) -> Card:
    """Turn one mapping into another key by key, so that what both say stays as it is written."""
    for key, value in new.items():
        card = _editable(_set(card, (*path, key), value))
    for key in old:
        if key not in new:
            card = _editable(_remove(card, (*path, key)))
    return card


def _editable(card: Card) -> Card:
    for found in card.errors:
        if not _is_harmless(card, found):
            raise EditRefusedError(f"{found.message}; {found.fix}", found.line)
    return card


def _is_harmless(card: Card, found: Diagnostic) -> bool:
    if found.id is DiagnosticId.NOT_UTF8 and first_surrogate(card.front_matter.yaml) is not None:
        return False
    return found.id in _HARMLESS or (card.has_front_matter and found.id in _HARMLESS_IN_A_BLOCK)


def _first_safe(card: Card, plans: list[Edit], path: tuple[str, ...], change: _Change) -> Card:
    for plan in plans:
        edited = parse(_encoded(apply(card.front_matter.text, plan)))
        if _is_safe(card, edited, change):
            return edited
    raise EditRefusedError("the edit would change other metadata", card.line_of(*path))


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _is_safe(old: Card, new: Card, change: _Change) -> bool:
    """Return whether the new card is the old one changed, under both grammars."""
    return (
        all(_is_harmless(new, found) for found in new.errors)
        and new.front_matter.body == old.front_matter.body
        and same(new.metadata, change(old.metadata))
        and same(new.metadata_yaml11, change(old.metadata_yaml11))
    )


def same(one: object, other: object) -> bool:
    """Return whether two pieces of metadata are equal: true is not 1, NaN is NaN, 5 is 5.0."""
    if isinstance(one, str):
        return one == other and type(one) is type(other)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if _is_number(one) and _is_number(other):
        return one == other or (one != one and other != other)
    return scalars.same_scalar(one, other)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _says(card: Card, path: tuple[str, ...], value: object) -> bool:
    """Return whether the card says so already, to readers of both grammars."""
    return _has(card.metadata, path) and all(
        same(data, _with(data, path, value)) for data in (card.metadata, card.metadata_yaml11)
    )


def _has(data: object, path: tuple[str, ...]) -> bool:
    for step in path:
        if not isinstance(data, dict) or step not in data:
            return False
        data = data[step]
    return True


def _value_at(data: object, path: tuple[str, ...]) -> object:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def _with(data: _Data, path: tuple[str, ...], value: object) -> _Data:
    """Return data with the value at ``path``; only the mappings on the way are copied."""
    key = _key_in(data, path[0])
    if path[1:]:
        inner = data.get(key)
        value = _with(inner if isinstance(inner, dict) else {}, path[1:], value)
    return {**data, key: value}


def _without(data: _Data, path: tuple[str, ...]) -> _Data:
    key = _key_in(data, path[0])
    if not path[1:]:
        return {other: value for other, value in data.items() if other != key}
    inner = data.get(key)
    assert isinstance(inner, dict)
    return {**data, key: _without(inner, path[1:])}


def _key_in(data: _Data, step: str) -> object:
    """Return a key as the data has it: PyYAML reads the key ``on`` as True."""
    if step in data:
        return step
    yaml11 = scalars.read_yaml11(step)
    return yaml11 if yaml11 in data else step
