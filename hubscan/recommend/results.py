"""What a recommendation is: the answer, its evidence, and what JSON shows of both."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from hubscan.catalogue.flags import Flag, flags_of
from hubscan.catalogue.record import ModelRecord, QualityScore
from hubscan.energy import Evidence
from hubscan.recommend.precision import Loaded
from hubscan.recommend.verdict import Verdict
from hubscan.search.tasks import TaskGuess


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A copy of a recommended model in another weight format."""

    record: ModelRecord
    loaded: Loaded | None

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows; unknown is null."""
        return {
            "model_id": self.record.model_id,
            "quantization": self.record.quantization,
            **_loaded_as_dict(self.loaded),
        }


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """One model, its rank's score (higher is better) and why it is there.

    ``relevance`` is the part of the score that the need alone decides; ``loaded`` what its weights
    need in the best of its formats that fits; ``energy`` that of 1,000 queries at the device.
    ``is_pareto`` says that no other result is both more relevant and known to need less energy.
    """

    record: ModelRecord
    score: float
    relevance: float
    loaded: Loaded | None
    energy: Evidence
    is_pareto: bool
    scores: tuple[QualityScore, ...]
    variants: tuple[Variant, ...]
    reasons: tuple[str, ...]

    @property
    def memory_gb(self) -> float | None:
        """What the weights need when loaded, in GB (10^9 bytes); None where unknown."""
        return None if self.loaded is None else self.loaded.memory_gb

    @property
    def flags(self) -> tuple[Flag, ...]:
        """What somebody wants to know before using the model."""
        return flags_of(self.record)

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows; unknown is null."""
        record = self.record
        return {
            "model_id": record.model_id,
            "pipeline_tag": record.pipeline_tag,
            "score": round(self.score, 4),
            "relevance": round(self.relevance, 4),
            "parameters": record.parameters,
            "license": record.license,
            "languages": list(record.languages),
            "base_models": [
                {"id": base.id, "relation": base.relation} for base in record.base_models
            ],
            "downloads": record.downloads,
            "last_modified": record.last_modified,
            **_loaded_as_dict(self.loaded),
            "energy_kwh_per_1000_queries": self.energy.as_dict(),
            "is_pareto": self.is_pareto,
            "flags": list(self.flags),
            "scores": [asdict(score) for score in self.scores],
            "variants": [variant.as_dict() for variant in self.variants],
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, kw_only=True)
class Coverage:
    """Of how many models considered the energy is measured, estimated, or not known."""

    considered: int
    measured: int
    estimated: int

    def as_dict(self) -> dict[str, int]:
        """Return what JSON shows."""
        unknown = self.considered - self.measured - self.estimated
        return {**asdict(self), "unknown": unknown}


@dataclass(frozen=True, kw_only=True)
class Recommendations:
    """The answer to a need: models best first, how the need was read, and what was left out.

    ``prefer`` decided between equals: size where the need itself asks for a small model.
    ``read_as`` are the words that were searched for, where they are others than the need's.
    ``declined`` says that nothing in the catalogue fits well: the results are then empty.
    ``excluded`` tells how many of the models considered fell to which constraint; ``verdict``
    whether to reuse, adapt or train, where a number of queries was given.
    """

    need: str
    prefer: str
    read_as: str | None
    tasks: tuple[TaskGuess, ...]
    snapshot_date: str
    results: tuple[Recommendation, ...]
    declined: bool
    coverage: Coverage
    excluded: dict[str, int]
    verdict: Verdict | None = None

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows."""
        return {
            "need": self.need,
            "prefer": self.prefer,
            "read_as": self.read_as,
            "tasks": [
                {"pipeline_tag": guess.pipeline_tag, "probability": round(guess.probability, 4)}
                for guess in self.tasks
            ],
            "snapshot_date": self.snapshot_date,
            "results": [result.as_dict() for result in self.results],
            "declined": self.declined,
            "coverage": self.coverage.as_dict(),
            "excluded": self.excluded,
            "verdict": None if self.verdict is None else self.verdict.as_dict(),
        }


@dataclass(frozen=True, kw_only=True)
class ModelDetails:
    """All that is known of one model."""

    record: ModelRecord
    loaded: Loaded | None
    energy: Evidence
    scores: tuple[QualityScore, ...]
    snapshot_date: str
    snippet: str | None

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows; unknown is null."""
        return {
            **asdict(self.record),
            **_loaded_as_dict(self.loaded),
            "energy_kwh_per_1000_queries": self.energy.as_dict(),
            "flags": list(flags_of(self.record)),
            "scores": [asdict(score) for score in self.scores],
            "snapshot_date": self.snapshot_date,
            "snippet": self.snippet,
        }


def _loaded_as_dict(loaded: Loaded | None) -> dict[str, object]:
    if loaded is None:
        return {"memory_gb": None, "weight_format": None, "warning": None}
    return {
        "memory_gb": round(loaded.memory_gb, 3),
        "weight_format": loaded.weight_format,
        "warning": loaded.warning,
    }
