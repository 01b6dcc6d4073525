"""Near misses of a model id, for the message that says it is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from hubscan.catalogue.database import Database

_ENOUGH = 0.7  # at 0.6 "nothing" is like "notadamking"
_CANDIDATES = 2_000
_LOOKED_AT = 20_000  # of millions that begin alike: sorting all would take seconds
_LAST = "\U0010ffff"


def find_near(database: Database, model_id: str, limit: int) -> list[str]:
    """Return known ids that somebody may have meant, the likeliest first.

    Candidates have the first letters of the name, or the owner: no whole table is compared.
    """
    owner, _, name = model_id.strip().rpartition("/")
    found = [*ids_by_name(database, name.lower()), *ids_by_name(database, name[:3].lower())]
    found += ids_by_start(database, f"{owner}/") if owner else []
    return nearest(model_id, dict.fromkeys(found), limit)


def nearest(model_id: str, candidates: Iterable[str], limit: int) -> list[str]:
    """Return the candidates most like a model id; of equals the first given comes first."""
    whole, name = SequenceMatcher(), SequenceMatcher()
    wanted = model_id.strip().lower()
    whole.set_seq2(wanted)
    name.set_seq2(wanted.rpartition("/")[2])
    scored = ((_likeness(candidate.lower(), whole, name), candidate) for candidate in candidates)
    good = [each for each in scored if each[0] >= _ENOUGH]
    good.sort(key=lambda each: each[0], reverse=True)
    return [candidate for _, candidate in good[:limit]]


def _likeness(candidate: str, whole: SequenceMatcher[str], name: SequenceMatcher[str]) -> float:
    # the name decides: owners change when a model moves, "bert-base-uncased" is now google-bert's
    return max(0.9 * _ratio(whole, candidate), _ratio(name, candidate.rpartition("/")[2]))


def _ratio(matcher: SequenceMatcher[str], text: str) -> float:
    matcher.set_seq1(text)
    if matcher.real_quick_ratio() < _ENOUGH or matcher.quick_ratio() < _ENOUGH:
        return 0.0
    return matcher.ratio()


def ids_by_name(database: Database, start: str, limit: int = _CANDIDATES) -> list[str]:
    """Return ids whose name begins so, in small letters, the most downloaded first."""
    name = "lower(substr(model_id, instr(model_id, '/') + 1))"
    return _between(database, name, start, start + _LAST, limit)


def ids_by_start(database: Database, start: str, limit: int = _CANDIDATES) -> list[str]:
    """Return ids that begin so, owner first, the most downloaded first."""
    return _between(database, "model_id", start, start + _LAST, limit)


def _between(database: Database, column: str, first: str, last: str, limit: int) -> list[str]:
    rows = database.query(
        "SELECT model_id FROM (SELECT model_id, downloads, row FROM models "
        f"WHERE deleted = 0 AND {column} >= ? AND {column} < ? LIMIT {_LOOKED_AT}) "
        "ORDER BY downloads DESC, row LIMIT ?",
        (first, last, limit),
    )
    return [row[0] for row in rows]
