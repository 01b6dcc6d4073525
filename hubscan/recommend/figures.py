"""The figures of a model that ranking and constraints need: memory, and energy with its grade."""

from __future__ import annotations

import re

from hubscan.catalogue.record import ModelRecord
from hubscan.energy import Boundary, Evidence, Unit, energy_per_1000_queries, memory
from hubscan.energy.evidence import Grade, Load
from hubscan.recommend.precision import loaded, weight_formats

UNKNOWN_TASK = "its task is not known"
STATIC = "static embeddings: no measured model of this kind"
_STATIC = re.compile(
    r"model2vec|static-embedding|(?:^|/|-)potion-|/m2v_|static-retrieval|static-similarity"
)
_MB_PER_GB = 1000
WH_PER_KWH = 1000


def energy_of(record: ModelRecord, load: Load | None = None) -> Evidence:
    """Return the kWh of 1,000 queries at the device, or why there is no figure.

    Without a load the query is the benchmarks' own, one at a time: figures of one task compare.
    """
    if record.pipeline_tag is None:
        return Evidence.unknown(UNKNOWN_TASK, unit=Unit.KWH, load=load)
    if _is_static(record):
        return Evidence.unknown(STATIC, unit=Unit.KWH, load=load)
    return energy_per_1000_queries(
        record.pipeline_tag,
        record.parameters,
        model_id=record.model_id,
        tags=record.tags,
        quantization=record.quantization,
        load=load,
        boundary=Boundary.DEVICE,
    )


def measures(record: ModelRecord) -> dict[str, float | None]:
    """Return the columns of measures: memory in MB as usual and at least, energy in Wh."""
    usual = loaded(record)
    energy = energy_of(record)
    return {
        "memory_mb": None if usual is None else usual.memory_gb * _MB_PER_GB,
        "least_memory_mb": _least_memory_mb(record),
        "energy_wh": None if energy.median is None else energy.median * WH_PER_KWH,
        "energy_measured": float(energy.grade is Grade.THIRD_PARTY_MEASURED),
    }


def _least_memory_mb(record: ModelRecord) -> float | None:
    if record.parameters is None:
        return None
    formats = weight_formats(record)
    return min(memory.need(record.parameters, each).total_gb for each in formats) * _MB_PER_GB


def _is_static(record: ModelRecord) -> bool:
    told = " ".join((record.model_id, record.library_name or "", *record.tags))
    return _STATIC.search(told.lower()) is not None
