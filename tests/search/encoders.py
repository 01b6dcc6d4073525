"""An encoder for tests: words hashed into the dimensions, the same on every machine."""

from __future__ import annotations

import zlib

import numpy as np

from hubscan.resources import resource
from hubscan.search.tasks import TaskModel

# With the shipped task model's revision and dimension no index has to fit one of its own.
SHIPPED = TaskModel.load(resource("data", "tasks"))
DIMENSION = len(SHIPPED.weights)


class HashingEncoder:
    def __init__(self, name="hashing", revision=SHIPPED.revision, dimension=DIMENSION):
        self.name, self.revision, self.dimension = name, revision, dimension

    def read(self, need):
        return need

    def encode(self, texts):
        vectors = np.full((len(texts), self.dimension), 1e-3, np.float32)
        for vector, text in zip(vectors, texts, strict=True):
            for word in text.lower().split():
                vector[zlib.crc32(word.encode()) % self.dimension] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
