"""What the catalogue holds of one model: the type that every stage shares."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """How a model comes from its base. The Hub has the first four; the fifth is inferred."""

    FINETUNE = "finetune"
    ADAPTER = "adapter"
    MERGE = "merge"
    QUANTIZED = "quantized"
    DISTILLED = "distilled"
    UNKNOWN = "unknown"


class Rung(StrEnum):
    """Where a parameter count comes from, the most trustworthy first."""

    EXACT = "exact"
    BASE_MODEL = "base_model"
    ARCHITECTURE = "architecture"
    NAME = "name"


class TaskSource(StrEnum):
    """Who says which task a model does."""

    STATED = "stated"
    INHERITED = "inherited"
    INFERRED = "inferred"


@dataclass(frozen=True)
class BaseModel:
    """One edge of the lineage: the model comes from ``id`` by ``relation``.

    ``confidence`` is None where the relation is stated, else the probability that it is right.
    """

    id: str
    relation: Relation
    confidence: float | None = None


@dataclass(frozen=True, kw_only=True)
class ModelRecord:
    """One model's facts; None and () mean unknown, never zero.

    ``parameters`` counts weights, not packed integers. ``emissions_g`` is what the card reports
    for training, in grams of CO2 equivalent. ``as_of`` is the date (ISO) on which the row was
    true and ``source`` the table or endpoint it came from. ``description`` is a short text from
    the card's own words; the shipped snapshot has facts only. ``sha`` is the commit that the row
    describes, ``endpoint`` the Hub it came from (None: the public one), ``weights_bytes`` the size
    of the weights as stored. ``inferred`` names the fields whose value nobody stated but a name or
    a tag tells; ``provenance`` says of a field where its value comes from, as pairs such as
    ("license", "card").
    """

    model_id: str
    author: str | None = None
    pipeline_tag: str | None = None
    pipeline_tag_source: TaskSource | None = None
    library_name: str | None = None
    license: str | None = None
    languages: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    base_models: tuple[BaseModel, ...] = ()
    tags: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    quantization: str | None = None
    parameters: int | None = None
    parameters_rung: Rung | None = None
    context_length: int | None = None
    downloads: int | None = None
    likes: int | None = None
    last_modified: str | None = None
    emissions_g: float | None = None
    gated: bool | None = None
    inferred: tuple[str, ...] = ()
    as_of: str
    source: str
    description: str | None = None
    sha: str | None = None
    endpoint: str | None = None
    private: bool | None = None
    created_at: str | None = None
    new_version: str | None = None
    weights_bytes: int | None = None
    emissions_grade: str | None = None
    provenance: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class QualityScore:
    """One published score of one model; comparable only within the same benchmark and metric."""

    model_id: str
    benchmark: str
    metric: str
    value: float
    higher_is_better: bool
    as_of: str
    source: str
