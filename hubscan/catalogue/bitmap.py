"""Which of n positions: one bit each, so that masks of millions are combined in microseconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

_WORD_BITS = 64
_WORD_BYTES = _WORD_BITS // 8
_ONE, _WORD_SHIFT, _WORD_MASK = np.uint64(1), np.uint64(6), np.uint64(63)


@dataclass(frozen=True, eq=False)
class Bitmap:
    """A set of positions below ``size``; ``words`` hold their bits, those beyond are 0."""

    size: int
    words: NDArray[np.uint64]

    @classmethod
    def of(cls, mask: NDArray[np.bool_]) -> Self:
        """Return the positions at which a mask (n,) is true."""
        packed = np.zeros(-(-len(mask) // _WORD_BITS) * _WORD_BYTES, np.uint8)
        bits = np.packbits(mask, bitorder="little")
        packed[: len(bits)] = bits
        return cls(len(mask), packed.view("<u8"))

    @classmethod
    def at(cls, size: int, positions: ArrayLike) -> Self:
        """Return the positions given, all below ``size``: a few are set without a look at all."""
        words = np.zeros(-(-size // _WORD_BITS), np.uint64)
        at = np.asarray(positions, np.uint64)
        np.bitwise_or.at(words, at >> _WORD_SHIFT, _ONE << (at & _WORD_MASK))
        return cls(size, words)

    @classmethod
    def everywhere(cls, size: int) -> Self:
        """Return all positions."""
        words = np.full(-(-size // _WORD_BITS), -1, np.int64).view("<u8")
        if rest := size % _WORD_BITS:
            words[-1] >>= np.uint64(_WORD_BITS - rest)
        return cls(size, words)

    def __and__(self, other: Bitmap) -> Bitmap:
        return Bitmap(self.size, self.words & other.words)

    def __or__(self, other: Bitmap) -> Bitmap:
        return Bitmap(self.size, self.words | other.words)

    def __sub__(self, other: Bitmap) -> Bitmap:
        return Bitmap(self.size, self.words & ~other.words)

    def count(self) -> int:
        """Return how many positions there are."""
        return int(np.bitwise_count(self.words).sum())

    def holds(self, positions: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Say which of ``positions`` are among these."""
        held: NDArray[np.uint8] = self._bytes[positions >> 3] >> (positions & 7).astype(np.uint8)
        return (held & 1).astype(bool)

    def positions(self) -> NDArray[np.int64]:
        """Return the positions, ascending; most of the time goes where there are any."""
        some = np.flatnonzero(self._bytes)
        place, bit = np.nonzero(np.unpackbits(self._bytes[some, None], axis=1, bitorder="little"))
        return some[place] * 8 + bit

    def mask(self) -> NDArray[np.bool_]:
        """Return a mask (n,) that is true at the positions."""
        return np.unpackbits(self._bytes, count=self.size, bitorder="little").view(bool)

    @property
    def _bytes(self) -> NDArray[np.uint8]:
        return self.words.view(np.uint8)
