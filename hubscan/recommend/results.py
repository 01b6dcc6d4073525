"""What a recommendation is: the answer, its evidence, and what JSON shows of both."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from hubscan.catalogue.record import ModelRecord, QualityScore
from hubscan.search.tasks import TaskGuess


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """One model, its rank's score (higher is better) and why it is there.

    ``relevance`` is the part of the score that the need alone decides; ``memory_gb`` what the
    weights need when loaded, in GB (10^9 bytes).
    """

    record: ModelRecord
    score: float
    relevance: float
    memory_gb: float | None
    reasons: tuple[str, ...]

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
            "memory_gb": _rounded(self.memory_gb),
            "reasons": list(self.reasons),
        }


@dataclass(frozen=True, kw_only=True)
class Recommendations:
    """The answer to a need: models best first, how the need was read, and what was left out.

    ``considered`` counts the models of the tasks in question, ``excluded`` how many of them fell
    to which constraint.
    """

    need: str
    tasks: tuple[TaskGuess, ...]
    snapshot_date: str
    results: tuple[Recommendation, ...]
    considered: int
    excluded: dict[str, int]

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows."""
        return {
            "need": self.need,
            "tasks": [
                {"pipeline_tag": guess.pipeline_tag, "probability": round(guess.probability, 4)}
                for guess in self.tasks
            ],
            "snapshot_date": self.snapshot_date,
            "results": [result.as_dict() for result in self.results],
            "considered": self.considered,
            "excluded": self.excluded,
        }


@dataclass(frozen=True, kw_only=True)
class ModelDetails:
    """All that is known of one model."""

    record: ModelRecord
    memory_gb: float | None
    scores: tuple[QualityScore, ...]
    snapshot_date: str
    snippet: str | None

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows; unknown is null."""
        return {
            **asdict(self.record),
            "memory_gb": _rounded(self.memory_gb),
            "scores": [asdict(score) for score in self.scores],
            "snapshot_date": self.snapshot_date,
            "snippet": self.snippet,
        }


def _rounded(memory_gb: float | None) -> float | None:
    return None if memory_gb is None else round(memory_gb, 3)
