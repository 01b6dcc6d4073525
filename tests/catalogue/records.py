"""Generated records for tests: the same number gives the same record."""

from collections.abc import Iterable

from hubscan.catalogue.record import (
    BaseModel,
    ModelRecord,
    QualityScore,
    Relation,
    Rung,
    TaskSource,
)
from hubscan.catalogue.store import Snapshot

TASKS = ("text-classification", "fill-mask", None)


def record(number: int, **facts: object) -> ModelRecord:
    defaults = {
        "model_id": f"owner-{number % 7}/model-{number}",
        "author": f"owner-{number % 7}",
        "pipeline_tag": TASKS[number % len(TASKS)],
        "pipeline_tag_source": TaskSource.STATED if number % len(TASKS) < 2 else None,
        "library_name": "transformers",
        "license": "apache-2.0",
        "languages": ("de", "en"),
        "base_models": (BaseModel("google-bert/bert-base-uncased", Relation.FINETUNE),)
        if number % 2
        else (),
        "tags": ("pytorch", "license:apache-2.0"),
        "parameters": 1_000_000 + number,
        "parameters_rung": Rung.EXACT,
        "downloads": 10 * number,
        "gated": False,
        "as_of": "2025-12-01",
        "source": "generated",
    }
    return ModelRecord(**(defaults | facts))


def score(model_id: str, value: float = 0.5, **facts: object) -> QualityScore:
    defaults = {
        "benchmark": "glue",
        "metric": "accuracy",
        "higher_is_better": True,
        "as_of": "2025-12-01",
        "source": "generated",
    }
    return QualityScore(model_id=model_id, value=value, **(defaults | facts))


def snapshot(
    records: Iterable[ModelRecord] | int,
    scores: Iterable[QualityScore] = (),
    fingerprint: str = "first",
) -> Snapshot:
    rows = [record(n) for n in range(records)] if isinstance(records, int) else list(records)
    return Snapshot(fingerprint, lambda: len(rows), lambda: iter(rows), lambda: iter(scores))
