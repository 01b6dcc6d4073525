"""The dense index: cosine similarity over unit vectors. The only module that imports faiss."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hubscan.errors import DataError, MissingExtraError

try:
    import faiss
except ImportError as error:
    raise MissingExtraError("faiss-cpu", "search") from error

# One query is bound by memory bandwidth: a second thread costs more than it brings
# (faiss issues 891 and 4121; from 1.14.2 its parallel path is 2.7 times slower for one query).
faiss.omp_set_num_threads(1)


class DenseIndex:
    """Unit-norm float32 vectors by position, searched exactly; scores are cosine similarities."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> DenseIndex:
        """Index ``vectors`` of shape (n, dimension)."""
        norms = np.linalg.norm(vectors, axis=1)
        if len(vectors) and not np.allclose(norms, 1.0, atol=1e-3):
            raise ValueError("vectors must have unit norm")
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """Map a saved index into memory without reading it."""
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except RuntimeError as error:
            raise DataError(f"{path} is not a readable vector index") from error

    def save(self, path: Path) -> None:
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        return int(self._index.d)

    @property
    def vectors(self) -> NDArray[np.float32]:
        """All vectors, shape (n, dimension), as a view that lives no longer than the index."""
        flat = faiss.rev_swig_ptr(self._index.get_xb(), len(self) * self.dimension)
        return np.asarray(flat, dtype=np.float32).reshape(len(self), self.dimension)

    def search(
        self, vector: NDArray[np.float32], limit: int, mask: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the positions and scores of the nearest vectors, best first.

        ``mask`` of shape (n,) says which positions may be returned.
        """
        limit = min(limit, len(self) if mask is None else int(mask.sum()))
        if limit == 0:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores, positions = self._index.search(
            vector.reshape(1, -1).astype(np.float32), limit, params=_selector(mask)
        )
        found = positions[0] >= 0
        return positions[0][found], scores[0][found]

    def score(
        self, vector: NDArray[np.float32], positions: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return the score of each of ``positions``."""
        return np.asarray(self.vectors[positions] @ vector, dtype=np.float32)


def _selector(mask: NDArray[np.bool_] | None) -> Any:
    if mask is None:
        return None
    bitmap = np.packbits(mask, bitorder="little")
    # the stubs know the C++ arguments, not those of the Python wrapper
    return faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bitmap))  # type: ignore[call-arg,arg-type]
