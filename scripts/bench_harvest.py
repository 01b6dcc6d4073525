"""Measure the harvest: tables in bulk, the API, updates, and what a whole crawl takes.

Each figure stands beside the usual way to do the same, measured in the same run.

    python scripts/bench_harvest.py --bulk-rows 1000000 --api-rows 20000
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("USE_TORCH", "0")  # as the command does: datasets would import torch

from hubscan.catalogue.store import Snapshot, open_catalogue  # noqa: E402
from tests.catalogue.hubserver import FakeHub, raw_card, raw_model  # noqa: E402

NO_SNAPSHOT = Snapshot("none", lambda: 0, lambda: iter(()), lambda: iter(()))
CHUNK = 20_000
PANDAS_ROWS = 100_000
HUB_MODELS = 2_700_000
# requests in five minutes, API and files; hub-docs, rate-limits.md, August 2026
TIERS = {
    "anonymous": (500, 3_000),
    "free": (1_000, 5_000),
    "PRO": (2_500, 12_000),
    "Team": (3_000, 20_000),
    "Enterprise": (6_000, 50_000),
}


@dataclass(frozen=True)
class Measured:
    """Wall seconds, seconds of all processors, and the highest resident memory of all processes."""

    seconds: float
    cpu_s: float
    peak_mb: float

    def rates(self, rows: int) -> str:
        """Write the rates for a number of rows."""
        return (
            f"{rows / self.seconds:9,.0f} rows/s, {rows / self.cpu_s:8,.0f} rows a processor "
            f"second, {self.peak_mb:6,.0f} MB resident"
        )


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--bulk-rows", type=int, default=20_000)
    parser.add_argument("--api-rows", type=int, default=5_000)
    parser.add_argument("--updates", type=int, default=1_000)
    parser.add_argument("--no-cards-table", action="store_true", help="do not join cards in bulk")
    parser.add_argument("--index", action="store_true", help="with the search index of the update")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        bulk(folder, options.bulk_rows, with_cards=not options.no_cards_table)
        updates(folder, options.bulk_rows, options.updates, with_index=options.index)
        requests_per_model = api(folder, options.api_rows)
    whole_crawl(requests_per_model)


def bulk(folder: Path, rows: int, *, with_cards: bool) -> None:
    """Load tables of the shapes of hub-stats and of model_cards_with_metadata."""
    models, cards = folder / "models.parquet", folder / "cards.parquet"
    write(models, (hub_stats_row(number) for number in range(rows)))
    print(f"Bulk, {rows:,} generated rows")
    print(f"  hubscan, models.parquet  {apart(load_table, folder, models).rates(rows)}")
    if with_cards:
        write(cards, (card_row(number) for number in range(rows)))
        print(f"  hubscan, cards joined    {apart(load_table, folder, cards).rates(rows)}")
    few = min(rows, PANDAS_ROWS)  # it keeps all of them in memory
    print(f"  ModelInfo + pandas       {apart(load_with_pandas, models, few).rates(few)}")
    size = (folder / "catalogue.sqlite").stat().st_size
    print(f"  catalogue: {size / 1e6:,.0f} MB, {size / rows:,.0f} bytes a row")


def load_table(folder: Path, table: Path) -> None:
    """Load one table into the catalogue of a folder."""
    from hubscan.catalogue.loading import load

    with open_catalogue(folder, snapshot=NO_SNAPSHOT) as catalogue:
        load(catalogue, str(table))


def load_with_pandas(table: Path, rows: int) -> None:
    """Make ModelInfo objects and one pandas frame of their attributes."""
    import pandas as pd
    import pyarrow.parquet as pq
    from huggingface_hub import ModelInfo

    frames: list[Any] = []
    for batch in pq.ParquetFile(table).iter_batches(batch_size=CHUNK):
        if len(frames) * CHUNK >= rows:
            break
        infos = []
        for row in batch.to_pylist():
            row["cardData"] = json.loads(row["cardData"])
            row["config"] = json.loads(row["config"])
            infos.append(ModelInfo(siblings=None, **row))  # type: ignore[no-untyped-call]
        frames.append(pd.DataFrame([vars(info) for info in infos]))
    pd.concat(frames)


def updates(folder: Path, rows: int, changed: int, *, with_index: bool) -> None:
    """Bring changed models into a catalogue of many."""
    from hubscan.catalogue.intake import Intake, read

    if with_index:
        refresh_index(folder)
    step = max(1, rows // changed)
    raw = [raw_model(number, likes=7, sha="f" * 40) for number in range(0, rows, step)][:changed]
    from hubscan.catalogue.derive import Provenance

    with open_catalogue(folder, snapshot=NO_SNAPSHOT) as catalogue:
        written = Path("/proc/self/io")
        before, generation = bytes_written(written), catalogue.generation
        began = time.perf_counter()
        Intake(catalogue).store(read(raw, Provenance("hub", "2026-11-20")))
        seconds = time.perf_counter() - began
        found = catalogue.changes_since(generation)
        count = len(found.upserted) if found else 0
    print(f"Update, {len(raw):,} changed of {rows:,}")
    print(
        f"  catalogue: {seconds:.2f} s, {count:,} rows changed, "
        f"{(bytes_written(written) - before) / 1e6:.1f} MB written"
    )
    if with_index:
        print(f"  search index: {refresh_index(folder):.2f} s")


def refresh_index(folder: Path) -> float:
    """Bring the search index up to the catalogue; return the seconds."""
    import hubscan

    began = time.perf_counter()
    hubscan.open(folder).close()
    return time.perf_counter() - began


def api(folder: Path, rows: int) -> float:
    """Crawl a Hub on this machine; return the requests for each model."""
    print(f"API, {rows:,} models from a Hub on this machine, pages of 1,000")
    ready = multiprocessing.get_context("spawn")
    endpoint, stop = ready.Queue(), ready.Event()
    server = ready.Process(target=serve, args=(rows, endpoint, stop))
    server.start()
    try:
        address = endpoint.get(timeout=120)
        crawled = apart(crawl, folder / "api", address, False)
        listed = apart(list_models, address)
        print(f"  hubscan, to the catalogue  {crawled.rates(rows)}")
        print(f"  list_models, thrown away   {listed.rates(rows)}")
        few = min(rows, 2_000)
        with_cards = apart(crawl, folder / "cards", address, True, few)
        print(f"  hubscan, cards too         {with_cards.rates(few)}")
    finally:
        stop.set()
        server.join()
    return 1 / 1_000


def serve(rows: int, endpoint: Any, stop: Any) -> None:
    """Serve generated models until told to stop."""
    hub = FakeHub([raw_model(number) for number in range(rows)])
    hub.cards = {str(raw_model(number)["id"]): raw_card(number) for number in range(rows)}
    hub.by("createdAt")
    with hub.serve() as address:
        endpoint.put(address)
        stop.wait()


def crawl(folder: Path, endpoint: str, cards: bool, limit: int | None = None) -> None:
    """Harvest all, or the most downloaded, into the catalogue of a folder."""
    from hubscan.catalogue.collect import Request, collect
    from hubscan.catalogue.selection import Selection

    selection = Selection(full=limit is None, limit=limit)
    with open_catalogue(folder, snapshot=NO_SNAPSHOT) as catalogue:
        collect(catalogue, Request(selection=selection, cards=cards, endpoint=endpoint))


def list_models(endpoint: str) -> None:
    """Walk the same pages with huggingface_hub's own list."""
    from huggingface_hub import HfApi

    from hubscan.catalogue.remote import FIELDS

    for _ in HfApi(endpoint=endpoint, token=False).list_models(
        sort="created_at",
        expand=list(FIELDS),  # type: ignore[arg-type]
    ):
        pass


