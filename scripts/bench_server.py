"""Many people search the running app at once: how long they wait, and what memory it takes.

    hubscan app --headless &
    python scripts/bench_server.py --url http://localhost:8501 --clients 20 --minutes 10 --pid $!

Each client opens a session of its own, as a browser does, asks for one need after the other and
waits until the page is whole. Printed, beside one client alone: how many pages, the median and the
95th percentile of the wait, errors shown on a page, and the server's memory in the first and in
the last minute.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

import websockets
from processes import memory_mb
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_ERROR = Alert.ERROR
_PROTOCOL = websockets.Subprotocol("streamlit")
NEEDS = (
    "detect the sentiment of customer reviews",
    "transcribe Spanish phone calls",
    "sentence embeddings for search",
    "summarize legal documents",
    "detect toxic comments in German",
    "segment organs in medical images",
    "translate English to Romanian",
    "a small chat assistant",
)


@dataclass
class Seen:
    """What the clients went through."""

    waits_s: list[float] = field(default_factory=list)
    errors: int = 0
    memory_mb: list[float] = field(default_factory=list)


async def search(url: str, client: int, until: float, seen: Seen) -> None:
    """Ask for needs, one after the other, until a time."""
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    async with websockets.connect(address, subprotocols=[_PROTOCOL], max_size=None) as socket:
        number = client
        while time.monotonic() < until:
            started = time.perf_counter()
            await socket.send(_asking(NEEDS[number % len(NEEDS)]))
            seen.errors += await _page(socket)
            seen.waits_s.append(time.perf_counter() - started)
            number += 1


def _asking(need: str) -> bytes:
    message = BackMsg()
    message.rerun_script.query_string = urlencode({"need": need})
    return bytes(message.SerializeToString())


async def _page(socket: websockets.ClientConnection) -> int:
    """Read until the page is whole; count its errors, one for no answer."""
    errors, is_answer = 0, False
    while True:
        message = ForwardMsg.FromString(await socket.recv())
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            return errors + (not is_answer)
        if kind == "delta":
            element = message.delta.new_element
            shown = element.WhichOneof("type")
            errors += shown == "exception" or (shown == "alert" and element.alert.format == _ERROR)
            is_answer |= shown == "download_button"


async def run(url: str, clients: int, seconds: float) -> Seen:
    """Let all clients search at once."""
    seen, until = Seen(), time.monotonic() + seconds
    async with asyncio.TaskGroup() as group:
        for client in range(clients):
            group.create_task(search(url, client, until, seen))
    return seen


async def watched(url: str, clients: int, seconds: float, pid: int | None) -> Seen:
    """Let all clients search at once, and note the memory meanwhile."""
    searching = asyncio.create_task(run(url, clients, seconds))
    memory: list[float] = []
    while not searching.done():
        if pid and (now := memory_mb(pid)) is not None:
            memory.append(now)
        await asyncio.wait([searching], timeout=1)
    seen = searching.result()
    seen.memory_mb = memory
    return seen


def told(name: str, seen: Seen) -> None:
    """Print what some clients went through."""
    median, p95 = statistics.median(seen.waits_s), statistics.quantiles(seen.waits_s, n=20)[-1]
    print(
        f"{name}: {len(seen.waits_s):,} pages, {seen.errors} errors shown,"
        f" wait: median {median:.2f} s, 95th percentile {p95:.2f} s"
    )


def main() -> None:
    """Run one client, then all of them, and print what they saw."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--url", default="http://localhost:8501")
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--pid", type=int, help="the server's process, to watch its memory")
    asked = parser.parse_args()
    asyncio.run(run(asked.url, 1, 5))  # what is loaded once is not the load
    told("1 client", asyncio.run(run(asked.url, 1, 15)))
    seen = asyncio.run(watched(asked.url, asked.clients, 60 * asked.minutes, asked.pid))
    told(f"{asked.clients} clients, {asked.minutes:g} minutes", seen)
    if seen.memory_mb:
        first, last = (
            statistics.fmean(part) for part in (seen.memory_mb[:60], seen.memory_mb[-60:])
        )
        print(f"memory: {first:,.0f} MB in the first minute, {last:,.0f} MB in the last")


if __name__ == "__main__":
    main()
