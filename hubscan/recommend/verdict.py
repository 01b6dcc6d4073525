"""Reuse, adapt or train: what hubscan.energy says of the first result, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from hubscan.catalogue.models import Lineage
from hubscan.catalogue.record import ModelRecord, Relation
from hubscan.energy import Candidate, compare, in_words, place, usual_options
from hubscan.energy.evidence import Interval
from hubscan.errors import EstimateError

_CHAT_MODEL = "an 8B chat model"
_CHAT_PARAMETERS = 8e9
_CHAT_TASK = "text-generation"
_MAX_ADAPTERS = 3
MAX_TOKENS = 1e6  # what a small adaptation sees; stated in the answer


def verdict(
    record: ModelRecord, queries: float, country: str | None, lineage: Lineage
) -> tuple[str, ...]:
    """Say what reusing a model costs over so many queries beside adapting, training, or a chat model.

    Pre-training of a reused model is sunk. Raises UsageError for an unknown country.
    """
    if record.pipeline_tag is None or record.parameters is None:
        return ("reuse or train: no figure, the model's task or size is not known",)
    where = place(country)
    small = Candidate(
        name=record.model_id,
        task=record.pipeline_tag,
        parameters=record.parameters,
        model_id=record.model_id,
    )
    big = Candidate(name=_CHAT_MODEL, task=_CHAT_TASK, parameters=_CHAT_PARAMETERS)
    try:
        comparison = compare(usual_options(small, big, where, tokens=MAX_TOKENS), queries, where)
    except EstimateError as error:
        return (f"reuse or train: no figure, {error}",)
    told = [f"over {queries:,.0f} queries in {where.name}, for 1M tokens of adaptation:"]
    for outcome in comparison.outcomes:
        energy, emissions = outcome.energy_kwh, outcome.emissions_g
        told.append(
            f"{outcome.option.name}: {_interval(energy)} kWh, {_interval(emissions)} g CO2eq"
        )
    told += [
        in_words(outcome, comparison.reference)
        for outcome in comparison.outcomes
        if outcome.break_even is not None
    ]
    return (*told, *_adapters(lineage))


def _adapters(lineage: Lineage) -> Iterator[str]:
    adapters = [edge.child for edge in lineage.children if edge.relation is Relation.ADAPTER]
    if adapters:
        yield f"adapters for it exist: {', '.join(adapters[:_MAX_ADAPTERS])}"


def _interval(interval: Interval) -> str:
    return f"{interval.median:.2g} ({interval.low:.2g} to {interval.high:.2g})"
