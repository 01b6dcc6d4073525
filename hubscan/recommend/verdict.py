"""Reuse, adapt or train: what hubscan.energy says of the first result."""

from __future__ import annotations

from dataclasses import dataclass

from hubscan.catalogue.kinship import Lineage
from hubscan.catalogue.record import ModelRecord, Relation
from hubscan.catalogue.tasks import modality
from hubscan.energy import (
    Candidate,
    Comparison,
    Interval,
    compare,
    in_words,
    place,
    ratio,
    usual_options,
)
from hubscan.energy.places import Place
from hubscan.energy.reuse import MAX_QUERIES, Outcome
from hubscan.errors import EstimateError, UsageError

_CHAT_MODEL = Candidate(name="an 8B chat model", task="text-generation", parameters=8e9)
_TEXT = "nlp"  # what a chat model reads and writes, but for vectors
_VECTORS = frozenset({"feature-extraction", "sentence-similarity", "text-retrieval"})
_MAX_ADAPTERS = 3
ITSELF = "#1"  # the first result: its own name would break a table over many lines
ADAPTATION_TOKENS = 1e6  # what a small adaptation sees; told with the verdict


@dataclass(frozen=True)
class Verdict:
    """The options over a number of queries, or why there is no figure, and adapters to start from.

    The energy already spent on pre-training a reused model is never counted as saved. The options
    call the model #1, ``name`` is its own.
    """

    comparison: Comparison | None
    reason: str | None = None
    adapters: tuple[str, ...] = ()
    name: str = ""

    @property
    def energy_ratio(self) -> Interval | None:
        """A query of the model as it is over one of the reference.

        None without a figure, and where the model itself is the reference.
        """
        if self.comparison is None or ITSELF in self.comparison.reference.name:
            return None
        reference, reused = self.comparison.outcomes[:2]
        return ratio(reused.option.per_1000, reference.option.per_1000)

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows."""
        content: dict[str, object] = {"reason": self.reason, "adapters": list(self.adapters)}
        compared = self.comparison
        if compared is not None:
            content |= {
                "queries": compared.queries,
                "place": compared.place.name,
                "adaptation_tokens": ADAPTATION_TOKENS,
                "reference": compared.reference.name.replace(ITSELF, self.name),
                "options": [self._as_dict(each, compared) for each in compared.outcomes],
            }
        return content

    def _as_dict(self, outcome: Outcome, comparison: Comparison) -> dict[str, object]:
        return {
            "name": outcome.option.name.replace(ITSELF, self.name),
            "energy_kwh": outcome.energy_kwh._asdict(),
            "emissions_g": outcome.emissions_g._asdict(),
            "probability_better": outcome.probability_better,
            "in_words": in_words(outcome, comparison.reference).replace(ITSELF, self.name),
        }


def verdict(record: ModelRecord, queries: float, country: str | None, lineage: Lineage) -> Verdict:
    """Compare reusing a model over so many queries with adapting it and with training.

    Where a chat model could do the task, calling one is what all are held against. Raises
    UsageError for an unknown country or an impossible number of queries.
    """
    where = grid_of(queries, country)
    if record.pipeline_tag is None or record.parameters is None:
        return Verdict(None, "the task or the size of the model is not known")
    small = Candidate(
        name=ITSELF,
        task=record.pipeline_tag,
        parameters=record.parameters,
        model_id=record.model_id,
    )
    chat = _CHAT_MODEL if _can_chat(record.pipeline_tag) else None
    options = usual_options(small, chat, where, tokens=ADAPTATION_TOKENS)
    try:
        compared = compare(options, queries, where)
    except EstimateError as error:
        return Verdict(None, str(error))
    return Verdict(compared, adapters=_adapters(lineage), name=record.model_id.rpartition("/")[2])


def grid_of(queries: float, country: str | None) -> Place:
    """Return where the queries run; raise UsageError for what makes no sense."""
    if not 0 <= queries <= MAX_QUERIES:
        raise UsageError(f"{queries:g} queries: give a number from 0, at most {MAX_QUERIES:g}")
    return place(country)


def _can_chat(task: str) -> bool:
    return modality(task) == _TEXT and task not in _VECTORS


def _adapters(lineage: Lineage) -> tuple[str, ...]:
    adapters = [edge.child for edge in lineage.children if edge.relation is Relation.ADAPTER]
    return tuple(adapters[:_MAX_ADAPTERS])
