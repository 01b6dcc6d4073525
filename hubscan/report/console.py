"""The terminal: plain text at 80 columns where it is none, progress on the error stream."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from hubscan.terminal import counted as counted
from hubscan.terminal import plain as plain

_NOT_A_TERMINAL_WIDTH = 80


def make_console(stream: TextIO | None = None) -> Console:
    """Return a console on standard output that reads no markup in what it prints.

    Colours are off when it is no terminal or when NO_COLOR is set.
    """
    stream = stream or sys.stdout
    width = None if stream.isatty() else _NOT_A_TERMINAL_WIDTH
    return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)


def to_json(content: object) -> str:
    """Write JSON as every ``--json`` prints it: indented, text as it is, same bytes each time."""
    return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """Yield ``tell(stage, done, total)``: a bar on a terminal, else one line per stage."""
    console = make_console(sys.stderr)
    if not console.is_terminal:
        yield _StageLines(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bars:
        stages: dict[str, int] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if stage not in stages:
                stages[stage] = bars.add_task(stage)
            bars.update(bars.task_ids[list(stages).index(stage)], completed=done, total=total)

        yield tell


class _StageLines:
    def __init__(self, console: Console) -> None:
        self._console = console
        self._told: set[str] = set()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage not in self._told:
            self._told.add(stage)
            self._console.print(f"hubscan: {stage} ...")
