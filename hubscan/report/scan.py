"""The models of a project, where they stand, and what could stand in."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from hubscan.recommend.scan.finds import Find, Unnamed
from hubscan.recommend.scan.substitutes import ProjectScan, Used
from hubscan.report.console import counted, plain
from hubscan.report.figures import energy_ratio, memory, memory_beside, size, times

_PLACES = 5
_BROKEN = _UNNAMED = 5


def print_scan(console: Console, scan: ProjectScan) -> None:
    """Print every model with its places and its substitute, the total, and what was not read."""
    console.print(Group(*_parts(scan)))


def _parts(scan: ProjectScan) -> Iterator[RenderableType]:
    models, files = counted(len(scan.used), "model"), counted(scan.files, "file")
    yield Text(f"{models} in {files} of {plain(scan.path)}", style="bold")
    for used in scan.used:
        yield Text("")
        yield from _model(used)
    yield Text("")
    yield from _footer(scan)


def _model(used: Used) -> Iterator[RenderableType]:
    title = _title(used)
    yield Text(plain(f"{title}{_facts(used)}"), style="bold")
    for find in used.finds[:_PLACES]:
        yield _indented(_place(find, title), "dim")
    if len(used.finds) > _PLACES:
        more = counted(len(used.finds) - _PLACES, "more place")
        yield _indented(f"and {more}", "dim")
    yield _indented(_substitute(used))


def _indented(text: str, style: str = "") -> Padding:
    return Padding(Text(plain(text), style=style), (0, 0, 0, 2))


def _title(used: Used) -> str:
    """Return a model's id if there is such a model, else what was written and how it is read."""
    told = used.answer.subject.told if used.answer else None
    if used.answer and told is None:
        return used.model_id
    return used.finds[0].written + (f" ({told})" if told else "")


def _facts(used: Used) -> str:
    if used.answer is None:
        return ""
    record = used.answer.subject.record
    return f", {record.pipeline_tag or 'task unknown'}, {size(record.parameters)}"


def _place(find: Find, title: str) -> str:
    written = "" if find.written in title else f" {find.written}"
    return f"{find.place} {find.how}{written}"


def _substitute(used: Used) -> str:
    best = used.substitute
    if used.answer is None:
        return f"unknown: {used.unknown}"
    if best is None:
        return "no greener model is known that does this as it is"
    energy = (
        "energy unknown"
        if best.saving.ratio is None
        else f"{energy_ratio(best.saving)} times the energy"
        + (", may not use less" if best.saving.may_not_save else "")
    )
    return f"-> {best.record.model_id}: {energy}, {memory(best.memory)} ({best.how})"


def _footer(scan: ProjectScan) -> Iterator[Text]:
    total = scan.total
    if total.ratio is not None:
        yield Text(
            f"All replaced and asked equally often: {times(total.ratio)} times the energy, "
            f"known for {total.counted} of {counted(total.models, 'model')}.",
            style="bold",
        )
    yield from _unnamed(scan.unnamed)
    if any(used.substitute and used.substitute.memory for used in scan.used):
        yield Text(memory_beside(), style="dim")
    if scan.dynamic:
        name, they = ("names", "it runs") if scan.dynamic == 1 else ("name", "they run")
        calls = counted(scan.dynamic, "call")
        yield Text(f"{calls} {name} a model only when {they}.", style="dim")
    for path, reason in scan.broken[:_BROKEN]:
        yield Text(plain(f"not read: {path}: {reason}"), style="dim")
    if len(scan.broken) > _BROKEN:
        yield Text(f"and {len(scan.broken) - _BROKEN} more not read", style="dim")
    yield Text(f"Catalogue of {scan.snapshot_date}.", style="dim")


def _unnamed(calls: tuple[Unnamed, ...]) -> Iterator[Text]:
    for each in calls[:_UNNAMED]:
        call = f'{each.place} pipeline("{each.task}")'
        yield Text(plain(f"{call}: no model named: transformers picks one; name it"))
    if len(calls) > _UNNAMED:
        yield Text(f"and {counted(len(calls) - _UNNAMED, 'more call')} without a model")
