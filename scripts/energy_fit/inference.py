"""Fit the laws and the decode model, and write what ships: measured.csv, laws.json, decode.json."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from energy_fit import decode, laws
from energy_fit.measured import COLUMNS, measured_rows
from energy_fit.rows import aies_rows, decode_rows, diffusion_rows
from hubscan.files import write_bytes


def fit(tables: Path, output: Path, date: str) -> list[Path]:
    """Fit from a folder of tables and return the files written; the same bytes each time."""
    generators = aies_rows(tables)
    law_rows = generators + diffusion_rows(tables)
    written = {
        output / "measured.csv": _csv(measured_rows(tables), COLUMNS),
        output / "laws.json": _json(laws.table(law_rows, date)),
        output / "decode.json": _json(decode.table(decode_rows(tables), generators, date)),
    }
    for path, content in written.items():
        write_bytes(path, content)
    return list(written)


def _json(table: Mapping[str, object]) -> bytes:
    return (json.dumps(table, indent=1) + "\n").encode()


def _csv(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
