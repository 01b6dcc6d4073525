from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.catalogue.bitmap import Bitmap
from hubscan.errors import DataError
from hubscan.search.dense import FEW, DenseIndex, writing_vectors

OFF = 0.006  # how much a similarity of bytes in 16 dimensions may be off, and its neighbour's


def unit_vectors(count, dimension=16, seed=0):
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def clustered(count, dimension=32, topics=400, seed=0):
    rng = np.random.default_rng(seed)
    vectors = unit_vectors(topics, dimension, seed)[rng.integers(0, topics, count)]
    vectors = vectors + 0.1 * rng.normal(size=vectors.shape).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def saved(folder, vectors, batch=7_000):
    folder.mkdir(parents=True, exist_ok=True)
    with writing_vectors(folder) as add:
        for start in range(0, len(vectors), batch):
            add(vectors[start : start + batch])
    return DenseIndex.load(folder)


@given(
    count=st.integers(1, 200),
    limit=st.integers(1, 50),
    share=st.floats(0, 1),
    seed=st.integers(0, 99),
)
def test_search_finds_what_brute_force_finds(count, limit, share, seed):
    vectors, query = unit_vectors(count, seed=seed), unit_vectors(1, seed=seed + 1)[0]
    mask = np.random.default_rng(seed).random(count) < share
    positions, scores = DenseIndex.build(vectors).search(query, limit, Bitmap.of(mask))
    true = vectors @ query
    assert len(positions) == min(limit, mask.sum())
    assert mask[positions].all()
    assert scores == pytest.approx(true[positions], abs=OFF)
    assert scores.tolist() == sorted(scores.tolist(), reverse=True)
    left_out = np.setdiff1d(np.flatnonzero(mask), positions)
    assert true[left_out].max(initial=-2) <= scores.min(initial=2) + OFF


def test_without_a_mask_everything_may_be_found():
    vectors = unit_vectors(30)
    positions, scores = DenseIndex.build(vectors).search(vectors[7], 100)
    assert positions[0] == 7
    assert scores[0] == pytest.approx(1.0, abs=OFF)
    assert sorted(positions.tolist()) == list(range(30))


def test_equal_scores_stand_in_the_order_of_positions():
    positions, _ = DenseIndex.build(np.tile(unit_vectors(1), (9, 1))).search(unit_vectors(1)[0], 5)
    assert positions.tolist() == [0, 1, 2, 3, 4]


def test_scores_are_paired_with_the_positions_asked_for():
    vectors = unit_vectors(30)
    index = DenseIndex.build(vectors)
    assert index.score(vectors[3], np.array([9, 3, 1])) == pytest.approx(
        [vectors[9] @ vectors[3], 1.0, vectors[1] @ vectors[3]], abs=OFF
    )


MANY = clustered(2 * FEW)
PASSING = {  # a mask, and the share of the nearest hundred that must be found at least
    "no mask": (None, 0.95),
    "nearly all": (np.arange(len(MANY)) % 20 > 0, 0.95),
    "half, scanned": (np.arange(len(MANY)) % 40 < 21, 0.95),
    "few, one by one": (np.arange(len(MANY)) % 100 == 0, 1.0),
    "not the near ones": (MANY @ MANY[5] < 0.5, 0.5),
}


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    return saved(tmp_path_factory.mktemp("many"), MANY)


@pytest.mark.parametrize(("mask", "share"), PASSING.values(), ids=PASSING)
def test_among_many_the_nearest_are_found_as_well(many, mask, share):
    passing = None if mask is None else Bitmap.of(mask)
    for number in (5, 500, 30_000):
        true = np.where(True if mask is None else mask, MANY @ MANY[number], -1)
        positions, scores = many.search(MANY[number], 100, passing)
        assert len(set(positions.tolist())) == 100
        assert scores == pytest.approx(true[positions], abs=OFF)
        nearest = np.sort(true)[::-1]
        assert (nearest[:10] - true[positions[:10]] <= OFF).all()
        assert np.mean(true[positions] >= nearest[99] - OFF) >= share


@pytest.mark.parametrize("beyond", [0, 1], ids=["whole words", "and one bit"])
def test_what_faiss_cannot_rank_is_no_position(beyond):
    # of all that it is asked for, the very last are -1, which reads as the last of whole words
    vectors = unit_vectors(32_000 + beyond, dimension=6)
    farthest = np.argsort(vectors @ vectors[0])[: FEW + 500]
    passing = Bitmap.at(len(vectors), [*farthest, len(vectors) - 1])
    positions, _ = DenseIndex.build(vectors).search(vectors[0], FEW, passing)
    assert len(set(positions.tolist())) == len(positions)
    assert passing.holds(positions).all()
    assert positions.min() >= 0


@pytest.mark.parametrize("vectors", [unit_vectors(50), MANY], ids=["few", "many"])
def test_a_saved_index_answers_the_same(tmp_path, vectors):
    loaded, built = saved(tmp_path, vectors), DenseIndex.build(vectors)
    assert len(loaded) == len(vectors)
    for found, expected in zip(
        loaded.search(vectors[5], 20), built.search(vectors[5], 20), strict=True
    ):
        np.testing.assert_array_equal(found, expected)


UPDATES = {
    "nothing": [],
    "one replaced": [3],
    "grown": [50, 51, 52],
    "both, in any order": [51, 0, 50],
}


@pytest.mark.parametrize("at", UPDATES.values(), ids=UPDATES)
def test_an_updated_index_is_the_one_built_anew(tmp_path, at):
    before, new = unit_vectors(50), unit_vectors(len(at), seed=1)
    saved(tmp_path / "old", before)
    (tmp_path / "new").mkdir()
    DenseIndex.update(tmp_path / "old", tmp_path / "new", np.array(at, np.int64), new)
    expected = np.concatenate([before, np.zeros((max([49, *at]) - 49, 16), np.float32)])
    expected[at] = new
    saved(tmp_path / "anew", expected)
    for name in ("vectors.i8", "scales.npy"):
        assert (tmp_path / "new" / name).read_bytes() == (tmp_path / "anew" / name).read_bytes()


def test_vectors_that_are_not_of_unit_norm_are_refused():
    with pytest.raises(ValueError, match="unit norm"):
        DenseIndex.build(2 * unit_vectors(3))


@pytest.mark.parametrize("name", ["scales.npy", "vectors.i8", "scan.faiss"])
@pytest.mark.parametrize("content", [b"", b"no index", b"\0" * 4097])
def test_a_file_that_is_no_index_is_told(tmp_path, name, content):
    saved(tmp_path, unit_vectors(50))
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataError, match="no readable vector index"):
        DenseIndex.load(tmp_path)


def test_nothing_is_an_index_too(tmp_path):
    assert len(saved(tmp_path, unit_vectors(0))) == 0
