"""Generates as many models as asked from the shipped ones: real words, other combinations.

The first models are the shipped ones themselves. Each further one keeps the task of a real model
and mixes its facts with those of others of that task: owner, a word of the name, licence, size,
languages, data sets, date. A sixth of them are quantized copies, as on the Hub.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from hubscan.catalogue.record import BaseModel, ModelRecord, Relation
from hubscan.catalogue.store import shipped_snapshot

_COPIES = 1 / 6
_QUANTIZATIONS = ("gguf-q4_k_m", "gguf-q8_0", "gptq-4bit", "awq-4bit")
_FIRST_DAY = date(2022, 3, 2)
_DAYS = 1_600


def generated(count: int, seed: int = 0) -> Iterator[ModelRecord]:
    """Yield ``count`` models, the same for the same seed."""
    real = list(shipped_snapshot().records())
    yield from real[:count]
    rng = random.Random(seed)
    by_task = defaultdict[str | None, list[ModelRecord]](list)
    for record in real:
        by_task[record.pipeline_tag].append(record)
    for number in range(len(real), count):
        record = real[number % len(real)]
        yield _mixed(record, by_task[record.pipeline_tag], number, rng)


def _mixed(
    record: ModelRecord, alike: Sequence[ModelRecord], number: int, rng: random.Random
) -> ModelRecord:
    other, third = rng.choice(alike), rng.choice(alike)
    facts = replace(
        record,
        model_id=f"{other.author or 'someone'}/{_name(record, third, rng)}-{number}",
        author=other.author,
        license=other.license,
        languages=third.languages,
        datasets=other.datasets,
        downloads=int(10 ** rng.expovariate(1.0)) - 1,
        last_modified=(_FIRST_DAY + timedelta(rng.randrange(_DAYS))).isoformat(),
        base_models=record.base_models,
        gated=None,
    )
    if rng.random() < _COPIES:
        copied = (BaseModel(record.model_id, Relation.QUANTIZED),)
        return replace(facts, base_models=copied, quantization=rng.choice(_QUANTIZATIONS))
    return replace(facts, parameters=third.parameters, parameters_rung=third.parameters_rung)


def _name(record: ModelRecord, other: ModelRecord, rng: random.Random) -> str:
    words = record.model_id.rpartition("/")[2].split("-")
    words[rng.randrange(len(words))] = rng.choice(other.model_id.rpartition("/")[2].split("-"))
    return "-".join(words)
