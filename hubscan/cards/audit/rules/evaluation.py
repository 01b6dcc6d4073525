"""Rules on evaluation results: in the card's model-index, or in files beside it."""

from __future__ import annotations

from collections.abc import Iterator

from hubscan.cards.audit.findings import Problem
from hubscan.cards.audit.rules.rule import Rule
from hubscan.cards.audit.subject import Subject
from hubscan.cards.diagnostics import Severity

INDEX_KEY = "model-index"
# what huggingface_hub 2.4 reads of each result, and raises KeyError without
_NEEDED = {"task": ("type",), "dataset": ("type", "name")}
_METRIC_NEEDED = ("type", "value")


def only_in_files(subject: Subject) -> Iterator[Problem]:
    """Report results that older tools and huggingface_hub's ModelCard do not see."""
    if subject.has_evaluation_files and not subject.metadata.get(INDEX_KEY):
        yield Problem(
            "evaluation results stand only in .eval_results: readers of the card do not see them",
            line=1,
            fix="name the main results in the text, or in `model-index` too",
        )


def incomplete_index(subject: Subject) -> Iterator[Problem]:
    """Report results on which huggingface_hub's ModelCard raises."""
    index = subject.metadata.get(INDEX_KEY)
    for number, model in enumerate(index if isinstance(index, list) else []):
        missing = _missing_of_model(model)
        if missing:
            yield Problem(
                f"`model-index` lacks {missing}: huggingface_hub cannot load the card",
                line=subject.line_of(INDEX_KEY, number),
                fix=f"add {missing}",
                field=INDEX_KEY,
            )


def _missing_of_model(model: object) -> str | None:
    if not isinstance(model, dict):
        return "a mapping with `name` and `results`"
    if "name" not in model:
        return "`name`"
    results = model.get("results")
    if not isinstance(results, list):
        return "`results`"
    return next((missing for result in results if (missing := _missing_of_result(result))), None)


def _missing_of_result(result: object) -> str | None:
    if not isinstance(result, dict):
        return "a mapping in `results`"
    for part, keys in _NEEDED.items():
        content = result.get(part)
        if not isinstance(content, dict):
            return f"`{part}`"
        for key in keys:
            if key not in content:
                return f"`{part}.{key}`"
    return _missing_of_metrics(result.get("metrics"))


def _missing_of_metrics(metrics: object) -> str | None:
    if not isinstance(metrics, list):
        return "`metrics`"
    for metric in metrics:
        for key in _METRIC_NEEDED:
            if not isinstance(metric, dict) or key not in metric:
                return f"`metrics.{key}`"
    return None


RULES = (
    Rule("evaluation-files", Severity.NOTE, "Results only in .eval_results", only_in_files),
    Rule(
        "evaluation-index",
        Severity.WARNING,
        "Results nobody can load",
        incomplete_index,
        needs=INDEX_KEY,
    ),
)
