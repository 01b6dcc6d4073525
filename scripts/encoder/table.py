"""The model: a table of token vectors; a text is the mean of its tokens' vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as functional
from numpy.typing import NDArray
from tokenizers import Tokenizer

LOGIT_SCALE = 12.0  # unit vectors are short: logits need room
_MAX_TOKENS = 160
_MAX_CHARACTERS = 1200
_SIF = 1e-3  # Arora et al. 2017, "A simple but tough-to-beat baseline for sentence embeddings"

Tokens = NDArray[np.int64]


def tokenize(tokenizer: Tokenizer, texts: Sequence[str]) -> list[Tokens]:
    """Return the token numbers of each text; a text without any becomes the unknown token."""
    unknown = tokenizer.token_to_id("[UNK]") or 0  # reading the whole vocabulary takes 8 ms
    short = [text[:_MAX_CHARACTERS] for text in texts]
    encodings = tokenizer.encode_batch(short, add_special_tokens=False)
    return [np.array(each.ids[:_MAX_TOKENS] or [unknown], np.int64) for each in encodings]


def principal_axes(vectors: NDArray[np.float32], dimension: int) -> NDArray[np.float32]:
    """Return the axes, shape (vectors' dimension, dimension), that keep most of the vectors."""
    left, _, _ = np.linalg.svd(vectors.T @ vectors)
    return np.asarray(left[:, :dimension], np.float32)


def initial_weights(
    tokens: NDArray[np.float32], axes: NDArray[np.float32], first_word: int
) -> NDArray[np.float32]:
    """Return token vectors on the axes, frequent tokens shortened by smooth inverse frequency.

    The vocabulary is in order of frequency from ``first_word`` on, so Zipf's law gives the
    probability of a token.
    """
    rank = np.maximum(np.arange(len(tokens)) - first_word + 1, 1)
    probability = (1 / rank) / (1 / rank).sum()
    weights = (tokens - tokens.mean(axis=0)) @ axes
    weights /= np.linalg.norm(weights, axis=1).mean()
    return np.asarray(weights * (_SIF / (_SIF + probability))[:, np.newaxis], np.float32)


class Table(torch.nn.Module):
    """Token vectors, and a softmax over tasks on top; gradients of the vectors are sparse."""

    def __init__(self, weights: NDArray[np.float32], tags: int, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.bag = torch.nn.EmbeddingBag.from_pretrained(
            torch.tensor(weights), freeze=False, mode="mean", sparse=True
        )
        self.head = torch.nn.Linear(weights.shape[1], tags)
        self.temperature = torch.nn.Parameter(torch.tensor(np.log(20.0), dtype=torch.float32))

    @property
    def weights(self) -> NDArray[np.float32]:
        return np.asarray(self.bag.weight.detach().numpy())

    def forward(self, flat: torch.Tensor, offsets: torch.Tensor) -> torch.Tensor:
        """Return unit vectors of texts that were ``packed``."""
        return functional.normalize(self.bag(flat, offsets), dim=1)

    def task_logits(self, vectors: torch.Tensor) -> torch.Tensor:
        return torch.as_tensor(self.head(vectors * LOGIT_SCALE))

    @torch.inference_mode()
    def encode(self, texts: list[Tokens]) -> NDArray[np.float32]:
        """Return unit vectors of shape (len(texts), dimension)."""
        return np.asarray(self(*packed(texts, np.random.default_rng(0), 0.0)).numpy())


def packed(
    texts: list[Tokens], rng: np.random.Generator, dropout: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """Join texts into one sequence with their offsets, dropping tokens but each one's first."""
    lengths = np.array([len(text) for text in texts])
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    flat = np.concatenate(texts)
    kept = rng.random(len(flat)) >= dropout
    kept[starts] = True
    offsets = np.concatenate([[0], np.cumsum(np.add.reduceat(kept, starts))[:-1]])
    return torch.from_numpy(flat[kept]), torch.from_numpy(offsets)
