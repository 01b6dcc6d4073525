"""Published scores of several models, compared within one benchmark, metric and source only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hubscan.catalogue.record import QualityScore


@dataclass(frozen=True)
class SharedScore:
    """One benchmark that several models were run on: a value per model, None where not run."""

    benchmark: str
    metric: str
    source: str
    higher_is_better: bool
    values: tuple[float | None, ...]
    dates: tuple[str | None, ...]

    @property
    def gain(self) -> float | None:
        """What the last model has more of than the first, in the metric's points; less is worse."""
        first, last = self.values[0], self.values[-1]
        if first is None or last is None:
            return None
        return last - first if self.higher_is_better else first - last

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows."""
        return {
            "benchmark": self.benchmark,
            "metric": self.metric,
            "higher_is_better": self.higher_is_better,
            "values": list(self.values),
            "as_of": list(self.dates),
            "source": self.source,
        }


def shared_scores(models: Sequence[Iterable[QualityScore]]) -> list[SharedScore]:
    """Return the benchmarks that at least two of the models were run on, by name.

    Of several dates a model's newest counts.
    """
    newest = [_newest(scores) for scores in models]
    keys = dict.fromkeys(key for scores in newest for key in scores)
    shared = (
        _shared([scores.get(key) for scores in newest])
        for key in keys
        if sum(key in scores for scores in newest) > 1
    )
    return sorted(shared, key=lambda each: (each.benchmark, each.metric, each.source))


def _newest(scores: Iterable[QualityScore]) -> dict[tuple[str, str, str], QualityScore]:
    ordered = sorted(scores, key=lambda score: score.as_of)
    return {(score.benchmark, score.metric, score.source): score for score in ordered}


def _shared(scores: Sequence[QualityScore | None]) -> SharedScore:
    one = next(score for score in scores if score is not None)
    return SharedScore(
        one.benchmark,
        one.metric,
        one.source,
        one.higher_is_better,
        tuple(score and score.value for score in scores),
        tuple(score and score.as_of for score in scores),
    )
