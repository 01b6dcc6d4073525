"""Load the app's engine as its pages do: clients without a browser, searching at once.

Usage: bench_app.py [--clients 20] [--seconds 60] [--data-dir FOLDER]

Every client is a thread, as every session of the app is one, on the engine that they all share.
Printed: searches, errors, median and 95th percentile of an answer, beside one client alone, and
the memory in the first and in the last minute. ``bench_server.py`` loads the running app.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from processes import own_mb

import hubscan
from hubscan.errors import HubscanError
from hubscan.recommend.engine import Engine

NEEDS = (
    "detect the sentiment of customer reviews",
    "transcribe Spanish phone calls",
    "sentence embeddings for search",
    "translate German to English",
    "summarize long reports",
    "find people and places in news",
    "detect toxic comments",
    "classify pictures of plants",
    "answer questions about a document",
    "speak a text aloud",
)
NARROWED: tuple[dict[str, Any], ...] = (
    {},
    {"license": "permissive"},
    {"max_params": "200M"},
    {"language": "de"},
)


@dataclass
class Tally:
    """What the clients saw."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> int:
    """Run one client, then all of them, and print what they saw."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--data-dir", type=Path)
    arguments = parser.parse_args()
    with hubscan.open(arguments.data_dir) as engine:
        search(engine, 0)  # what is loaded once is not the load
        alone, _ = load(engine, 1, min(10.0, arguments.seconds))
        told("1 client", alone)
        together, memory_mb = load(engine, arguments.clients, arguments.seconds)
        told(f"{arguments.clients} clients", together)
    first, last = (statistics.fmean(part) for part in (memory_mb[:60], memory_mb[-60:]))
    print(f"memory: {first:,.0f} MB in the first minute, {last:,.0f} MB in the last")
    return int(bool(alone.errors or together.errors))


def load(engine: Engine, clients: int, seconds: float) -> tuple[Tally, Sequence[float]]:
    """Let clients search for some time; return what they saw, and the memory in MB by second."""
    tally, ends = Tally(), time.monotonic() + seconds
    threads = [
        threading.Thread(target=client, args=(engine, number, ends, tally))
        for number in range(clients)
    ]
    for thread in threads:
        thread.start()
    memory = [own_mb()]
    while time.monotonic() < ends:
        time.sleep(1)
        memory.append(own_mb())
    for thread in threads:
        thread.join()
    return tally, memory


def client(engine: Engine, number: int, ends: float, tally: Tally) -> None:
    """Search again and again."""
    for turn in count(number):
        if time.monotonic() >= ends:
            return
        started = time.monotonic()
        try:
            search(engine, turn)
        except HubscanError as error:
            tally.errors.append(str(error))
        tally.seconds.append(time.monotonic() - started)


def search(engine: Engine, turn: int) -> None:
    """Ask one of the questions; no two clients ask the same at once."""
    narrowed = NARROWED[turn // len(NEEDS) % len(NARROWED)]
    answer = engine.recommend(NEEDS[turn % len(NEEDS)], **narrowed)
    if not answer.results:
        raise HubscanError(f"no answer to {NEEDS[turn % len(NEEDS)]} {narrowed}")


def told(name: str, tally: Tally) -> None:
    """Print one line."""
    cuts = statistics.quantiles(tally.seconds, n=20)
    print(
        f"{name}: {len(tally.seconds):,} searches, {len(tally.errors)} errors,"
        f" median {1000 * cuts[9]:.0f} ms, 95th percentile {1000 * cuts[18]:.0f} ms"
    )
    for error in sorted(set(tally.errors))[:3]:
        print(f"  {error}")


if __name__ == "__main__":
    sys.exit(main())
