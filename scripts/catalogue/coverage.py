"""What a build covers, printed for a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from hubscan.catalogue.parameters import Conflict
from hubscan.catalogue.record import ModelRecord, QualityScore

from .merge import Report


def print_report(
    records: Sequence[ModelRecord],
    scores: Sequence[QualityScore],
    conflicts: Sequence[Conflict],
    report: Report,
    unplaced: Mapping[str, int],
) -> None:
    """Print coverage by column and by task, and everything that was set aside."""
    print(f"{len(records)} models, {len(scores)} scores, {len(conflicts)} conflicts of parameters")
    _print_columns(records)
    _print_tasks(records)
    _print_counts("parameters from", (record.parameters_rung for record in records))
    _print_counts("task", (record.pipeline_tag_source for record in records))
    _print_counts("scores", (score.benchmark for score in scores))
    _print_counts("rungs in conflict", (f"{c.chosen.rung} > {c.other.rung}" for c in conflicts))
    print(f"self-edges dropped: {report.self_edges}; old ids renamed: {report.renamed}")
    _print_set_aside("ids that are no repository", report.bad_ids)
    _print_set_aside("emissions left out", report.emissions_left_out)
    _print_set_aside("scores of models that are not here", unplaced)


def _print_columns(records: Sequence[ModelRecord]) -> None:
    print("\ncolumn                known   %")
    for field in fields(ModelRecord):
        values = (getattr(record, field.name) for record in records)
        known = sum(value is not None and value != () for value in values)
        print(f"{field.name:20} {known:6} {100 * known / len(records):5.1f}")


def _print_tasks(records: Sequence[ModelRecord]) -> None:
    by_task: dict[str, list[ModelRecord]] = defaultdict(list)
    for record in records:
        by_task[record.pipeline_tag or "(unknown)"].append(record)
    print("\ntask                            models  parameters%  licence%  downloads%")
    for task, members in sorted(by_task.items(), key=lambda item: -len(item[1])):
        known = [
            100 * sum(getattr(member, name) is not None for member in members) / len(members)
            for name in ("parameters", "license", "downloads")
        ]
        print(f"{task:32} {len(members):5} {known[0]:11.1f} {known[1]:9.1f} {known[2]:11.1f}")


def _print_counts(title: str, values: Iterable[object]) -> None:
    counts = Counter(str(value or "unknown") for value in values)
    print(f"\n{title}: " + ", ".join(f"{name} {count}" for name, count in counts.most_common()))


def _print_set_aside(title: str, counts: Mapping[str, int]) -> None:
    parts = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    print(f"{title}: {sum(counts.values())} ({parts})" if counts else f"{title}: none")
