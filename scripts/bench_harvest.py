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
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("USE_TORCH", "0")  # as the command does: datasets would import torch

from generated_tables import CHUNK, card_row, hub_stats_row, write  # noqa: E402
from processes import Measured, apart  # noqa: E402

from hubscan.catalogue.store import Snapshot, open_catalogue  # noqa: E402
from hubscan.search.encoder import Encoder  # noqa: E402
from tests.catalogue.hubserver import FakeHub, raw_card, raw_model  # noqa: E402

NO_SNAPSHOT = Snapshot("none", lambda: 0, lambda: iter(()), lambda: iter(()))
HUB_MODELS = 2_700_000
WINDOW_H = 5 / 60
# requests in five minutes, API and files; hub-docs, rate-limits.md, August 2026
TIERS = {
    "anonymous": (500, 3_000),
    "free": (1_000, 5_000),
    "PRO": (2_500, 12_000),
    "Team": (3_000, 20_000),
    "Enterprise": (6_000, 50_000),
    "Enterprise Plus": (10_000, 100_000),
    "the highest": (100_000, 500_000),
}


@dataclass(frozen=True)
class Crawled:
    """What a crawl took: time, and requests of lists and of cards."""

    measured: Measured
    models: int
    list_requests: int
    card_requests: int

    def requests_for(self, models: int) -> tuple[float, float]:
        """Return how many requests of either kind as many models would take."""
        share = models / self.models
        return self.list_requests * share, self.card_requests * share


def main() -> None:
    """Run the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--bulk-rows", type=int, default=20_000)
    parser.add_argument("--api-rows", type=int, default=5_000)
    parser.add_argument("--updates", type=int, default=1_000)
    parser.add_argument("--no-cards-table", action="store_true", help="do not join cards in bulk")
    parser.add_argument("--index", action="store_true", help="with the search index of the update")
    parser.add_argument("--tables", type=Path, help="keep the generated tables here, or take them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        tables = options.tables or folder
        bulk(folder, tables, options.bulk_rows, with_cards=not options.no_cards_table)
        updates(folder, options.bulk_rows, options.updates, with_index=options.index)
        whole_crawl(*api(folder, options.api_rows))


def bulk(folder: Path, tables: Path, rows: int, *, with_cards: bool) -> None:
    """Load tables of the shapes of hub-stats and of model_cards_with_metadata."""
    models, cards = tables / f"models-{rows}.parquet", tables / f"cards-{rows}.parquet"
    write(models, (hub_stats_row(number) for number in range(rows)))
    print(f"Bulk, {rows:,} generated rows")
    ours = apart(load_table, folder, models)
    print(f"  hubscan, models.parquet  {ours.rates(rows)}")
    if with_cards:
        write(cards, (card_row(number) for number in range(rows)))
        print(f"  hubscan, cards joined    {apart(load_table, folder, cards).rates(rows)}")
    theirs = apart(load_with_pandas, models)
    print(f"  ModelInfo + pandas       {theirs.rates(rows)}")
    print(f"  hubscan beside it: {ours.times(theirs)}")
    size = (folder / "catalogue.sqlite").stat().st_size
    print(f"  catalogue: {size / 1e6:,.0f} MB, {size / rows:,.0f} bytes a row")


def load_table(folder: Path, table: Path) -> None:
    """Load one table into the catalogue of a folder."""
    from hubscan.catalogue.loading import load

    with open_catalogue(folder, snapshot=NO_SNAPSHOT) as catalogue:
        load(catalogue, str(table))


def load_with_pandas(table: Path) -> None:
    """Make ModelInfo objects and one pandas frame of their attributes: it stays in memory."""
    import pandas as pd
    import pyarrow.parquet as pq
    from huggingface_hub import ModelInfo

    frames: list[Any] = []
    for batch in pq.ParquetFile(table).iter_batches(batch_size=CHUNK):
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
        built = apart(refresh_index, folder)
        print(f"Search index, built of {rows:,}  {built.rates(rows)}")
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
        embed_changes(folder)


def refresh_index(folder: Path) -> None:
    """Bring the search index up to the catalogue."""
    import hubscan

    hubscan.open(folder).close()


def embed_changes(folder: Path) -> None:
    """Bring the search index up to few changes, counting what is embedded."""
    from hubscan.recommend.index_update import made_from_older
    from hubscan.recommend.indexing import index_folder
    from hubscan.search.index import Manifest
    from hubscan.search.loading import load_encoder

    encoder = Counting(load_encoder(None))
    with open_catalogue(folder, snapshot=NO_SNAPSHOT) as catalogue:
        place = index_folder(folder, Manifest.of(encoder, catalogue.generation))
        began = time.perf_counter()
        if not made_from_older(place, catalogue, encoder):
            raise SystemExit("the index was not made from the older one")
        seconds = time.perf_counter() - began
    size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
    print(
        f"  search index: {seconds:.2f} s, {encoder.texts:,} texts embedded, "
        f"the new one has {size / 1e6:.0f} MB"
    )


class Counting:
    """An encoder that counts what it is given."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder, self.texts = encoder, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def encode(self, texts: Sequence[str]) -> Any:
        """Encode and count."""
        self.texts += len(texts)
        return self._encoder.encode(texts)


