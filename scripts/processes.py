"""Runs work in a process of its own, and measures it."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """Wall seconds, seconds of all processors, and the highest resident memory of all processes."""

    seconds: float
    cpu_s: float
    peak_mb: float

    def times(self, other: Measured) -> str:
        """Compare with another way to do the same."""
        return (
            f"{other.seconds / self.seconds:.2f} times as fast, "
            f"{other.cpu_s / self.cpu_s:.2f} by processor time, "
            f"{self.peak_mb / other.peak_mb:.2f} of the memory"
        )

    def rates(self, rows: int) -> str:
        """Write the rates for a number of rows."""
        return (
            f"{rows / self.seconds:9,.0f} rows/s, {rows / self.cpu_s:8,.0f} rows a processor "
            f"second, {self.peak_mb:6,.0f} MB resident"
        )


def apart(work: Callable[..., None], *args: object) -> Measured:
    """Run work in a process of its own and measure it and its children."""
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=work, args=args)
    began = time.perf_counter()
    before = os.times()
    process.start()
    peak, done = [0.0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(process.pid, peak, done))
    watcher.start()
    process.join()
    done.set()
    watcher.join()
    after = os.times()
    if process.exitcode:
        raise SystemExit(f"{work.__name__} failed")
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    return Measured(time.perf_counter() - began, cpu, peak[0])


def _watch(pid: int | None, peak: list[float], done: threading.Event) -> None:
    while not done.wait(0.2):
        peak[0] = max(peak[0], sum(memory_mb(each) or 0.0 for each in _family(str(pid))))


def _family(pid: str) -> Iterator[str]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _family(child)


def memory_mb(pid: str | int = "self", what: str = "VmRSS") -> float | None:
    """Return what a process holds in memory (``VmHWM``: at most), where the system tells it."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    kibibytes = (int(line.split()[1]) for line in lines if line.startswith(f"{what}:"))
    return next((each * 1024 / 1e6 for each in kibibytes), None)


def own_mb(what: str = "VmRSS") -> float:
    """Return what this process holds in memory."""
    held = memory_mb(what=what)
    assert held is not None, "no /proc"
    return held
