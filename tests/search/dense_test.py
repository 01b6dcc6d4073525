from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.errors import DataError
from hubscan.search.dense import DenseIndex


def unit_vectors(count, dimension=16, seed=0):
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def by_brute_force(vectors, query, limit, mask):
    scores = np.where(mask, vectors @ query, -np.inf)
    order = np.argsort(-scores, kind="stable")[: min(limit, int(mask.sum()))]
    return list(zip(order.tolist(), scores[order].tolist(), strict=True))


@given(
    count=st.integers(1, 200),
    limit=st.integers(1, 50),
    share=st.floats(0, 1),
    seed=st.integers(0, 99),
)
def test_search_finds_what_brute_force_finds(count, limit, share, seed):
    vectors = unit_vectors(count, seed=seed)
    query = unit_vectors(1, seed=seed + 1)[0]
    mask = np.random.default_rng(seed).random(count) < share
    positions, scores = DenseIndex.build(vectors).search(query, limit, mask)
    expected = by_brute_force(vectors, query, limit, mask)
    assert positions.tolist() == [position for position, _ in expected]
    assert scores == pytest.approx([score for _, score in expected], abs=1e-5)


def test_without_a_mask_everything_may_be_found():
    vectors = unit_vectors(30)
    positions, scores = DenseIndex.build(vectors).search(vectors[7], 100)
    assert positions[0] == 7
    assert scores[0] == pytest.approx(1.0)
    assert sorted(positions.tolist()) == list(range(30))


def test_scores_are_paired_with_the_positions_asked_for():
    vectors = unit_vectors(30)
    index = DenseIndex.build(vectors)
    assert index.score(vectors[3], np.array([9, 3, 1])) == pytest.approx(
        [vectors[9] @ vectors[3], 1.0, vectors[1] @ vectors[3]], abs=1e-6
    )


def test_a_saved_index_answers_the_same(tmp_path):
    vectors = unit_vectors(50)
    DenseIndex.build(vectors).save(tmp_path / "vectors")
    loaded = DenseIndex.load(tmp_path / "vectors")
    assert (len(loaded), loaded.dimension) == (50, 16)
    np.testing.assert_array_equal(loaded.vectors, vectors)
    positions, _ = loaded.search(vectors[5], 1)
    assert positions.tolist() == [5]


def test_vectors_that_are_not_of_unit_norm_are_refused():
    with pytest.raises(ValueError, match="unit norm"):
        DenseIndex.build(2 * unit_vectors(3))


@pytest.mark.parametrize("content", [b"", b"no index", b"\0" * 4096])
def test_a_file_that_is_no_index_is_told(tmp_path, content):
    (tmp_path / "vectors").write_bytes(content)
    with pytest.raises(DataError, match="vectors is not a readable vector index"):
        DenseIndex.load(tmp_path / "vectors")
