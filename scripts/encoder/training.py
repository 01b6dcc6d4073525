"""Two trainings: first to say what the teacher says, then for needs and what serves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as functional
from numpy.typing import NDArray
from tokenizers import Tokenizer

from encoder.objectives import Answering, LikeTeacher, Matching, Objective, TellingTask
from encoder.table import Table, Tokens, initial_weights, packed, principal_axes, tokenize
from encoder.teacher import Teacher
from encoder.texts import LabelledNeed, Pair, Phrasing

_FIRST_WORD = 996  # before it stand the special and the unused tokens


@dataclass(frozen=True)
class Recipe:
    """The numbers of a training, chosen by cross-validation on the labelled needs."""

    dimension: int = 256
    regression_steps: int = 2500
    regression_rate: float = 3e-3
    steps: int = 300
    rate: float = 5e-4
    head_rate: float = 2e-3
    token_dropout: float = 0.1
    seed: int = 0


@dataclass(frozen=True)
class Lessons:
    """All that is learnt from but the labelled needs; ``targets`` are the teacher's vectors."""

    tokenizer: Tokenizer
    tags: tuple[str, ...]
    texts: list[Tokens]
    targets: NDArray[np.float32]
    needs: list[Phrasing]
    cards: list[Pair]
    rows: list[Pair]
    documents: list[str]

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        return tokenize(self.tokenizer, texts)

    def numbers(self, tags: Sequence[str | None]) -> NDArray[np.int64]:
        return np.array([self.tags.index(tag) for tag in tags if tag is not None], np.int64)


def distil(
    teacher: Teacher, texts: list[str], recipe: Recipe
) -> tuple[Table, list[Tokens], NDArray[np.float32]]:
    """Return a table that says what the teacher says of ``texts``, with tokens and targets."""
    vectors = teacher.encode(texts)
    axes = principal_axes(vectors, recipe.dimension)
    targets = functional.normalize(torch.from_numpy(vectors @ axes), dim=1).numpy()
    tokens = tokenize(teacher.tokenizer(), texts)
    table = Table(initial_weights(teacher.token_vectors(), axes, _FIRST_WORD), 1, recipe.seed)
    optimizer = torch.optim.SparseAdam([table.bag.weight], lr=recipe.regression_rate)
    objectives: list[tuple[float, Objective]] = [(1.0, LikeTeacher(tokens, targets, 256))]
    rng = np.random.default_rng(recipe.seed)
    for step in range(recipe.regression_steps):
        _set_rate(optimizer, recipe.regression_rate, step, recipe.regression_steps)
        _descend(_loss(table, objectives, rng, 0.0), [optimizer])
    return table, tokens, targets


def specialise(
    weights: NDArray[np.float32],
    lessons: Lessons,
    labelled: Sequence[LabelledNeed],
    recipe: Recipe,
) -> Table:
    """Return a table and its task head trained for needs, staying near the teacher."""
    table = Table(weights, len(lessons.tags), recipe.seed)
    sparse = torch.optim.SparseAdam([table.bag.weight], lr=recipe.rate)
    dense = torch.optim.Adam([*table.head.parameters(), table.temperature], lr=recipe.head_rate)
    objectives = _objectives(lessons, labelled)
    rng = np.random.default_rng(recipe.seed)
    for step in range(recipe.steps):
        _set_rate(sparse, recipe.rate, step, recipe.steps)
        _set_rate(dense, recipe.head_rate, step, recipe.steps)
        _descend(_loss(table, objectives, rng, recipe.token_dropout), [sparse, dense])
    return table


def _objectives(
    lessons: Lessons, labelled: Sequence[LabelledNeed]
) -> list[tuple[float, Objective]]:
    """Return the parts of the loss with their weights."""
    anchors = [lessons.tokens(pair.anchors) for pair in lessons.cards]
    told = [(texts, pair.tag) for texts, pair in zip(anchors, lessons.cards, strict=True)]
    told = [(texts, tag) for texts, tag in told if tag in lessons.tags]
    row_anchors = [lessons.tokens(pair.anchors) for pair in lessons.rows]
    rows = lessons.tokens([pair.text for pair in lessons.rows])
    bare = _each(lessons.tokens([pair.bare for pair in lessons.rows]))
    row_tags = lessons.numbers([pair.tag for pair in lessons.rows])
    needs = _each(lessons.tokens([phrasing.need for phrasing in lessons.needs]))
    need_tags = lessons.numbers([phrasing.tag for phrasing in lessons.needs])
    card_tags = lessons.numbers([tag for _, tag in told])
    facts = lessons.tokens([pair.text for pair in lessons.cards])
    return [
        (4.0, LikeTeacher(lessons.texts, lessons.targets, 192)),
        (1.0, Matching(anchors, facts, 96)),
        (0.5, Matching(row_anchors, rows, 128)),
        (0.8, TellingTask(needs, need_tags, 192)),
        (0.1, TellingTask([texts for texts, _ in told], card_tags, 32)),
        (0.2, TellingTask(bare, row_tags, 64)),
        *(_labelled_objectives(lessons, labelled) if labelled else ()),
    ]


def _labelled_objectives(
    lessons: Lessons, labelled: Sequence[LabelledNeed]
) -> list[tuple[float, Objective]]:
    needs = lessons.tokens([need.need for need in labelled])
    answers = [need.answers for need in labelled]
    tags = lessons.numbers([need.tag for need in labelled])
    documents = lessons.tokens(lessons.documents)
    return [
        (0.5, Answering(needs, answers, documents, 64, 200)),
        (0.2, TellingTask(_each(needs), tags, 48)),
    ]


def _each(texts: list[Tokens]) -> list[list[Tokens]]:
    return [[text] for text in texts]


def _loss(
    table: Table,
    objectives: Sequence[tuple[float, Objective]],
    rng: np.random.Generator,
    dropout: float,
) -> torch.Tensor:
    """Encode the texts of all objectives at once and sum their losses."""
    drawn = [objective.draw(rng) for _, objective in objectives]
    vectors = table(*packed([text for texts in drawn for text in texts], rng, dropout))
    parts = torch.split(vectors, [len(texts) for texts in drawn])
    losses = [
        weight * objective.loss(table, part)
        for (weight, objective), part in zip(objectives, parts, strict=True)
    ]
    return torch.stack(losses).sum()


def _descend(loss: torch.Tensor, optimizers: Sequence[torch.optim.Optimizer]) -> None:
    for optimizer in optimizers:
        optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    for optimizer in optimizers:
        optimizer.step()


def _set_rate(optimizer: torch.optim.Optimizer, rate: float, step: int, steps: int) -> None:
    """Warm up over forty steps, then fall to zero."""
    for group in optimizer.param_groups:
        group["lr"] = rate * min(1.0, step / 40) * (1 - step / steps)
