"""Which task a need asks for: pipeline tags with probabilities, from the need's vector."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from hubscan.errors import DataError
from hubscan.resources import resource
from hubscan.search.encoder import Encoder

# Retired tags are recognised on their own, for catalogues that still use them.
SUCCESSORS = {"text2text-generation": "text-generation", "conversational": "text-generation"}

# Tags that are given to the same models: who asks for one is served by the other.
ALIKE = (frozenset({"feature-extraction", "sentence-similarity"}),)

_MOST_LIKELY = 3
_LIKELY = 0.02
_FILE = "task_model.npz"
_STEPS = 300
_RATE = 0.5
_MOMENTUM = 0.9
_DECAY = 3e-5
_SCALE = 12.0  # unit vectors are short: logits need room


@dataclass(frozen=True)
class TaskGuess:
    """A task that a need may ask for, and how likely."""

    pipeline_tag: str
    probability: float


@dataclass(frozen=True)
class TaskModel:
    """A softmax over an encoder's vectors: ``weights`` (dimension, tags), ``bias`` (tags,)."""

    tags: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    revision: str

    @classmethod
    def build(cls, encoder: Encoder) -> TaskModel:
        """Return the shipped model for the shipped encoder; fit one to any other encoder."""
        shipped = cls.load(resource("data", "tasks"))
        return shipped if shipped.revision == encoder.revision else cls.fit(encoder)

    @classmethod
    def fit(cls, encoder: Encoder) -> TaskModel:
        """Learn from the labelled phrasings that come with the package."""
        needs = phrasings()
        tags = sorted({tag for tag, _ in needs})
        vectors = encoder.encode([need for _, need in needs])
        labels = np.array([tags.index(tag) for tag, _ in needs])
        weights, bias = _softmax_regression(vectors, labels, len(tags))
        return cls(tuple(tags), weights, bias, encoder.revision)

    @classmethod
    def load(cls, folder: Path) -> TaskModel:
        """Load a saved model; raise DataError when it is damaged."""
        try:
            with (folder / _FILE).open("rb") as stream, np.load(stream) as saved:
                tags = tuple(str(tag) for tag in saved["tags"])
                weights, bias = saved["weights"], saved["bias"]
                revision = str(saved["revision"])
        except (OSError, ValueError, KeyError, EOFError, TypeError, BadZipFile) as error:
            raise DataError(f"{folder / _FILE} is not a readable task model") from error
        return cls(tags, weights.astype(np.float32), bias.astype(np.float32), revision)

    def save(self, folder: Path) -> None:
        np.savez(
            folder / _FILE,
            tags=np.array(self.tags),
            weights=self.weights.astype(np.float16),
            bias=self.bias,
            revision=np.array(self.revision),
        )

    def infer(
        self, vector: NDArray[np.float32], keep: Collection[str] = ()
    ) -> tuple[TaskGuess, ...]:
        """Return every task with its probability, the likeliest first.

        The share of a retired tag goes to its successor unless ``keep`` has the tag.
        """
        shares: dict[str, float] = {}
        for tag, probability in zip(self.tags, self._probabilities(vector), strict=True):
            name = tag if tag in keep else SUCCESSORS.get(tag, tag)
            shares[name] = shares.get(name, 0.0) + float(probability)
        ranked = sorted(shares.items(), key=lambda share: (-share[1], share[0]))
        return tuple(TaskGuess(tag, probability) for tag, probability in ranked)

    def _probabilities(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        logits = vector @ self.weights + self.bias
        return _softmax(logits[np.newaxis]).reshape(-1)


def likely(guesses: Sequence[TaskGuess]) -> tuple[TaskGuess, ...]:
    """Return the tasks worth telling and looking at, the likeliest first."""
    return tuple(guess for guess in guesses[:_MOST_LIKELY] if guess.probability >= _LIKELY)


def by_tag(guesses: Iterable[TaskGuess]) -> dict[str, float]:
    """Return how likely each tag serves a need: tags alike share what is guessed of them."""
    likely = {guess.pipeline_tag: guess.probability for guess in guesses}
    for alike in ALIKE:
        likely |= dict.fromkeys(alike, sum(likely.get(tag, 0.0) for tag in alike))
    return likely


def phrasings() -> list[tuple[str, str]]:
    """Return (pipeline tag, need in words) pairs, written for this project."""
    path = resource("data", "tasks", "needs.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        return [(row["pipeline_tag"], row["need"]) for row in csv.DictReader(stream)]


def _softmax_regression(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], classes: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Fit by gradient descent with momentum from zero: no chance is involved."""
    inputs = np.hstack([vectors * _SCALE, np.ones((len(vectors), 1), np.float32)])
    truth = np.eye(classes, dtype=np.float32)[labels]
    weights = np.zeros((inputs.shape[1], classes), np.float32)
    speed = np.zeros_like(weights)
    for _ in range(_STEPS):
        error = (_softmax(inputs @ weights) - truth) / len(inputs)
        speed = _MOMENTUM * speed - _RATE * (inputs.T @ error + _DECAY * weights)
        weights = weights + speed
    return np.asarray(weights[:-1] * _SCALE, np.float32), weights[-1]


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)
