"""The order of candidates: relevance decides, use by others and size settle what is near."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.columns import FilterColumns
from hubscan.search.index import Hit

# Shares of the score beside relevance (0 to 1); chosen on the needs of scripts/bench_relevance.py
# asked of the shipped catalogue.
POPULARITY_WEIGHT = 0.15
SMALLNESS_WEIGHT = 0.05
_MOST_DOWNLOADS = 8.0  # log10: nothing on the Hub has more in a month
_UNKNOWN = 0.3  # unknown is neither zero nor best


@dataclass(frozen=True)
class Ranked:
    """A candidate and the score that orders it."""

    hit: Hit
    score: float


def rank(hits: Sequence[Hit], columns: FilterColumns) -> list[Ranked]:
    """Order candidates by relevance, downloads and size, best first; ties by position."""
    positions = np.array([hit.position for hit in hits], np.int64)
    bonus = POPULARITY_WEIGHT * popularity(columns.numbers["downloads"][positions])
    bonus += SMALLNESS_WEIGHT * smallness(columns.numbers["parameters"][positions])
    ranked = [Ranked(hit, hit.score + float(extra)) for hit, extra in zip(hits, bonus, strict=True)]
    return sorted(ranked, key=lambda one: (-one.score, one.hit.position))


def popularity(downloads: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the logarithm of monthly downloads, scaled to 0 to 1."""
    share = np.log10(np.maximum(downloads, 0) + 1) / _MOST_DOWNLOADS
    return np.where(downloads < 0, _UNKNOWN, np.minimum(share, 1.0))


def smallness(parameters: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return 1 for a million parameters or fewer, falling by a fifth with each factor of ten."""
    share = 1.0 - np.log10(np.maximum(parameters, 10**6) / 10**6) / 5
    return np.where(parameters < 0, _UNKNOWN, np.clip(share, 0.0, 1.0))
