"""The shipped encoder: static token vectors. The only module that imports model2vec."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hubscan import files
from hubscan.errors import DataError, MissingExtraError
from hubscan.resources import resource
from hubscan.search.encoder import unit_norm

try:
    from model2vec import StaticModel
except ImportError as error:
    raise MissingExtraError("model2vec", "search") from error

NAME = "hubscan-static"
_WEIGHTS = "model.safetensors"
_REVISION_DIGITS = 16


@dataclass(frozen=True)
class StaticEncoder:
    """A static model: a text's vector is the mean of the vectors of its tokens."""

    name: str
    revision: str
    model: StaticModel

    @classmethod
    def shipped(cls) -> StaticEncoder:
        """Load the encoder that comes with the package."""
        return cls.load(resource("data", "encoder"), NAME)

    @classmethod
    def load(cls, folder: Path, name: str) -> StaticEncoder:
        """Load a static model saved as sentence-transformers does."""
        try:
            revision = files.sha256(folder / _WEIGHTS)[:_REVISION_DIGITS]
            model = StaticModel.from_pretrained(
                folder, normalize=False, quantize_to="float32", force_download=False
            )
        except Exception as error:  # safetensors and tokenizers raise their own, without a base
            raise DataError(f"{folder} is not a readable static encoder: {error}") from error
        return cls(name, revision, model)

    @property
    def dimension(self) -> int:
        return int(self.model.dim)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit-norm vectors of shape (len(texts), dimension)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        # threads would cost a single core more than they bring, and the order must not matter
        return unit_norm(self.model.encode(list(texts), use_multiprocessing=False))
