"""One score from meaning, words and task."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.search.fusion import DENSE_WEIGHT, LEXICAL_WEIGHT, TASK_WEIGHT, fuse


def _fuse(similarity: list[float], bm25: list[float], probability: list[float]) -> list[float]:
    columns = (np.array(column, np.float32) for column in (similarity, bm25, probability))
    return fuse(*columns).tolist()


def test_hand_computed() -> None:
    # similarities spread to 1, 0, 0.5; words to 0, 1, 0.25; ln 1 = 0 for the task
    expected = [
        DENSE_WEIGHT,
        LEXICAL_WEIGHT,
        0.5 * DENSE_WEIGHT + 0.25 * LEXICAL_WEIGHT,
    ]
    assert _fuse([0.9, 0.1, 0.5], [0, 8, 2], [1, 1, 1]) == pytest.approx(expected)


def test_weights_are_convex() -> None:
    total = DENSE_WEIGHT + LEXICAL_WEIGHT
    assert total == pytest.approx(1)


def test_alike_text_of_the_wrong_task_ranks_below() -> None:
    right, wrong = _fuse([0.50, 0.55, 0.1], [3, 3.5, 0], [0.9, 0.01, 0.9])[:2]
    assert right > wrong


def test_unlikely_task_is_a_handicap_with_a_floor() -> None:
    likely, never, unlikely = _fuse([0.5] * 3, [0] * 3, [1, 0, 1e-9])
    assert never == unlikely == pytest.approx(likely + TASK_WEIGHT * np.log(0.0025))


@pytest.mark.parametrize("count", [0, 1])
def test_few_candidates(count: int) -> None:
    assert _fuse([0.3] * count, [1.0] * count, [1.0] * count) == [0.0] * count


_SCORES = st.lists(
    st.tuples(st.floats(-1, 1, width=32), st.floats(0, 50, width=32), st.floats(0, 1, width=32)),
    min_size=1,
    max_size=30,
)


@given(_SCORES)
def test_better_in_everything_is_never_below(rows: list[tuple[float, float, float]]) -> None:
    scores = _fuse(*(list(column) for column in zip(*rows, strict=True)))
    assert np.isfinite(scores).all()
    for (first, one), (second, other) in zip(
        zip(rows, scores, strict=True), zip(rows[1:], scores[1:], strict=True), strict=False
    ):
        if all(a >= b for a, b in zip(first, second, strict=True)):
            assert one >= other - 1e-5
