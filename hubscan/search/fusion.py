"""One score from three kinds of evidence: meaning, words and task."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# Tuned on the 484 labelled needs of scripts/bench_relevance.py with the encoders of its folds:
# recall at 10 stays within 0.514 and 0.541 for dense weights of 0.7 to 0.85 and task weights of
# 0.05 to 0.12, the first result's task within 0.671 and 0.694.
DENSE_WEIGHT = 0.75
LEXICAL_WEIGHT = 0.25
TASK_WEIGHT = 0.09
_LEAST_PROBABILITY = 0.0025  # exp(-6): an unlikely task is a handicap, never a veto


def fuse(
    similarity: NDArray[np.float32], bm25: NDArray[np.float32], probability: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return one score per candidate, higher is better; all arrays have shape (n,).

    A convex combination of the two scores, each brought to 0..1 over the candidates (Bruch et
    al. 2022, arXiv 2210.11934), and the logarithm of the probability that the need asks for the
    candidate's task. ``bm25`` is 0 for a candidate that shares no word with the need.
    """
    prior = np.log(np.maximum(probability, _LEAST_PROBABILITY))
    combined = DENSE_WEIGHT * _spread(similarity) + LEXICAL_WEIGHT * _spread(bm25)
    return np.asarray(combined + TASK_WEIGHT * prior, np.float32)


def _spread(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    if len(scores) == 0:
        return scores
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)
