"""The order of candidates: relevance decides, use by others and size settle what is near."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.columns import FilterColumns
from hubscan.search.index import Candidates

# Shares of the score beside relevance; chosen on the labelled needs of scripts/bench_relevance.py
# asked of the shipped catalogue, where 0.3 to 0.5 is a plateau.
POPULARITY_WEIGHT = 0.4
SMALLNESS_WEIGHT = 0.05
_MOST_DOWNLOADS = 8.0  # log10: nothing on the Hub has more in a month
_UNKNOWN = 0.3  # unknown is neither zero nor best


def rank(candidates: Candidates, columns: FilterColumns) -> Candidates:
    """Order candidates by relevance, downloads and size, best first; ties by position.

    The ``score`` of the result is the one that orders it.
    """
    positions = candidates["position"]
    ranked = candidates.copy()
    ranked["score"] += POPULARITY_WEIGHT * popularity(columns.numbers["downloads"][positions])
    ranked["score"] += SMALLNESS_WEIGHT * smallness(columns.numbers["parameters"][positions])
    return ranked[np.lexsort((positions, -ranked["score"]))]


def one_of_each(candidates: Candidates, families: NDArray[np.int64]) -> Candidates:
    """Keep the best candidate of each family, in the order given; ``families`` are per position."""
    _, first = np.unique(families[candidates["position"]], return_index=True)
    return candidates[np.sort(first)]


def popularity(downloads: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the logarithm of monthly downloads, scaled to 0 to 1."""
    share = np.log10(np.maximum(downloads, 0) + 1) / _MOST_DOWNLOADS
    return np.where(downloads < 0, _UNKNOWN, np.minimum(share, 1.0))


def smallness(parameters: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return 1 for a million parameters or fewer, falling by a fifth with each factor of ten."""
    share = 1.0 - np.log10(np.maximum(parameters, 10**6) / 10**6) / 5
    return np.where(parameters < 0, _UNKNOWN, np.clip(share, 0.0, 1.0))
