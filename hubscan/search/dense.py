"""The dense index: cosine similarity over unit vectors. The only module that imports faiss.

Vectors are kept as signed bytes, each with a scale of its own: similarities are off by about
0.001. Few candidates are scored one by one; among many, all are scanned as product-quantized
codes first, more than wanted are fetched, masked, and the best of them scored.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.bitmap import Bitmap
from hubscan.errors import DataError, MissingExtraError

try:
    import faiss
except ImportError as error:
    raise MissingExtraError("faiss-cpu", "search") from error

# One query is bound by memory bandwidth: a second thread costs more than it brings
# (faiss issues 891 and 4121; from 1.14.2 its parallel path is 2.7 times slower for one query).
faiss.omp_set_num_threads(1)

FEW = 30_000  # so many are scored one by one in a few milliseconds
_OVER_FETCH = 10  # scanned codes for each vector that is wanted
_MOST_FETCHED = 60_000
_AGAIN = 10  # times as many are fetched when hardly any of them pass
_COMPONENTS_PER_CODE = (4, 3, 2, 1)  # the first that divides the dimension
_CODE_BITS = 4
_SAMPLE = 65_536
_BATCH = 16_384
_PART = 1_024
_LARGEST = 127  # of a signed byte
_VECTORS, _SCALES, _SCAN = "vectors.i8", "scales.npy", "scan.faiss"

Vectors = NDArray[np.float32]
Codes = NDArray[np.int8]


class DenseIndex:
    """Unit vectors by position; scores are cosine similarities.

    ``codes`` (n, dimension) times ``scales`` (n,) are the vectors; ``scan`` is faiss' index of
    their coarser codes, None for few.
    """

    def __init__(self, codes: Codes, scales: Vectors, scan: Any | None) -> None:
        self._codes = codes
        self._scales = scales
        self._scan = scan

    @classmethod
    def build(cls, vectors: Vectors) -> DenseIndex:
        """Index ``vectors`` (n, dimension) in memory; ``writing_vectors`` does it on disk."""
        codes, scales = _quantized(vectors)
        return cls(codes, scales, _scan(codes, scales))

    @classmethod
    def load(cls, folder: Path) -> DenseIndex:
        """Map a saved index into memory without reading it."""
        try:
            scales = np.load(folder / _SCALES)
            return cls(_mapped(folder / _VECTORS, len(scales)), scales, _read(folder / _SCAN))
        except (OSError, ValueError, EOFError, RuntimeError) as error:
            raise DataError(f"{folder} holds no readable vector index") from error

    @classmethod
    def update(cls, old: Path, folder: Path, at: NDArray[np.int64], vectors: Vectors) -> None:
        """Write an index into ``folder`` that differs from ``old`` at the positions ``at`` only.

        New positions follow the old ones without a gap.
        """
        shutil.copyfile(old / _VECTORS, folder / _VECTORS)
        scales = np.load(old / _SCALES)
        if len(at):
            grown = np.zeros(max(len(scales), int(at.max()) + 1), np.float32)
            grown[: len(scales)] = scales
            shape = (len(grown), vectors.shape[1])
            codes = np.memmap(folder / _VECTORS, np.int8, "r+", shape=shape)
            codes[at], grown[at] = _quantized(vectors)
            codes.flush()
            scales = grown
        _finish(folder, scales)

    def __len__(self) -> int:
        return len(self._scales)

    def search(
        self, vector: Vectors, limit: int, passing: Bitmap | None = None
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Return the positions and scores of the nearest vectors, best first, ties by position.

        ``passing`` says which positions may be returned.
        """
        count = len(self) if passing is None else passing.count()
        if self._scan is None or count <= max(FEW, limit):
            near = np.arange(len(self)) if passing is None else passing.positions()
        else:
            near = self._scanned(vector, limit, passing, len(self) / count)
        scores = self.score(vector, near)
        best = np.argsort(-scores, kind="stable")[:limit]
        return near[best], scores[best]

    def score(self, vector: Vectors, positions: NDArray[np.int64]) -> Vectors:
        """Return the score of each of ``positions``."""
        scores = np.empty(len(positions), np.float32)
        # part by part: what is widened stays in the processor's cache
        for start in range(0, len(positions), _PART):
            part = slice(start, start + _PART)
            codes = self._codes.take(positions[part], axis=0).astype(np.float32)
            np.matmul(codes, vector, out=scores[part])
        return scores * self._scales[positions]

    def _scanned(
        self, vector: Vectors, limit: int, passing: Bitmap | None, inverse_share: float
    ) -> NDArray[np.int64]:
        """Return more of the positions that pass than wanted, ascending, by a coarse look."""
        assert self._scan is not None
        wanted = _OVER_FETCH * limit
        fetch = min(int(wanted * inverse_share) + 1, max(wanted, _MOST_FETCHED), len(self))
        while True:
            found = self._scan.search(vector[np.newaxis].astype(np.float32), fetch)[1][0]
            found = found[found >= 0]  # faiss fills up with -1 what it cannot rank
            near = found if passing is None else found[passing.holds(found)]
            if len(near) >= limit or fetch == len(self):
                return np.sort(near[:wanted])
            fetch = min(_AGAIN * fetch, len(self))


