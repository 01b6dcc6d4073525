"""all-MiniLM-L6-v2 fine-tuned on the shipped encoder's lessons, to hold that one against.

Its token vectors and its lower layers stay as they are and texts are cut, so that a step takes a
third of the time; nothing else keeps it near to what it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as functional
from sentence_transformers import SentenceTransformer
from tokenizers import Tokenizer
from torch.nn.utils.rnn import pad_sequence

from encoder.lessons import Lessons
from encoder.objectives import Objective
from encoder.table import LOGIT_SCALE, Tokens
from encoder.training import descend, set_rate, summed
from hubscan.files import publishing

Objectives = Sequence[tuple[float, Objective]]


@dataclass(frozen=True)
class Tuning:
    """The numbers of a fine-tuning, chosen for a few minutes on two cores."""

    frozen_layers: int = 3
    max_tokens: int = 48
    chunk: int = 32
    unlabelled_steps: int = 50
    unlabelled_share: float = 0.25  # of the texts that a step of the static encoder takes
    labelled_steps: int = 60
    needs_drawn: int = 32
    others: int = 16
    warming: int = 8
    rate: float = 1e-4
    head_rate: float = 2e-3
    seed: int = 0


class Transformer(torch.nn.Module):
    """A sentence-transformers model as one to train: what Table is for the static encoder."""

    def __init__(
        self, model: SentenceTransformer, tokenizer: Tokenizer, tags: int, tuning: Tuning
    ) -> None:
        super().__init__()
        torch.manual_seed(tuning.seed)
        first: Any = model[0]
        self.bert = first.auto_model
        for part in (self.bert.embeddings, *self.bert.encoder.layer[: tuning.frozen_layers]):
            part.requires_grad_(False)
        self.head = torch.nn.Linear(self.bert.config.hidden_size, tags)
        self.temperature = torch.nn.Parameter(torch.tensor(np.log(20.0), dtype=torch.float32))
        self._ends = [tokenizer.token_to_id(token) for token in ("[CLS]", "[SEP]")]
        self._tuning = tuning

    def task_logits(self, vectors: torch.Tensor) -> torch.Tensor:
        return torch.as_tensor(self.head(vectors * LOGIT_SCALE))

    def forward(self, texts: list[Tokens]) -> torch.Tensor:
        """Return unit vectors of shape (len(texts), dimension); alike long ones go together."""
        order = np.argsort([len(text) for text in texts], kind="stable")
        chunks = np.array_split(order, -(-len(texts) // self._tuning.chunk))
        means = torch.cat([self._means([texts[k] for k in chunk]) for chunk in chunks])
        return functional.normalize(means, dim=1)[torch.from_numpy(np.argsort(order))]

    def _means(self, texts: list[Tokens]) -> torch.Tensor:
        first, last = self._ends
        cut = [[first, *text[: self._tuning.max_tokens].tolist(), last] for text in texts]
        inputs = pad_sequence([torch.tensor(text) for text in cut], batch_first=True)
        mask = pad_sequence([torch.ones(len(text)) for text in cut], batch_first=True)
        with torch.autocast("cpu", torch.bfloat16):
            states = self.bert(input_ids=inputs, attention_mask=mask).last_hidden_state
        share = mask / mask.sum(dim=1, keepdim=True)
        return torch.einsum("tsd,ts->td", states.float(), share)


def fine_tune(
    base: Path, lessons: Lessons, objectives: Objectives, steps: int, target: Path, tuning: Tuning
) -> None:
    """Train the model in ``base`` for ``objectives`` and save it as ``target``."""
    model = SentenceTransformer(str(base), device="cpu")
    transformer = Transformer(model, lessons.tokenizer, len(lessons.tags), tuning)
    _train(transformer.train(), objectives, steps, tuning)
    with publishing(target) as beside:
        model.eval().save(str(beside), create_model_card=False)


def _train(model: Transformer, objectives: Objectives, steps: int, tuning: Tuning) -> None:
    learning = [part for part in model.bert.parameters() if part.requires_grad]
    deep = torch.optim.AdamW(learning, lr=tuning.rate, weight_decay=0.01)
    flat = torch.optim.Adam([*model.head.parameters(), model.temperature], lr=tuning.head_rate)
    rng = np.random.default_rng(tuning.seed)
    for step in range(steps):
        set_rate(deep, tuning.rate, step, steps, tuning.warming)
        set_rate(flat, tuning.head_rate, step, steps, tuning.warming)
        descend(summed(objectives, rng, model, model), [deep, flat])
