"""How complete many cards are together, with intervals, beside what others published."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hubscan.cards.audit.findings import CardAudit
from hubscan.cards.audit.text import State
from hubscan.resources import resource

HAS_CARD = "card"
_Z95 = 1.959963984540054  # 95 % of a normal distribution lies within this many deviations


@dataclass(frozen=True, slots=True)
class Published:
    """A rate that others measured, on how many models, and where it is published."""

    share: float
    models: int
    source: str


@dataclass(frozen=True, slots=True)
class Rate:
    """``count`` of ``total`` have it; ``low`` and ``high`` bound the share with 95 %."""

    what: str
    count: int
    total: int
    published: tuple[Published, ...] = ()

    @property
    def share(self) -> float:
        return self.count / self.total

    @property
    def low(self) -> float:
        return wilson(self.count, self.total)[0]

    @property
    def high(self) -> float:
        return wilson(self.count, self.total)[1]


def wilson(count: int, total: int) -> tuple[float, float]:
    """Return the Wilson score interval of a share, for 95 %. Raises ValueError without any."""
    if not 0 <= count <= total or not total:
        raise ValueError(f"{count} of {total} is no share")
    share, z2 = count / total, _Z95**2
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    spread = _Z95 / (1 + z2 / total) * math.sqrt(share * (1 - share) / total + z2 / total**2 / 4)
    low = 0.0 if count == 0 else middle - spread
    high = 1.0 if count == total else middle + spread
    return low, high


def completeness(audits: Sequence[CardAudit]) -> tuple[Rate, ...]:
    """Return the share of repositories with a card, and of cards with each field that applies."""
    if not audits:
        return ()
    with_card = [audit for audit in audits if audit.has_card]
    published = tuple(_published(HAS_CARD))
    card = Rate(HAS_CARD, len(with_card), len(audits), published)
    names = dict.fromkeys(field.name for audit in with_card for field in audit.score.fields)
    rates = (_field_rate(name, with_card) for name in names)
    return (card, *(rate for rate in rates if rate.total))


def _field_rate(name: str, audits: Iterable[CardAudit]) -> Rate:
    fields = (field for audit in audits for field in audit.score.fields if field.name == name)
    states = [field.state for field in fields if field.state is not State.NOT_APPLICABLE]
    return Rate(name, states.count(State.PRESENT), len(states))


def _published(what: str) -> Iterable[Published]:
    with resource("data", "published_rates.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["what"] == what:
                yield Published(float(row["share"]), int(row["models"]), row["source"])
