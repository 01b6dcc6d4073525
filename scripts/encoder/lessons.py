"""All that an encoder learns from but the labelled needs."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from encoder import texts
from encoder.table import Tokens, tokenize
from encoder.texts import Pair, Phrasing


@dataclass(frozen=True)
class Lessons:
    """Needs of our own, real cards, rows of the catalogue, and the candidates' texts.

    The last are what is searched, not what is asked.
    """

    tokenizer: Tokenizer
    tags: tuple[str, ...]
    needs: list[Phrasing]
    cards: list[Pair]
    rows: list[Pair]
    documents: list[str]

    @classmethod
    def gather(
        cls, cards: Path, documents: list[str], tokenizer: Tokenizer, rng: random.Random
    ) -> Self:
        """Read everything; ``cards`` is a folder of model cards."""
        needs, rows, pairs = (
            texts.own_needs(rng),
            texts.row_pairs(rng),
            texts.card_pairs(cards, rng),
        )
        tags = tuple(sorted({phrasing.tag for phrasing in needs}))
        return cls(tokenizer, tags, needs, pairs, rows, documents)

    def plain(self) -> list[str]:
        """Return the texts by themselves."""
        needs = [phrasing.need for phrasing in self.needs]
        sentences = [sentence for pair in self.cards for sentence in pair.anchors]
        return [*needs, *(pair.text for pair in self.rows), *sentences, *self.documents]

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        return tokenize(self.tokenizer, texts)

    def numbers(self, tags: Sequence[str | None]) -> NDArray[np.int64]:
        return np.array([self.tags.index(tag) for tag in tags if tag is not None], np.int64)
