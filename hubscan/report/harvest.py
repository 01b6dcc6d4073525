"""A harvest on the terminal: its progress, its result, and what was set aside."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn
from rich.table import Table
from rich.text import Text

from hubscan.catalogue.journal import Problem
from hubscan.catalogue.status import Status
from hubscan.report.console import counted, make_console, plain

_LEAST_WAIT_S = 5.0
_STEPS = 1_000


class HarvestProgress:
    """Tells how far a harvest is; without a terminal only long waits are told."""

    def __init__(self, console: Console, bars: Progress | None = None) -> None:
        self._console, self._bars = console, bars
        self._task: TaskID | None = bars.add_task("harvesting", total=None) if bars else None

    def status(self, status: Status) -> None:
        if self._bars is None or self._task is None:
            return
        known = status.fraction is not None
        self._bars.update(
            self._task,
            description=describe(status),
            total=_STEPS if known else None,
            completed=round(_STEPS * (status.fraction or 0)),
        )

    def waiting(self, seconds: float, why: str) -> None:
        if seconds >= _LEAST_WAIT_S:
            text = f"hubscan: waiting {duration(seconds)} for the Hub: {plain(why)}"
            self._console.print(text, markup=False, soft_wrap=True)


@contextmanager
def harvest_progress() -> Iterator[HarvestProgress]:
    """Yield a progress bar on the error stream."""
    console = make_console(sys.stderr)
    if not console.is_terminal:
        yield HarvestProgress(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(bar_width=None))
    with Progress(*columns, console=console, transient=True) as bars:
        yield HarvestProgress(console, bars)


def describe(status: Status) -> str:
    """Say in one line how far a harvest is."""
    parts = [counted(status.rows, "model"), counted(status.requests, "request")]
    if status.remaining_requests is not None:
        parts.append(f"{status.remaining_requests:,} left in this window")
    if status.remaining_s is not None:
        parts.append(f"about {duration(status.remaining_s)} to go")
    return ", ".join(parts)


def duration(seconds: float) -> str:
    """Write a duration as a person says it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def print_status(console: Console, status: Status) -> None:
    """Print what became of a harvest."""
    result = status.as_dict()
    console.print(
        f"{counted(status.rows, 'model')} read, {status.changed:,} new or changed, "
        f"{status.deleted:,} gone; {counted(status.cards, 'card')}."
    )
    waited = f", {duration(status.waited_s)} of it waiting" if status.waited_s >= 1 else ""
    seconds = float(str(result["seconds"]))
    console.print(f"{counted(status.requests, 'request')} in {duration(seconds)}{waited}.")
    if status.failures:
        each = ", ".join(f"{plain(reason)} {n:,}" for reason, n in sorted(status.failures.items()))
        console.print(f"Answers that failed and were asked for again: {each}.", markup=False)
    if status.problems:
        aside = counted(status.problems, "value")
        console.print(f"{aside} set aside: `hubscan harvest --problems` says why.")


def print_problems(console: Console, problems: Sequence[Problem]) -> None:
    """Print what harvests set aside."""
    if not problems:
        console.print("Nothing is set aside.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("model", overflow="fold", ratio=3)
    table.add_column("what", overflow="fold", ratio=2)
    table.add_column("why", overflow="fold", ratio=5)
    table.add_column("day", no_wrap=True)
    for each in problems:
        table.add_row(
            *(Text(plain(t)) for t in (each.model_id, each.field, each.reason, each.as_of))
        )
    console.print(table)
    console.print(f"{counted(len(problems), 'value')} set aside.")