@contextmanager
def writing_vectors(folder: Path) -> Iterator[Callable[[Vectors], None]]:
    """Write an index into a folder: what is yielded appends unit vectors of shape (m, dimension).

    They are never all in memory.
    """
    all_scales: list[Vectors] = [np.empty(0, np.float32)]
    with (folder / _VECTORS).open("wb") as file:

        def add(vectors: Vectors) -> None:
            codes, scales = _quantized(vectors)
            file.write(codes.tobytes())
            all_scales.append(scales)

        yield add
    _finish(folder, np.concatenate(all_scales))


def _finish(folder: Path, scales: Vectors) -> None:
    np.save(folder / _SCALES, scales)
    (folder / _SCAN).unlink(missing_ok=True)
    index = DenseIndex.load(folder)
    if (scan := _scan(index._codes, scales)) is not None:
        faiss.write_index(scan, str(folder / _SCAN))


def _quantized(vectors: Vectors) -> tuple[Codes, Vectors]:
    norms = np.linalg.norm(vectors, axis=1)
    if len(vectors) and not np.allclose(norms, 1.0, atol=1e-3):
        raise ValueError("vectors must have unit norm")
    scales = np.abs(vectors).max(axis=1, initial=0) / _LARGEST
    return np.rint(vectors / scales[:, np.newaxis]).astype(np.int8), scales.astype(np.float32)


def _scan(codes: Codes, scales: Vectors) -> Any | None:
    """Return faiss' fast scan over product-quantized vectors; None for few."""
    if len(codes) <= FEW:
        return None
    dimension = codes.shape[1]
    each = next(size for size in _COMPONENTS_PER_CODE if dimension % size == 0)
    scan = faiss.IndexPQFastScan(
        dimension, dimension // each, _CODE_BITS, faiss.METRIC_INNER_PRODUCT
    )
    # rows may be ordered by task: a sample from everywhere
    sample = np.arange(0, len(codes), -(-len(codes) // _SAMPLE))
    scan.train(codes[sample] * scales[sample, np.newaxis])
    for start in range(0, len(codes), _BATCH):
        part = slice(start, start + _BATCH)
        scan.add(codes[part] * scales[part, np.newaxis])
    return scan


def _mapped(path: Path, count: int) -> Codes:
    size = path.stat().st_size
    if size == count == 0:
        return np.empty((0, 0), np.int8)
    if not count or not size or size % count:
        raise ValueError(f"{size} bytes are not {count} vectors")
    # as a plain array: numpy's class of mapped ones makes every access slower
    return np.asarray(np.memmap(path, np.int8, "r", shape=(count, size // count)))


def _read(scan: Path) -> Any | None:
    return faiss.read_index(str(scan), faiss.IO_FLAG_MMAP_IFC) if scan.exists() else None
