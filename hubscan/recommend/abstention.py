"""When nothing fits: better no answer than the least bad list."""

from __future__ import annotations

from hubscan.search.index import Candidates, Query

# How sure the task is (0 to 1) and how near the nearest model (cosine), added up. Of the labelled
# needs of scripts/bench_relevance.py 1 % fall under it, of needs that no model serves 85 %.
LEAST_CONFIDENCE = 0.85


def fits_nothing(query: Query, found: Candidates) -> bool:
    """Tell whether the task is so unclear and even the nearest model so far that none will do."""
    if len(found) == 0 or not query.tasks:
        return False
    return query.tasks[0].probability + float(found["similarity"].max()) < LEAST_CONFIDENCE
