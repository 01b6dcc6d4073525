"""What a card reports of its emissions, as the catalogue keeps it."""

from __future__ import annotations

import re

from hubscan.cards.card import parse
from hubscan.cards.emissions import EMISSIONS_KEY, read_emissions
from hubscan.energy.evidence import Grade

_READ = 20_000
# tools that read a power meter or the hardware's counters; calculators start from hours
_MEASURING = re.compile(r"codecarbon|code carbon|carbontracker|eco2ai|measured|autotrain", re.I)


def reported_emissions(value: object) -> tuple[float | None, Grade | None]:
    """Return the grams of CO2 equivalent of a co2_eq_emissions value, and the kind of evidence."""
    if value is None:
        return None, None
    reported = read_emissions(value)
    if reported.emissions_g is None:
        return None, None
    measured = reported.source is not None and _MEASURING.search(reported.source)
    return reported.emissions_g, Grade.REPORTED_MEASURED if measured else Grade.REPORTED_COMPUTED


def emissions_in(card: str) -> object:
    """Return the co2_eq_emissions value of a card's own metadata; tables have only the card."""
    if EMISSIONS_KEY not in card[:_READ]:
        return None
    return parse(card.encode("utf-8", "replace")).metadata.get(EMISSIONS_KEY)
