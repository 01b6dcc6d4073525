"""CodeCarbon logs as each version writes them, made from what a run should say."""

from __future__ import annotations

import csv
import io
from pathlib import Path

_PLACE = ["country_name", "country_iso_code", "region"]
_CLOUD = ["cloud_provider", "cloud_region"]
_POWER = ["cpu_power", "gpu_power", "ram_power", "cpu_energy", "gpu_energy", "ram_energy"]
_MACHINE = ["cpu_count", "cpu_model", "gpu_count", "gpu_model", "longitude", "latitude"]
_AMOUNTS = ["duration", "emissions"]

_V1 = ["timestamp", "experiment_id", "project_name", *_AMOUNTS, "energy_consumed", *_PLACE]
_V2 = [
    *("timestamp", "project_name", "run_id", *_AMOUNTS, "emissions_rate", *_POWER),
    *("energy_consumed", *_PLACE, *_CLOUD, "os", "python_version", *_MACHINE),
    *("ram_total_size", "tracking_mode", "on_cloud"),
]
_V27 = [*_V2, "codecarbon_version", "pue", "experiment_id"]
_V32 = [
    *(*_V27, "water_consumed", "wue", "ram_used_gb"),
    *(f"{part}_utilization_percent" for part in ("cpu", "gpu", "ram")),
]
COLUMNS = {"1.0": [*_V1, "on_cloud", *_CLOUD], "2.0": _V2, "2.7": _V27, "3.2": _V32}

# 0.5 kg in one hour from 1.25 kWh: 400 g/kWh
USUAL = {
    "timestamp": "2026-05-01T10:00:00",
    "project_name": "sft",
    "run_id": "run-a",
    "experiment_id": "5b0fa12a-3dd7-45bb-9766-cc326314d9f1",
    "duration": "3600",
    "emissions": "0.5",
    "emissions_rate": "999",
    "energy_consumed": "1.25",
    "cpu_power": "42.5",
    "gpu_energy": "1.0",
    "country_name": "Germany",
    "country_iso_code": "DEU",
    "region": "north rhine-westphalia",
    "os": "Linux-6.1-x86_64",
    "python_version": "3.11.3",
    "codecarbon_version": "2.7.1",
    "cpu_count": "64",
    "cpu_model": "AMD EPYC 7713 64-Core Processor",
    "gpu_count": "4",
    "gpu_model": "4 x NVIDIA A100-SXM4-80GB",
    "longitude": "7.0932",
    "latitude": "50.7263",
    "ram_total_size": "512.0",
    "tracking_mode": "machine",
    "on_cloud": "N",
    "pue": "1.0",
}


def row(version: str = "2.7", **changes: str) -> list[str]:
    """Return the cells of a row; what is not changed is usual."""
    values = {**USUAL, **changes}
    return [values.get(name, "") for name in (*COLUMNS[version], *_more(version, changes))]


def shifted(version: str = "3.2", **changes: str) -> list[str]:
    """Return a row as CodeCarbon 3.2.9 and 3.3.0 append it: its empty cells dropped."""
    return [cell for cell in row(version, **changes) if cell]


def text(*rows: list[str], version: str = "2.7", more: tuple[str, ...] = ()) -> str:
    """Return the text of a log."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([[*COLUMNS[version], *more], *rows])
    return stream.getvalue()


def write(path: Path, *rows: list[str], version: str = "2.7", more: tuple[str, ...] = ()) -> Path:
    """Write a log and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(*rows, version=version, more=more), encoding="utf-8", newline="")
    return path


def _more(version: str, changes: dict[str, str]) -> list[str]:
    return [name for name in changes if name not in COLUMNS[version]]
