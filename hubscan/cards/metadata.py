"""co2_eq_emissions in a card: what a fill sets, what it leaves to the person who wrote it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from hubscan.cards.audit.text import State, state_of_text
from hubscan.cards.card import Card, parse
from hubscan.cards.edit import set_value
from hubscan.cards.emissions import EMISSIONS_KEY as KEY
from hubscan.cards.emissions import EmissionsState, emissions_of
from hubscan.cards.record import Written

_AGREEMENT = 0.005  # a person rounds: within half a percent the card says the same

_FILLABLE = frozenset({EmissionsState.ABSENT, EmissionsState.EMPTY, EmissionsState.PLACEHOLDER})


@dataclass(frozen=True)
class Conflict:
    """Emissions that somebody wrote and that are not the measured ones."""

    line: int
    card: str
    measured_g: float


@dataclass(frozen=True)
class FilledMetadata:
    """A card with its emissions filled, or with the conflict that stands in the way.

    ``kept`` names values of a person's, ``written`` what of the card is hubscan's own.
    """

    content: bytes
    conflict: Conflict | None = None
    kept: tuple[str, ...] = ()
    written: Written = field(default_factory=dict)


def fill_metadata(
    content: bytes, target: Written, written: Written, *, force: bool = False
) -> FilledMetadata:
    """Write ``target`` into co2_eq_emissions; ``written`` is what was put there the last time.

    Raises EditRefusedError when the card cannot be edited safely.
    """
    card = parse(content)
    value = card.metadata.get(KEY)
    reported = emissions_of(card)
    grams = float(target["emissions"])
    free = force or reported.state in _FILLABLE or _is_own(value, written)
    if not free and not _agrees(reported.emissions_g, grams):
        path = ("emissions",) if isinstance(value, dict) else ()
        conflict = Conflict(card.line_of(KEY, *path), _shown(card, *path), grams)
        return FilledMetadata(content, conflict)
    if not isinstance(value, dict):
        return _fill_whole(content, card, target, free)
    kept = []
    for key, new in target.items():
        if not _is_free(key, value, written, free=free, force=force):
            if value[key] != new:
                kept.append(f"line {card.line_of(KEY, key)}: {key}: {_shown(card, key)}")
            continue
        content = set_value(content, (KEY, key), new)
    return FilledMetadata(content, None, tuple(kept), _own(content, value, target, written))


def _fill_whole(content: bytes, card: Card, target: Written, free: bool) -> FilledMetadata:
    if free:
        return FilledMetadata(set_value(content, (KEY,), dict(target)), written=dict(target))
    kept = f"line {card.line_of(KEY)}: {KEY}: {_shown(card)}"
    return FilledMetadata(content, None, (kept,))


def _is_free(
    key: str, value: Mapping[str, object], written: Written, *, free: bool, force: bool
) -> bool:
    old = value.get(key)
    if force or old is None or (key == "emissions" and free):
        return True
    if isinstance(old, str) and state_of_text(old) is not State.PRESENT:
        return True
    return key in written and old == written[key]


def _is_own(value: object, written: Written) -> bool:
    return (
        isinstance(value, dict)
        and "emissions" in written
        and value.get("emissions") == written["emissions"]
    )


def _agrees(card_g: float | None, grams: float) -> bool:
    return card_g is not None and math.isclose(card_g, grams, rel_tol=_AGREEMENT)


def _own(
    content: bytes, before: Mapping[str, object], target: Written, written: Written
) -> Written:
    """Return what of the card hubscan wrote, now or before."""
    after = parse(content).metadata.get(KEY)
    assert isinstance(after, dict)  # it was one before, and keys were only set
    return {
        key: value
        for key, value in target.items()
        if after.get(key) == value and (before.get(key) != value or written.get(key) == value)
    }


def _shown(card: Card, *path: str) -> str:
    raw = " ".join((card.raw(KEY, *path) or "").split())
    return raw if len(raw) <= 80 else raw[:77] + "..."
