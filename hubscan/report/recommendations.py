"""A recommendation as a table that reads at 80 columns."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from hubscan.recommend.results import Recommendation, Recommendations
from hubscan.recommend.sizes import format_count, format_gb
from hubscan.recommend.versus import before_the_next
from hubscan.report.console import plain

UNKNOWN = "?"
_SHOWN_TASKS = 3
_WORTH_SAYING = 0.02


def print_recommendations(console: Console, answer: Recommendations) -> None:
    """Print an answer: how the need was read, the models, what fell, and what to run next."""
    console.print(Group(*_parts(answer)))


def _parts(answer: Recommendations) -> Iterator[RenderableType]:
    yield Text(f"Need: {plain(answer.need)}", style="bold")
    yield Text(f"Task: {_tasks(answer)}")
    yield Text("")
    if answer.results:
        yield _table(answer)
        yield Text("")
        yield from _why(answer)
    else:
        yield Text("No model in the catalogue satisfies every constraint.", style="bold")
    yield from _footer(answer)


def _tasks(answer: Recommendations) -> str:
    likely = [guess for guess in answer.tasks[:_SHOWN_TASKS] if guess.probability >= _WORTH_SAYING]
    return ", ".join(f"{guess.pipeline_tag} {guess.probability:.0%}" for guess in likely)


def _table(answer: Recommendations) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("#", justify="right")
    table.add_column("model", overflow="fold", ratio=1)
    if _tasks_differ(answer):
        table.add_column("task", overflow="fold", max_width=16)
    table.add_column("size", justify="right", no_wrap=True)
    table.add_column("memory", justify="right", no_wrap=True)
    table.add_column("licence", overflow="fold", max_width=14)
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
    yield Text(UNKNOWN if record.parameters is None else format_count(record.parameters))
    yield Text(UNKNOWN if result.memory_gb is None else format_gb(result.memory_gb))
    yield Text(record.license or UNKNOWN)


def _why(answer: Recommendations) -> Iterator[RenderableType]:
    for number, result in enumerate(answer.results, start=1):
        why = Table.grid(padding=(0, 1))
        why.add_row(Text(f"{number}."), Text(plain("; ".join(result.reasons)), style="dim"))
        yield why
    if len(answer.results) > 1:
        yield Text(f"1 before 2: {before_the_next(*answer.results[:2])}.")


def _footer(answer: Recommendations) -> Iterator[RenderableType]:
    yield Text("")
    if answer.excluded:
        fallen = ", ".join(f"{count:,} {reason}" for reason, count in answer.excluded.items())
        yield Text(f"Excluded of {answer.considered:,}: {fallen}.", style="dim")
    yield Text(f"Catalogue of {answer.snapshot_date}.", style="dim")
    if answer.results:
        first = plain(answer.results[0].record.model_id)
        yield Text(f"Next: hubscan show {first} --snippet", style="dim")
