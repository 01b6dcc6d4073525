"""Near misses of a model id, for the message that says it is unknown."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

_ENOUGH = 0.6


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
