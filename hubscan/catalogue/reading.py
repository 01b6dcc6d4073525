"""Reads batches of tables, here or in other processes: a few ahead, and back in their order.

The other processes import this module and what reads a batch, not the libraries that find tables.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import Any

from hubscan.catalogue.derive import Provenance
from hubscan.catalogue.intake import Readings
from hubscan.errors import DataError

_AHEAD = 3  # batches in the making for each process

Read = Callable[[Any, Provenance], Readings]
Batch = tuple[Any, Provenance]  # rows as a pyarrow.Table, and where they are from


@dataclass(frozen=True)
class Portion:
    """What was read of one batch, and how many rows it had."""

    rows: int
    as_of: str
    readings: Readings


def read_all(batches: Iterable[Batch], read: Read, processes: int) -> Generator[Portion]:
    """Read batches, in this process when ``processes`` is 0. Raises DataError."""
    return _in_processes(batches, read, processes) if processes else _here(batches, read)


def _here(batches: Iterable[Batch], read: Read) -> Generator[Portion]:
    for rows, origin in batches:
        yield Portion(len(rows), origin.as_of, read(rows, origin))


def _in_processes(batches: Iterable[Batch], read: Read, processes: int) -> Generator[Portion]:
    context = multiprocessing.get_context("spawn")  # a fork would copy locks that threads hold
    running = deque[tuple[int, str, Future[Readings]]]()
    pool = ProcessPoolExecutor(processes, context, initializer=_depend_on_parent)
    try:
        for rows, origin in batches:
            running.append((len(rows), origin.as_of, _submitted(pool, read, rows, origin)))
            if len(running) > _AHEAD * processes:
                yield _result(running)
        while running:
            yield _result(running)
    finally:
        pool.shutdown(wait=not running, cancel_futures=True)


def _submitted(
    pool: ProcessPoolExecutor, read: Read, rows: Any, origin: Provenance
) -> Future[Readings]:
    try:
        return pool.submit(read, rows, origin)
    except BrokenProcessPool as error:
        raise _ended() from error


def _result(running: deque[tuple[int, str, Future[Readings]]]) -> Portion:
    rows, as_of, future = running.popleft()
    try:
        return Portion(rows, as_of, future.result())
    except BrokenProcessPool as error:
        raise _ended() from error


def _ended() -> DataError:
    return DataError("a process that reads was ended from outside: run it again, it goes on")


def _depend_on_parent() -> None:
    """Let the parent alone answer to Ctrl-C, and end with it however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)  # the pool's queue would be waited for without an end
