"""When nothing fits: better no answer than the least bad list."""

from __future__ import annotations

import numpy as np

from hubscan.search.encoder import SHIPPED
from hubscan.search.index import Candidates, Query

# How sure the task is (0 to 1) and how near the nearest models are (mean cosine), added up. Of the
# labelled needs of scripts/bench_relevance.py, asked of the shipped catalogue with encoders that
# have not learnt them, one in ten falls under it, three quarters of these with their task misread;
# of the needs of scripts/needs_abroad.csv that no model serves, 24 of 26. At 0.72 one in six would
# be declined for the same 24. Cosines of other encoders lie elsewhere.
LEAST_CONFIDENCE = 0.65
_NEAREST = 10


def fits_nothing(query: Query, found: Candidates, encoder: str) -> bool:
    """Tell whether the task is so unclear and even the nearest models so far that none will do.

    Never with another encoder than the shipped one, for which the bound was chosen.
    """
    if len(found) == 0 or encoder != SHIPPED:
        return False
    nearest = np.sort(found["similarity"])[-_NEAREST:]
    return query.tasks[0].probability + float(nearest.mean()) < LEAST_CONFIDENCE
