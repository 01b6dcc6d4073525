"""Energy of using a model: measured, else by a law, else by the decode model, else the reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from hubscan.energy.classes import TaskRule, class_of, task_rules
from hubscan.energy.decode import BILLION, Model, Query, decode_model
from hubscan.energy.evidence import Boundary, Evidence, Factor, Load, Unit
from hubscan.energy.laws import Law, law_of
from hubscan.energy.measured import measurements_of
from hubscan.energy.quantized import multiplier_of
from hubscan.errors import EstimateError

PARAMETERS_MAX = 1e14
TOKENS_MAX = 1e7
_ACTIVE_IN_NAME = re.compile(r"(?i)(?<![a-z0-9])a(\d+(?:\.\d+)?)b(?![a-z0-9])")  # Qwen3-30B-A3B


@dataclass(frozen=True, slots=True)
class _Asked:
    """One question, with what the ladder needs to answer it."""

    task: str
    parameters: float | None
    model_id: str | None
    architecture: str | None
    tags: tuple[str, ...]
    active_parameters: float | None
    quantization: str | None
    load: Load | None
    prompt_tokens: float | None
    output_tokens: float | None

    @property
    def is_standard(self) -> bool:
        """Tell whether the question leaves the tokens as they are usual."""
        return self.prompt_tokens is None and self.output_tokens is None

    @property
    def is_benchmarked(self) -> bool:
        """Tell whether the benchmarks ran this query at batch 1.

        Of a decoder they ran too few tokens for the loads to be compared over: only the question
        without a load means that query.
        """
        rule = task_rules().get(self.task)
        loads = (None,) if rule and rule.decode_query else (None, Load.BATCH_1)
        return self.is_standard and self.load in loads


def energy_per_1000_queries(
    task: str,
    parameters: float | None,
    *,
    model_id: str | None = None,
    architecture: str | None = None,
    tags: Iterable[str] = (),
    active_parameters: float | None = None,
    quantization: str | None = None,
    load: Load | None = None,
    prompt_tokens: float | None = None,
    output_tokens: float | None = None,
    boundary: Boundary | None = None,
) -> Evidence:
    """Return the kWh of 1,000 queries of a task, or the reason why there is no figure.

    Without ``load`` and tokens the query is the benchmarks' own at batch 1 (of a text generator 10
    tokens). With them a decoder is priced by the decode model (8 requests/s and a chat's tokens
    where only some are given); the active parameters of a mixture of experts are read from a name
    such as 30B-A3B.
    ``boundary`` leaves out measurements at another one, so that figures can be compared.
    ``parameters`` counts weights, not packed integers; never raises.
    """
    asked = _Asked(
        task,
        parameters,
        model_id,
        architecture,
        tuple(tags),
        active_parameters,
        quantization,
        load,
        prompt_tokens,
        output_tokens,
    )
    try:
        return _measured(asked, boundary) or _estimated(asked)
    except EstimateError as error:
        return Evidence.unknown(str(error), unit=Unit.KWH, load=load)


def _measured(asked: _Asked, boundary: Boundary | None) -> Evidence | None:
    if asked.model_id is None or not asked.is_standard:
        return None
    for row in measurements_of(asked.model_id, asked.task):
        fits = asked.is_benchmarked if row.load is Load.BATCH_1 else asked.load is row.load
        if fits and boundary in (None, row.boundary):
            return row.evidence()
    return None


def _estimated(asked: _Asked) -> Evidence:
    rule = _rule(asked.task)
    parameters = _checked(asked.parameters, "parameters", PARAMETERS_MAX)
    if rule.law_task and asked.is_benchmarked:
        return _by_law(asked, rule, rule.law_task, parameters)
    if rule.decode_query:
        return _by_decoding(asked, rule.decode_query, parameters)
    if asked.is_standard:
        raise EstimateError(f"{asked.task} was measured at batch 1 only, not at {asked.load}")
    raise EstimateError(f"{asked.task} is not priced by tokens: leave them out")


def _rule(task: str) -> TaskRule:
    rule = task_rules().get(task)
    if rule is None:
        raise EstimateError(f"{task!r} is not a task of the Hub")
    if rule.law_task is None and rule.decode_query is None:
        raise EstimateError(f"{task}: {rule.reason}")
    return rule


def _by_law(asked: _Asked, rule: TaskRule, law_task: str, parameters: float) -> Evidence:
    kind = class_of(law_task, parameters, asked.model_id, asked.architecture, asked.tags)
    law = law_of(law_task, rule.law_class or (kind.name if kind else None))
    if law is None:
        raise EstimateError(f"{asked.task}: too few measured models of this kind for a law")
    return _priced(law, rule, parameters, asked.quantization)


@lru_cache(maxsize=4096)  # most models have the size of a well-known one
def _priced(law: Law, rule: TaskRule, parameters: float, quantization: str | None) -> Evidence:
    quantized = _quantized(quantization, Load.BATCH_1, parameters)
    return law.estimate(parameters, *_task_factors(rule), *quantized)


def _by_decoding(asked: _Asked, query_name: str, parameters: float) -> Evidence:
    decoder = decode_model()
    usual = decoder.queries[query_name]
    active = _active(asked, parameters)
    prompt, output = asked.prompt_tokens, asked.output_tokens
    query = Query(
        usual.prompt_tokens if prompt is None else _checked(prompt, "prompt tokens", TOKENS_MAX),
        usual.output_tokens if output is None else _checked(output, "output tokens", TOKENS_MAX),
    )
    load = asked.load or Load.EIGHT_PER_SECOND
    quantized = _quantized(asked.quantization, load, parameters)
    return decoder.estimate(Model(parameters, active), query, load, *quantized)


def _active(asked: _Asked, parameters: float) -> float:
    if asked.active_parameters is not None:
        return _checked(asked.active_parameters, "active parameters", parameters)
    named = _ACTIVE_IN_NAME.search(asked.model_id or "")
    active = float(named.group(1)) * BILLION if named else parameters
    return active if 0 < active <= parameters else parameters


def _task_factors(rule: TaskRule) -> Iterable[Factor]:
    low, usual, high = rule.passes
    if usual != 1:
        shared = f"passes of {rule.task}"
        yield Factor("passes per query", usual, low, high, shared=shared, source=rule.reason)
    if rule.widening != 1:
        reason = f"law of {rule.law_task}: {rule.reason}"
        shared = f"law for {rule.task}"
        low, high = 1 / rule.widening, rule.widening
        yield Factor("another task", 1, low, high, shared=shared, source=reason)


def _quantized(quantization: str | None, load: Load, parameters: float) -> Iterable[Factor]:
    if quantization:
        yield multiplier_of(quantization, load, parameters)


def _checked(number: float | None, name: str, most: float) -> float:
    if number is None:
        raise EstimateError(f"the number of {name} is unknown")
    if isinstance(number, bool) or not isinstance(number, int | float):
        raise EstimateError(f"{number!r} is no number of {name}")
    if not 1 <= number <= most:  # false for NaN too
        raise EstimateError(f"the number of {name} is not between 1 and {most:g}")
    return float(number)
