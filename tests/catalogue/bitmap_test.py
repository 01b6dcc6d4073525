from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.catalogue.bitmap import Bitmap

SIZES = [0, 1, 7, 8, 63, 64, 65, 1000]
masks = st.tuples(st.sampled_from(SIZES), st.integers(0, 2**16), st.floats(0, 1)).map(
    lambda drawn: np.random.default_rng(drawn[1]).random(drawn[0]) < drawn[2]
)


@given(mask=masks)
def test_a_bitmap_is_the_mask_it_was_made_of(mask):
    bitmap = Bitmap.of(mask)
    assert bitmap.size == len(mask)
    assert bitmap.mask().tolist() == mask.tolist()
    assert bitmap.positions().tolist() == np.flatnonzero(mask).tolist()
    assert bitmap.count() == mask.sum()
    assert bitmap.holds(np.arange(len(mask))).tolist() == mask.tolist()
    assert Bitmap.at(len(mask), np.flatnonzero(mask)).mask().tolist() == mask.tolist()


@given(mask=masks, seed=st.integers(0, 99))
def test_bitmaps_combine_as_masks_do(mask, seed):
    other = np.random.default_rng(seed).random(len(mask)) < 0.5
    one, two = Bitmap.of(mask), Bitmap.of(other)
    assert (one & two).mask().tolist() == (mask & other).tolist()
    assert (one | two).mask().tolist() == (mask | other).tolist()
    assert (one - two).mask().tolist() == (mask & ~other).tolist()


@pytest.mark.parametrize("size", SIZES)
def test_everywhere_and_nowhere(size):
    assert Bitmap.everywhere(size).count() == size
    assert (Bitmap.everywhere(size) - Bitmap.everywhere(size)).count() == 0
    assert Bitmap.at(size, []).positions().tolist() == []
