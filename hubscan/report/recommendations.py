"""A recommendation as a table that reads at 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from hubscan.recommend.ranking import Prefer
from hubscan.recommend.results import Recommendation, Recommendations
from hubscan.recommend.variants import MAX_VARIANTS
from hubscan.recommend.versus import before_the_next
from hubscan.report.console import counted, plain
from hubscan.report.energy import short_energy
from hubscan.report.figures import UNKNOWN, memory, memory_basis, size
from hubscan.report.verdicts import verdict_parts
from hubscan.search.tasks import likely


def print_recommendations(console: Console, answer: Recommendations) -> None:
    """Print an answer: how the need was read, the models, what fell, and what to run next."""
    console.print(Group(*_parts(answer)))


def _parts(answer: Recommendations) -> Iterator[RenderableType]:
    yield Text(f"Need: {plain(answer.need)}", style="bold")
    yield from map(Text, how_read(answer))
    yield Text("")
    if answer.results:
        yield _table(answer)
        yield Text("")
        yield from _why(answer)
    else:
        yield Text(no_results(answer), style="bold")
    if answer.verdict is not None:
        yield from verdict_parts(answer.verdict)
    yield from _footer(answer)


def how_read(answer: Recommendations) -> Iterator[str]:
    """Write how the need was read, line by line: in which words, where others, and the tasks."""
    if answer.read_as is not None:
        yield f"Read as: {plain(answer.read_as)}"
    yield f"Task: {task_guesses(answer)}"
    if answer.prefer != Prefer.BALANCED:
        yield f"Between equals: {answer.prefer}"


def task_guesses(answer: Recommendations) -> str:
    """Write the likeliest tasks."""
    return ", ".join(
        f"{guess.pipeline_tag} {guess.probability:.0%}" for guess in likely(answer.tasks)
    )


def models_considered(answer: Recommendations) -> str:
    """Write how many models were looked at, and of which task where it is one."""
    told = likely(answer.tasks)
    tasks = told[0].pipeline_tag if len(told) == 1 else "these tasks"
    return f"{answer.coverage.considered:,} models of {tasks}"


def no_results(answer: Recommendations) -> str:
    """Say why there is nothing to show."""
    if answer.declined:
        return "Nothing in the catalogue fits well. The nearest tasks are named above."
    return "No model in the catalogue satisfies every constraint."


def _table(answer: Recommendations) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("#", justify="right")
    table.add_column("model", overflow="fold", ratio=1)
    if _tasks_differ(answer):
        table.add_column("task", overflow="fold", max_width=14)
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("GB", justify="right", no_wrap=True)
    table.add_column("Wh/1k", justify="right", no_wrap=True)
    table.add_column("licence", overflow="fold", max_width=12)
    for number, result in enumerate(answer.results, start=1):
        table.add_row(str(number), *_cells(result, _tasks_differ(answer)))
    return table


def _tasks_differ(answer: Recommendations) -> bool:
    return len({result.record.pipeline_tag for result in answer.results}) > 1


def _cells(result: Recommendation, with_task: bool) -> Iterator[Text]:
    record = result.record
    yield Text(plain(record.model_id), style="bold")
    if with_task:
        yield Text(record.pipeline_tag or UNKNOWN)
    yield Text(size(record.parameters))
    yield Text(memory(result.loaded).replace(" GB", ""))
    yield Text(short_energy(result.energy) + ("*" if result.is_pareto else ""))
    yield Text(record.license or UNKNOWN)


def _why(answer: Recommendations) -> Iterator[RenderableType]:
    for number, result in enumerate(answer.results, start=1):
        why = Table.grid(padding=(0, 1))
        why.add_row(Text(f"{number}."), Text(plain("; ".join(_told(result))), style="dim"))
        yield why
    if len(answer.results) > 1:
        yield Text(f"1 before 2: {before_the_next(*answer.results[:2])}.")
    yield Text(
        "Wh/1k: median energy of 1,000 queries at the device, one at a time (intervals: show).\n"
        "*: nothing here is nearer to the need and known to use less.\n"
        f"GB: memory for {memory_basis()}; where the precision is unknown, fp32 is assumed below 1B"
        " parameters, bf16 from there (alternatives, compare and scan: fp16).",
        style="dim",
    )


def _told(result: Recommendation) -> Iterator[str]:
    yield from result.reasons
    if result.loaded is not None and result.loaded.warning is not None:
        yield result.loaded.warning
    if result.variants:
        others = ", ".join(variant.record.model_id for variant in result.variants[:2])
        few = len(result.variants) < MAX_VARIANTS
        copies = counted(len(result.variants), "copy", "copies")
        yield f"{'' if few else 'at least '}{copies} in other formats: {others}"


def _footer(answer: Recommendations) -> Iterator[RenderableType]:
    yield Text("")
    coverage = answer.coverage
    yield Text(
        f"Energy is measured for {coverage.measured:,} of {models_considered(answer)}, "
        f"estimated for {coverage.estimated:,}.",
        style="dim",
    )
    if answer.excluded:
        fallen = ", ".join(f"{count:,} {reason}" for reason, count in answer.excluded.items())
        yield Text(f"Excluded of them: {fallen}.", style="dim")
    yield Text(f"Catalogue of {answer.snapshot_date}.", style="dim")
    if answer.results:
        first = plain(answer.results[0].record.model_id)
        yield Text(f"Next: hubscan show {first} --snippet", style="dim")
