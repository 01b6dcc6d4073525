"""Fit what a fine-tune emits when nothing but its kind is known.

Usage: fit_finetune_prior.py FOLDER

FOLDER holds co2-2023-04.csv.gz: models that reported emissions to the Hub (Castano et al. 2023,
arXiv:2305.11164). Written: data/factors/finetune_prior.csv, percentiles over AutoTrain cards. Left
out are values under 0.1 g from April 2022 on: a second mode, a thousand times below the first, that
is consistent with kg written as g. The same file gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from hubscan.files import write_bytes

TABLE = "co2-2023-04.csv.gz"
WRITTEN = Path(__file__).resolve().parent.parent / "data" / "factors" / "finetune_prior.csv"
SECOND_MODE_FROM, SECOND_MODE_G = "2022-04", 0.1
COLUMNS = ("kind", "median_g", "low_g", "high_g", "rows", "year", "method", "source", "licence")
ANY = "any"


def main() -> int:
    """Fit, write, and say what was written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help=f"where {TABLE} is")
    path = parser.parse_args().folder / TABLE
    if not path.is_file():
        sys.exit(f"fit_finetune_prior: {path} does not exist")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        rows = fit(csv.DictReader(stream))
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    changed = write_bytes(WRITTEN, text.getvalue().encode())
    print(text.getvalue() + ("written" if changed else "unchanged"))
    return 0


def fit(rows: Iterable[dict[str, str]]) -> list[dict[str, object]]:
    """Return the 5th, 50th and 95th percentile of each kind of fine-tune."""
    grams: dict[str, list[float]] = {ANY: []}
    for row in rows:
        if row["auto"] == "True" and not _is_second_mode(row):
            emissions_g = float(row["co2_eq_emissions"])
            grams[ANY].append(emissions_g)
            grams.setdefault(_kind(row), []).append(emissions_g)
    return [_percentiles(kind, values) for kind, values in sorted(grams.items()) if kind]


def _kind(row: dict[str, str]) -> str:
    if "joblib" in row["library_name"]:
        return "tabular"
    if row["domain"] == "Computer Vision":
        return "image-classification"
    if row["domain"] != "NLP":
        return ""
    return "text-to-text" if "'rouge1': nan" not in row["performance_metrics"] else "text"


def _is_second_mode(row: dict[str, str]) -> bool:
    late = row["created_at"] >= SECOND_MODE_FROM
    return late and float(row["co2_eq_emissions"]) < SECOND_MODE_G


def _percentiles(kind: str, values: list[float]) -> dict[str, object]:
    low, median, high = (float(f"{value:.3g}") for value in np.quantile(values, (0.05, 0.5, 0.95)))
    return {
        "kind": kind,
        "median_g": median,
        "low_g": low,
        "high_g": high,
        "rows": len(values),
        "year": 2023,
        "method": "percentiles of reported fine-tunes",
        "source": "AutoTrain cards, by way of Castano et al. 2023 arXiv:2305.11164",
        "licence": "facts",
    }


if __name__ == "__main__":
    raise SystemExit(main())
