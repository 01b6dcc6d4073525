"""Any sentence-transformers model. The only module that imports sentence_transformers."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hubscan import files
from hubscan.errors import DataError, MissingExtraError
from hubscan.search.encoder import unit_norm

try:
    from sentence_transformers import SentenceTransformer
except ImportError as error:
    raise MissingExtraError("sentence-transformers", "encoders") from error

_WEIGHTS = ("*.safetensors", "*.bin")
_REVISION_DIGITS = 16


@dataclass(frozen=True)
class TransformerEncoder:
    """A sentence-transformers model, from a folder or by its name on the Hub."""

    name: str
    revision: str
    model: SentenceTransformer

    @classmethod
    def load(cls, name: str) -> TransformerEncoder:
        """Load a model; raise DataError when it cannot be loaded."""
        # its retries are told line by line: the one line of the error says it all
        logging.getLogger("huggingface_hub").setLevel(logging.ERROR)
        try:
            model = SentenceTransformer(name, device="cpu")
        except Exception as error:  # the library's own errors have no common base
            reason = str(error).strip().splitlines()[0] if str(error).strip() else repr(error)
            raise DataError(f"encoder {name!r} cannot be loaded: {reason}") from error
        folder = Path(name)
        return cls(name, _of_folder(folder) if folder.is_dir() else _of_hub(model), model)

    @property
    def dimension(self) -> int:
        return int(self.model.get_embedding_dimension() or 0)

    def read(self, need: str) -> str:
        """Return a need as it is: which languages a model reads is its own affair."""
        return need

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit-norm vectors of shape (len(texts), dimension)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        return unit_norm(self.model.encode(list(texts), show_progress_bar=False))


def _of_folder(folder: Path) -> str:
    """Return a checksum over the weights of a folder."""
    weights = sorted(path for pattern in _WEIGHTS for path in folder.rglob(pattern))
    digests = "".join(files.sha256(path) for path in weights)
    return hashlib.sha256(digests.encode()).hexdigest()[:_REVISION_DIGITS]


def _of_hub(model: SentenceTransformer) -> str:
    config = getattr(model[0], "config", None) or getattr(
        getattr(model[0], "auto_model", None), "config", None
    )
    return str(getattr(config, "_commit_hash", None) or "unknown")
