"""Why one model stands before the next: what it has more of, and what less."""

from __future__ import annotations

from collections.abc import Iterator

from hubscan.recommend.results import Recommendation

_NEAR = 0.02  # scores this near are called equal
_TIMES = 1.25  # ratios under this are not worth a word


def before_the_next(first: Recommendation, second: Recommendation) -> str:
    """Say in one line why ``first`` stands before ``second``."""
    gained = list(_gains(first, second))
    lost = list(_gains(second, first))
    told = ", ".join(gained) or "by a little in all that counts"
    return f"{told}; although the next is {', '.join(lost)}" if lost else told


def _gains(first: Recommendation, second: Recommendation) -> Iterator[str]:
    if first.relevance > second.relevance + _NEAR:
        yield "nearer to the need"
    if times := _times(second.record.parameters, first.record.parameters):
        yield f"{times} smaller"
    if times := _times(first.record.downloads, second.record.downloads):
        yield f"downloaded {times} more often"


def _times(larger: int | None, smaller: int | None) -> str | None:
    if not larger or not smaller or larger < _TIMES * smaller:
        return None
    ratio = larger / smaller
    return f"{ratio:.1f} times" if ratio < 10 else f"{ratio:,.0f} times"