def api(folder: Path, rows: int) -> tuple[Crawled, Crawled]:
    """Crawl a Hub on this machine, without cards and with; return what each took."""
    print(f"API, {rows:,} models from a Hub on this machine, pages of 1,000")
    ready = multiprocessing.get_context("spawn")
    endpoint, stop = ready.Queue(), ready.Event()
    server = ready.Process(target=serve, args=(rows, endpoint, stop))
    server.start()
    try:
        address, told = endpoint.get(timeout=120), ready.Queue()
        crawled = apart(crawl, folder / "api", address, False, None, told)
        without = Crawled(crawled, *told.get(timeout=10))
        listed = apart(list_models, address)
        print(f"  hubscan, to the catalogue  {crawled.rates(rows)}")
        print(f"  list_models, thrown away   {listed.rates(rows)}")
        print(f"  hubscan beside it: {crawled.times(listed)}")
        few = min(rows, 2_000)
        with_cards = apart(crawl, folder / "cards", address, True, few, told)
        print(f"  hubscan, cards too         {with_cards.rates(few)}")
        return without, Crawled(with_cards, *told.get(timeout=10))
    finally:
        stop.set()
        server.join()


def serve(rows: int, endpoint: Any, stop: Any) -> None:
    """Serve generated models until told to stop."""
    hub = FakeHub([raw_model(number) for number in range(rows)])
    hub.cards = {str(raw_model(number)["id"]): raw_card(number) for number in range(rows)}
    hub.by("createdAt")
    with hub.serve() as address:
        endpoint.put(address)
        stop.wait()


def crawl(folder: Path, endpoint: str, cards: bool, limit: int | None, told: Any) -> None:
    """Harvest all, or the most downloaded, into the catalogue of a folder; tell what it took."""
    from hubscan.catalogue.collect import Request, collect
    from hubscan.catalogue.selection import Selection

    selection = Selection(full=limit is None, limit=limit)
    with open_catalogue(folder, snapshot=NO_SNAPSHOT) as catalogue:
        status = collect(catalogue, Request(selection=selection, cards=cards, endpoint=endpoint))
    told.put((status.rows, status.requests - status.cards, status.cards))


def list_models(endpoint: str) -> None:
    """Walk the same pages with huggingface_hub's own list."""
    from huggingface_hub import HfApi

    from hubscan.catalogue.remote import FIELDS

    for _ in HfApi(endpoint=endpoint, token=False).list_models(
        sort="created_at",
        expand=list(FIELDS),  # type: ignore[arg-type]
    ):
        pass


def whole_crawl(without: Crawled, with_cards: Crawled) -> None:
    """Compute how long the whole Hub takes within the limits of each tier."""
    print(f"A whole crawl of {HUB_MODELS:,} models, from the requests and seconds measured")
    for what, crawled in (("without cards", without), ("with every card", with_cards)):
        lists, cards = crawled.requests_for(HUB_MODELS)
        own_h = crawled.measured.seconds / crawled.models * HUB_MODELS / 3600
        print(f"  {what}: {lists:,.0f} list requests, {cards:,.0f} files, {own_h:.2f} h of its own")
        for tier, (api_limit, file_limit) in TIERS.items():
            limited_h = max(lists / api_limit, cards / file_limit) * WINDOW_H
            print(f"    {tier:15} {max(limited_h, own_h):7.2f} h  (limits alone {limited_h:.2f} h)")


def bytes_written(io: Path) -> int:
    """Return how much this process has written to disk so far."""
    lines = dict(line.split(": ") for line in io.read_text().splitlines())
    return int(lines["write_bytes"])


if __name__ == "__main__":
    main()
