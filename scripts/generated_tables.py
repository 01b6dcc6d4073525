"""Generates tables of the shapes of public bulk sources, as Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from tests.catalogue.hubserver import raw_card, raw_model

CHUNK = 20_000


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

    if path.exists():
        return
    writer = None
    try:
        while part := [row for _, row in zip(range(CHUNK), rows, strict=False)]:
            table = pa.Table.from_pylist(part)
            writer = writer or pq.ParquetWriter(path, table.schema)
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()
