"""Countries named in a text, for telling two places apart."""

from __future__ import annotations

import re
from functools import cache

from hubscan.cards.vocabularies import Name, vocabulary

_MOST_CHARACTERS = 200


def countries_in(text: str) -> frozenset[str]:
    """Return the ISO 3166 codes of the countries that a text names."""
    known = vocabulary(Name.COUNTRIES)
    found = _pattern().findall(text[:_MOST_CHARACTERS])
    return frozenset(code for name in found if (code := known.column(name, "code")))


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(vocabulary(Name.COUNTRIES), key=len, reverse=True)
    return re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, names)) + r")(?![\w-])")
