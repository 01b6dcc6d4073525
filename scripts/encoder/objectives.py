"""What a model is trained for: each objective draws texts for a step and judges their vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import torch
import torch.nn.functional as functional
from numpy.typing import NDArray

from encoder.table import Tokens

_HIDDEN = -1e4


class Model(Protocol):
    """What encodes: how sharply it tells texts apart, and a softmax over tasks on its vectors."""

    temperature: torch.nn.Parameter

    def task_logits(self, vectors: torch.Tensor) -> torch.Tensor: ...


class Objective(Protocol):
    """A part of the loss: ``draw`` gives the texts of a step, ``loss`` judges their vectors."""

    def draw(self, rng: np.random.Generator) -> list[Tokens]: ...

    def loss(self, model: Model, vectors: torch.Tensor) -> torch.Tensor: ...


class LikeTeacher:
    """A text's vector is the teacher's; ``targets`` (n, dimension) are unit vectors."""

    def __init__(self, texts: list[Tokens], targets: NDArray[np.float32], size: int) -> None:
        self._texts, self._targets, self._size = texts, torch.from_numpy(targets), size
        self._chosen = np.empty(0, np.int64)

    def draw(self, rng: np.random.Generator) -> list[Tokens]:
        self._chosen = rng.integers(0, len(self._texts), self._size)
        return [self._texts[k] for k in self._chosen]

    def loss(self, model: Model, vectors: torch.Tensor) -> torch.Tensor:
        return (1 - (vectors * self._targets[self._chosen]).sum(dim=1)).mean()


class Matching:
    """An anchor finds its own text among those of the batch."""

    def __init__(self, anchors: list[list[Tokens]], texts: list[Tokens], size: int) -> None:
        self._anchors, self._texts, self._size = anchors, texts, size

    def draw(self, rng: np.random.Generator) -> list[Tokens]:
        chosen = rng.integers(0, len(self._texts), self._size)
        anchors = [_one_of(self._anchors[k], rng) for k in chosen]
        return anchors + [self._texts[k] for k in chosen]

    def loss(self, model: Model, vectors: torch.Tensor) -> torch.Tensor:
        scores = model.temperature.exp() * vectors[: self._size] @ vectors[self._size :].T
        truth = torch.arange(self._size)
        return (_cross(scores, truth) + _cross(scores.T, truth)) / 2


class Answering:
    """A labelled need finds one of its documents among others of the same collection."""

    def __init__(
        self,
        needs: list[Tokens],
        answers: Sequence[Sequence[int]],
        documents: list[Tokens],
        size: int,
        others: int,
    ) -> None:
        self._needs, self._answers, self._documents = needs, answers, documents
        self._size, self._others = size, others
        self._hidden = torch.empty(0)

    def draw(self, rng: np.random.Generator) -> list[Tokens]:
        chosen = rng.integers(0, len(self._needs), self._size)
        right = [int(rng.choice(self._answers[k])) for k in chosen]
        shown = np.array([*right, *rng.integers(0, len(self._documents), self._others)])
        also_right = np.array([np.isin(shown, self._answers[k]) for k in chosen])
        also_right[np.arange(self._size), np.arange(self._size)] = False
        self._hidden = torch.from_numpy(also_right)
        return [self._needs[k] for k in chosen] + [self._documents[k] for k in shown]

    def loss(self, model: Model, vectors: torch.Tensor) -> torch.Tensor:
        scores = model.temperature.exp() * vectors[: self._size] @ vectors[self._size :].T
        return _cross(scores.masked_fill(self._hidden, _HIDDEN), torch.arange(self._size))


class TellingTask:
    """The task can be told from the text."""

    def __init__(self, texts: list[list[Tokens]], tags: NDArray[np.int64], size: int) -> None:
        self._texts, self._tags, self._size = texts, tags, size
        self._truth = torch.empty(0)

    def draw(self, rng: np.random.Generator) -> list[Tokens]:
        chosen = rng.integers(0, len(self._texts), self._size)
        self._truth = torch.from_numpy(self._tags[chosen])
        return [_one_of(self._texts[k], rng) for k in chosen]

    def loss(self, model: Model, vectors: torch.Tensor) -> torch.Tensor:
        logits = model.task_logits(vectors)
        return functional.cross_entropy(logits, self._truth, label_smoothing=0.05)


def _cross(scores: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    return functional.cross_entropy(scores, truth)


def _one_of(texts: list[Tokens], rng: np.random.Generator) -> Tokens:
    return texts[rng.integers(0, len(texts))]
