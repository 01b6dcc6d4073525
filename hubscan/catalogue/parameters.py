"""How many parameters a model has: a ladder of sources, the most trustworthy first.

Exact counts, then the base model's for a copy or a fine-tune, then the published size of the
architecture, then the size in the name. Where two of them disagree by more than
``CONFLICT_RATIO`` the better rung wins and the conflict is kept.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from hubscan.catalogue.record import Rung
from hubscan.resources import resource

CONFLICT_RATIO = 1.3
_SMALLEST = 1_000_000
_LARGEST = 3_000_000_000_000
_UNITS = {"b": 1_000_000_000, "m": 1_000_000}

# "7B", "1.5b", "1_8B", "350M": a number of its own, with no letter before it (v2b, a3b, e2b) and
# none after it. An underscore is a decimal point only after 0 and 1: llama_3_8b has 8 billion.
_SIZE = re.compile(
    r"(?<![a-z0-9.])(?P<number>(?!0\d)\d+(?:\.\d+)?|(?<![_\d])[01]_\d)(?P<unit>[bm])"
    r"(?![a-z0-9])(?!-\d+e(?![a-z0-9]))(?!-?_?(?:tokens?|samples?|pairs?|steps?|sentences?|examples?|words?|ctx|context))"
)
_SIZE_IN_PATTERN = re.compile(r"\d[bm](?![a-z0-9])")
_EXPERTS = re.compile(r"(?<![a-z0-9])\d+x\d+(?:\.\d+)?[bm](?![a-z0-9])")
_EDGES = r"(?:^|[-_./ ])(?:{})(?=$|[-_./ 0-9]|v[0-9])"
_NO_SIZE = (
    r"^(?!.*(?:tiny|mini|micro|nano|small|medium|large|big|huge|giant|xl|multi|"
    r"\d[bm](?![a-z0-9])))"
)
_TOY = re.compile(r"tiny-random|random-tiny|dummy|(?:^|[-_])random(?:$|[-_])|-sae(?:$|[-_])")
# Parts of a model or helpers of one: the size in their names is that of another model.
_NOT_ITSELF = re.compile(
    r"(?:^|[-_. ])(?:eagle\d?|dflash\d*|medusa|drafts?|drafter|speculator|saes?|transcoders?|"
    r"clt|plt|probe|mmproj|adapter|controlnet|lens|it-assistant)(?=$|[-_. ])"
)


@dataclass(frozen=True)
class Count:
    """One source's word on the number of parameters."""

    parameters: int
    rung: Rung
    source: str


@dataclass(frozen=True)
class Conflict:
    """Two sources that disagree on one model: the chosen count and the other."""

    model_id: str
    chosen: Count
    other: Count


@dataclass(frozen=True)
class Architecture:
    """A family of checkpoints that are all of one size, known by a name or by a tag."""

    pattern: re.Pattern[str]
    tag: str | None
    task: str | None
    parameters: int
    source: str

    @property
    def names_size(self) -> bool:
        """Tell whether a size is a part of the family's name, so that it is not the count."""
        return _SIZE_IN_PATTERN.search(self.pattern.pattern) is not None


def parameters_in_name(model_id: str) -> int | None:
    """Return the number of parameters that a model's name tells, billions before millions.

    A mixture written 8x7B tells none: its experts share a part of the weights.
    """
    name = model_id.rpartition("/")[2].casefold()
    found = [(match["unit"], match["number"]) for match in _SIZE.finditer(name)]
    if not found or _EXPERTS.search(name) or _NOT_ITSELF.search(name):
        return None
    for unit in _UNITS:
        for written, number in found:
            if written == unit:
                return plausible(float(number.replace("_", ".")) * _UNITS[unit])
    return None


def architecture_of(
    model_id: str, task: str | None = None, tags: Collection[str] = ()
) -> Architecture | None:
    """Return the architecture that a model's name tells, or else its tags.

    A tag names a family of one usual size: it says nothing of a model whose name has a size.
    """
    name = model_id.rpartition("/")[2].casefold()
    named = _any_name().search(name) is not None
    if not (named or tags) or _TOY.search(name):
        return None
    fitting = (
        a
        for a in architectures()
        if (a.tag in tags if a.tag else named) and a.task in (None, task) and a.pattern.search(name)
    )
    return next(fitting, None)


def plausible(parameters: float | None) -> int | None:
    """Return a count as a whole number; None when no real model has that many."""
    if parameters is None or not _SMALLEST <= parameters <= _LARGEST:
        return None
    return round(parameters)


def climb(model_id: str, counts: Iterable[Count]) -> tuple[Count | None, Sequence[Conflict]]:
    """Return the count on the best rung, and every other that is far from it.

    Of several counts on one rung the first given wins.
    """
    ranked = sorted(counts, key=lambda count: list(Rung).index(count.rung))
    if not ranked:
        return None, ()
    chosen, *others = ranked
    return chosen, [
        Conflict(model_id, chosen, other) for other in others if disagree(chosen, other)
    ]


def disagree(one: Count, other: Count) -> bool:
    """Tell whether two counts are more than ``CONFLICT_RATIO`` apart."""
    low, high = sorted((one.parameters, other.parameters))
    return high > CONFLICT_RATIO * low


@cache
def architectures() -> tuple[Architecture, ...]:
    """Return the table of architectures, the special before the general."""
    return tuple(
        Architecture(
            re.compile(_EDGES.format(row["pattern"]) if row["pattern"] else _NO_SIZE),
            row["tag"] or None,
            row["task"] or None,
            int(row["parameters"]),
            row["source"],
        )
        for row in _rows()
    )


@cache
def _any_name() -> re.Pattern[str]:
    """One pattern for all that a name tells: ten times faster to say that it tells none."""
    patterns = (row["pattern"] for row in _rows() if not row["tag"])
    return re.compile(_EDGES.format("|".join(patterns)))


@cache
def _rows() -> tuple[dict[str, str], ...]:
    path = resource("data", "catalogue", "architectures.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))