def whole_crawl(requests_per_model: float) -> None:
    """Compute how long the whole Hub takes within the limits of each tier."""
    print(f"A whole crawl of {HUB_MODELS:,} models within the limits, computed")
    requests = HUB_MODELS * requests_per_model
    print(f"  {requests:,.0f} list requests; cards: one request each")
    for tier, (api_limit, file_limit) in TIERS.items():
        lists, cards = requests / api_limit * 5 / 60, HUB_MODELS / file_limit * 5 / 60
        print(f"  {tier:11} list {lists:5.2f} h   with every card {max(lists, cards):6.1f} h")


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
        peak[0] = max(peak[0], sum(map(_resident_mb, _family(str(pid)))))


def _family(pid: str) -> Iterator[str]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _family(child)


def _resident_mb(pid: str) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def bytes_written(io: Path) -> int:
    """Return how much this process has written to disk so far."""
    lines = dict(line.split(": ") for line in io.read_text().splitlines())
    return int(lines["write_bytes"])


def hub_stats_row(number: int) -> dict[str, object]:
    """Generate a row of the shape of cfahlgren1/hub-stats: mappings as JSON."""
    row = raw_model(number)
    return row | {name: json.dumps(row[name]) for name in ("cardData", "config")}


def card_row(number: int) -> dict[str, object]:
    """Generate a row of the shape of librarian-bots/model_cards_with_metadata."""
    raw = raw_model(number)
    return {
        "modelId": raw["id"],
        "author": raw["author"],
        "last_modified": raw["lastModified"],
        "downloads": raw["downloads"],
        "likes": raw["likes"],
        "library_name": raw["library_name"],
        "tags": raw["tags"],
        "pipeline_tag": raw["pipeline_tag"],
        "createdAt": raw["createdAt"],
        "card": raw_card(number).decode(),
    }


def write(path: Path, rows: Iterator[dict[str, object]]) -> None:
    """Write generated rows as Parquet, a part at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    try:
        while part := [row for _, row in zip(range(CHUNK), rows, strict=False)]:
            table = pa.Table.from_pylist(part)
            writer = writer or pq.ParquetWriter(path, table.schema)
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()


if __name__ == "__main__":
    main()
