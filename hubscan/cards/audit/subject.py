"""What the rules look at: one card, read once, with what stands around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Protocol

from hubscan.cards.audit import mentions
from hubscan.cards.audit.body import Body
from hubscan.cards.audit.mentions import Mention
from hubscan.cards.card import Card
from hubscan.cards.emissions import ReportedEmissions, emissions_of
from hubscan.cards.lazy import lazy
from hubscan.cards.vocabularies import Name, TagStatus, vocabulary


class PublishedModel(Protocol):
    """What the audit asks about another model; None means unknown."""

    @property
    def license(self) -> str | None: ...
    @property
    def emissions_g(self) -> float | None: ...


class Models(Protocol):
    """Looks up other models, such as the base of a quantized copy."""

    def get(self, model_id: str, /) -> PublishedModel | None:
        """Return what is known of a model; None when it is not known."""
        ...


@dataclass(frozen=True)
class Subject:
    """A card under audit.

    ``model_ids`` finds the ids that the repository may have, and is asked only where one matters;
    ``has_evaluation_files`` tells of results in files beside the card. Without ``models`` nothing
    is compared with another model.
    """

    card: Card
    today: date
    model_ids: Callable[[], frozenset[str]] = frozenset
    has_evaluation_files: bool = False
    models: Models | None = None

    @lazy
    def metadata(self) -> Mapping[str, object]:
        return self.card.metadata

    @lazy
    def body(self) -> Body:
        return Body(self.card.body, self.card.body_line)

    @lazy
    def emissions(self) -> ReportedEmissions:
        return emissions_of(self.card)

    @lazy
    def body_emissions(self) -> tuple[Mention, ...]:
        return mentions.emissions(self.body)

    @lazy
    def body_energy(self) -> tuple[Mention, ...]:
        return mentions.energy(self.body)

    @lazy
    def tags(self) -> tuple[str, ...]:
        return self.texts("tags")

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of a key that holds one or a list of them."""
        return self._texts.get(key, ())

    @lazy
    def _texts(self) -> dict[str, tuple[str, ...]]:
        return {key: _texts(value) for key, value in self.card.metadata.items()}

    def line_of(self, *path: str | int) -> int:
        """Return the line of a metadata key."""
        return self.card.line_of(*path)

    @lazy
    def task(self) -> str | None:
        """The pipeline tag, or the first tag that is one, as the Hub infers it."""
        tasks = _tasks()
        for tag in (*self.texts("pipeline_tag"), *self.tags):
            if tag in tasks:
                return tag
        return None

    @lazy
    def derivation(self) -> tuple[str, str] | None:
        """The relation to a base model that the card claims, and where it does."""
        relations = self.texts("base_model_relation")
        if relations:
            return relations[0], "base_model_relation"
        known = _relations()
        named = [tag for tag in self.tags if tag.casefold() in known]
        if not named:
            return None
        tag = min(named, key=lambda tag: _STRENGTH.index(known[tag.casefold()]))
        return known[tag.casefold()], f"the tag {tag}"

    @lazy
    def relation(self) -> str | None:
        return self.derivation[0] if self.derivation else None


def _texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else (value,)
    return tuple([text for item in items if isinstance(item, str) and (text := item.strip())])


@cache
def _tasks() -> frozenset[str]:
    tags = vocabulary(Name.PIPELINE_TAGS)
    return tags.words_with("status", TagStatus.CURRENT, TagStatus.HIDDEN)


@cache
def _relations() -> dict[str, str]:
    known = vocabulary(Name.DERIVATIONS)
    return {tag: relation for tag in known if (relation := known.column(tag, "relation"))}


# a quantized merge of fine-tunes is a quantized model
_STRENGTH = ("quantized", "merge", "adapter", "finetune")
