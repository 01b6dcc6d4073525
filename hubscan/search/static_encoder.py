"""The shipped encoder: static token vectors, in sentence-transformers' layout.

Read with tokenizers and numpy alone: model2vec gives the same vectors but takes 0.3 s longer to
load, a third of what a whole command may take.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hubscan import files
from hubscan.errors import DataError, MissingExtraError
from hubscan.resources import resource
from hubscan.search import reading
from hubscan.search.encoder import SHIPPED, unit_norm

try:
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer
except ImportError as error:
    raise MissingExtraError("tokenizers", "search") from error

_WEIGHTS = "model.safetensors"
_TOKENIZER = "tokenizer.json"
_TABLE = "embedding.weight"
_REVISION_DIGITS = 16
_BATCH = 1024
_MAX_CHARACTERS = 4096  # a need or a row is far shorter: what follows is not what it is about
_MAX_TOKENS = 512


@dataclass(frozen=True)
class StaticEncoder:
    """A text's vector is the mean of its tokens' ``vectors`` (vocabulary, dimension)."""

    name: str
    revision: str
    tokenizer: Tokenizer
    vectors: NDArray[np.float16]

    @classmethod
    def shipped(cls) -> StaticEncoder:
        """Load the encoder that comes with the package."""
        return cls.load(resource("data", "encoder"), SHIPPED)

    @classmethod
    def load(cls, folder: Path, name: str) -> StaticEncoder:
        """Load a static model saved as sentence-transformers does."""
        try:
            revision = files.sha256(folder / _WEIGHTS)[:_REVISION_DIGITS]
            vectors = load_file(folder / _WEIGHTS)[_TABLE]
            tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
        except Exception as error:  # safetensors and tokenizers raise their own, without a base
            raise DataError(f"{folder} is not a readable static encoder: {error}") from error
        return cls(name, revision, tokenizer, vectors)

    @property
    def dimension(self) -> int:
        return int(self.vectors.shape[1])

    def read(self, need: str) -> str:
        """Return a need in English, as far as its words are known."""
        return reading.read(need, lambda word: self.tokenizer.token_to_id(word) is not None)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit-norm vectors of shape (len(texts), dimension)."""
        if not texts:
            return np.empty((0, self.dimension), np.float32)
        # half precision is widened slowly: once for many texts, only what is needed for few
        table = self.vectors if len(texts) < _BATCH else self.vectors.astype(np.float32)
        batches = (texts[start : start + _BATCH] for start in range(0, len(texts), _BATCH))
        return unit_norm(np.concatenate([self._sums(batch, table) for batch in batches]))

    def _sums(self, texts: Sequence[str], table: NDArray[np.floating]) -> NDArray[np.float32]:
        """Return the sum of each text's token vectors: the mean, but for its length."""
        short = [text[:_MAX_CHARACTERS] for text in texts]
        encodings = self.tokenizer.encode_batch_fast(short, add_special_tokens=False)
        unknown = self.tokenizer.token_to_id("[UNK]") or 0  # its vector is zero
        tokens = [encoding.ids[:_MAX_TOKENS] or [unknown] for encoding in encodings]
        return _sums_by_text(tokens, table)


def _sums_by_text(
    tokens: Sequence[Sequence[int]], table: NDArray[np.floating]
) -> NDArray[np.float32]:
    """Sum the first tokens of all texts, then the second, ...: wide sums, the longest texts first.

    Several times as fast as numpy's ``add.reduceat`` over the rows of the table.
    """
    lengths = np.array([len(each) for each in tokens])
    starts = np.cumsum(lengths) - lengths
    longest_first = np.argsort(-lengths, kind="stable")
    flat, starts = np.concatenate(tokens), starts[longest_first]
    sums = np.zeros((len(tokens), table.shape[1]), np.float32)
    for place in range(int(lengths.max())):
        still = int((lengths > place).sum())
        sums[:still] += table[flat[starts[:still] + place]]
    ordered = np.empty_like(sums)
    ordered[longest_first] = sums
    return ordered
