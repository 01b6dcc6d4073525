"""Text to vectors: what an encoder is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

SHIPPED = "hubscan-static"


class Encoder(Protocol):
    """Turns texts into unit-norm vectors; ``name`` and ``revision`` say which vectors they are."""

    @property
    def name(self) -> str: ...

    @property
    def revision(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def read(self, need: str) -> str:
        """Return a need in the words that the encoder knows best: what is encoded of it."""
        ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return vectors of shape (len(texts), dimension), each of norm 1."""
        ...


def unit_norm(vectors: NDArray[np.floating]) -> NDArray[np.float32]:
    """Scale each row to norm 1; a row of zeros, a text without a known word, becomes uniform."""
    vectors = np.asarray(vectors, np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    uniform = np.float32(vectors.shape[1] ** -0.5) if vectors.shape[1] else np.float32(0)
    return np.where(norms > 0, vectors / np.maximum(norms, 1e-12), uniform).astype(np.float32)
