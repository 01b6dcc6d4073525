"""Two trainings: first to say what the teacher says, then for needs and what serves them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as functional
from numpy.typing import NDArray

from encoder.lessons import Lessons
from encoder.objectives import Answering, LikeTeacher, Matching, Model, Objective, TellingTask
from encoder.table import Table, Tokens, initial_weights, packed, principal_axes, tokenize
from encoder.teacher import Teacher
from encoder.texts import LabelledNeed

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
class Distilled:
    """A table's weights, and the texts whose vectors by the teacher, ``targets``, it has learnt."""

    weights: NDArray[np.float32]
    texts: list[Tokens]
    targets: NDArray[np.float32]


def distil(teacher: Teacher, texts: list[str], recipe: Recipe) -> Distilled:
    """Return a table that says what the teacher says of ``texts``."""
    vectors = teacher.encode(texts)
    axes = principal_axes(vectors, recipe.dimension)
    targets = functional.normalize(torch.from_numpy(vectors @ axes), dim=1).numpy()
    tokens = tokenize(teacher.tokenizer(), texts)
    table = Table(initial_weights(teacher.token_vectors(), axes, _FIRST_WORD), 1, recipe.seed)
    optimizer = torch.optim.SparseAdam([table.bag.weight], lr=recipe.regression_rate)
    objectives: list[tuple[float, Objective]] = [(1.0, LikeTeacher(tokens, targets, 256))]
    rng = np.random.default_rng(recipe.seed)
    for step in range(recipe.regression_steps):
        set_rate(optimizer, recipe.regression_rate, step, recipe.regression_steps)
        descend(_loss(table, objectives, rng, 0.0), [optimizer])
    return Distilled(table.weights.copy(), tokens, targets)


def specialise(
    start: Distilled,
    lessons: Lessons,
    labelled: Sequence[LabelledNeed],
    recipe: Recipe,
) -> Table:
    """Return a table and its task head trained for needs, staying near the teacher."""
    table = Table(start.weights, len(lessons.tags), recipe.seed)
    sparse = torch.optim.SparseAdam([table.bag.weight], lr=recipe.rate)
    dense = torch.optim.Adam([*table.head.parameters(), table.temperature], lr=recipe.head_rate)
    like_teacher = LikeTeacher(start.texts, start.targets, 192)
    objectives = [(4.0, like_teacher), *unlabelled(lessons), *answering(lessons, labelled)]
    rng = np.random.default_rng(recipe.seed)
    for step in range(recipe.steps):
        set_rate(sparse, recipe.rate, step, recipe.steps)
        set_rate(dense, recipe.head_rate, step, recipe.steps)
        descend(_loss(table, objectives, rng, recipe.token_dropout), [sparse, dense])
    return table


def unlabelled(lessons: Lessons, share: float = 1.0) -> list[tuple[float, Objective]]:
    """Return the parts of the loss that no label touches, with their weights.

    ``share`` is that of the texts that each draws for a step.
    """
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
        (1.0, Matching(anchors, facts, round(96 * share))),
        (0.5, Matching(row_anchors, rows, round(128 * share))),
        (0.8, TellingTask(needs, need_tags, round(192 * share))),
        (0.1, TellingTask([texts for texts, _ in told], card_tags, round(32 * share))),
        (0.2, TellingTask(bare, row_tags, round(64 * share))),
    ]


def answering(
    lessons: Lessons, labelled: Sequence[LabelledNeed], needs_drawn: int = 64, others: int = 200
) -> list[tuple[float, Objective]]:
    """Return the parts of the loss that the labelled needs give; none without any.

    A need has to find its document among those of the ``needs_drawn`` of a step and ``others``.
    """
    if not labelled:
        return []
    needs = lessons.tokens([need.need for need in labelled])
    answers = [need.answers for need in labelled]
    tags = lessons.numbers([need.tag for need in labelled])
    documents = lessons.tokens(lessons.documents)
    return [
        (0.5, Answering(needs, answers, documents, needs_drawn, others)),
        (0.2, TellingTask(_each(needs), tags, needs_drawn * 3 // 4)),
    ]


def _each(texts: list[Tokens]) -> list[list[Tokens]]:
    return [[text] for text in texts]


def _loss(
    table: Table,
    objectives: Sequence[tuple[float, Objective]],
    rng: np.random.Generator,
    dropout: float,
) -> torch.Tensor:
    return summed(objectives, rng, table, lambda texts: table(*packed(texts, rng, dropout)))


def summed(
    objectives: Sequence[tuple[float, Objective]],
    rng: np.random.Generator,
    model: Model,
    encode: Callable[[list[Tokens]], torch.Tensor],
) -> torch.Tensor:
    """Encode the texts of all objectives at once and sum their losses."""
    drawn = [objective.draw(rng) for _, objective in objectives]
    vectors = encode([text for texts in drawn for text in texts])
    parts = torch.split(vectors, [len(texts) for texts in drawn])
    losses = [
        weight * objective.loss(model, part)
        for (weight, objective), part in zip(objectives, parts, strict=True)
    ]
    return torch.stack(losses).sum()


def descend(loss: torch.Tensor, optimizers: Sequence[torch.optim.Optimizer]) -> None:
    """Take one step of each optimizer."""
    for optimizer in optimizers:
        optimizer.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    for optimizer in optimizers:
        optimizer.step()


def set_rate(
    optimizer: torch.optim.Optimizer, rate: float, step: int, steps: int, warming: int = 40
) -> None:
    """Warm up over so many steps, then fall to zero."""
    for group in optimizer.param_groups:
        group["lr"] = rate * min(1.0, step / warming) * (1 - step / steps)
