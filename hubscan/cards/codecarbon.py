"""CodeCarbon's emissions.csv, versions 1.x to 3.x, row by row.

Columns are found by name, never by position, and ``emissions_rate`` is never used: its unit
changed between versions. Kilograms become grams here and nowhere else.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hubscan.cards.log_places import Place, iso_code, place_of
from hubscan.errors import LogError

MAX_LOG_BYTES = 64 << 20
_MAX_NUMBER = 1e15
_MAX_COUNT = 1e6

# No grid is cleaner or dirtier; what lies outside is another unit or a shifted column.
MIN_INTENSITY_G_PER_KWH = 1.0
MAX_INTENSITY_G_PER_KWH = 2000.0

# CodeCarbon from 2.7 on writes this experiment_id into every log: it tells nothing apart.
_DEFAULT_EXPERIMENT = "5b0fa12a-3dd7-45bb-9766-cc326314d9f1"

# Where CodeCarbon 2.x and 3.x believe they are when no network tells them.
_FALLBACK_PLACE = ("CAN", "quebec", -71.2, 46.8)

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
_NUMERIC = frozenset(
    {
        *("duration", "emissions", "energy_consumed", "emissions_rate", "water_consumed"),
        *("cpu_power", "gpu_power", "ram_power", "cpu_energy", "gpu_energy", "ram_energy"),
        *("cpu_count", "gpu_count", "longitude", "latitude", "ram_total_size", "ram_used_gb"),
        *("cpu_utilization_percent", "gpu_utilization_percent", "ram_utilization_percent"),
        *("pue", "wue"),
    }
)
_TEXT = frozenset({"country_name", "country", "region", "os", "cpu_model", "gpu_model"})
_CHOICES = {
    "tracking_mode": {"machine", "process"},
    "on_cloud": {"Y", "N", "y", "n", "True", "False"},
}


@dataclass(frozen=True)
class Hardware:
    """What a run was measured on: the processor is that of one node."""

    gpu_model: str | None = None
    gpu_count: int | None = None
    cpu_model: str | None = None
    cpu_count: int | None = None


@dataclass(frozen=True)
class Row:
    """One row of a log; ``line`` is where it ends in the file, the header being line 1.

    ``place_assumed`` is true where CodeCarbon had no network and took Quebec for granted.
    """

    line: int
    run_id: str | None
    project: str | None
    task: str | None
    timestamp: datetime | None
    duration_s: float
    emissions_g: float
    energy_kwh: float | None
    version: str | None
    pue: float | None
    place: Place
    place_assumed: bool
    hardware: Hardware
    digest: str


@dataclass(frozen=True)
class SetAside:
    """A row that cannot be believed, and why."""

    line: int
    reason: str


@dataclass(frozen=True)
class Rows:
    """A log as it was read: good rows, the others, and the SHA-256 of the file."""

    path: Path
    digest: str
    rows: tuple[Row, ...]
    set_aside: tuple[SetAside, ...]


class _BadRowError(Exception):
    """A row that cannot be believed."""


def read_rows(path: Path) -> Rows:
    """Read a CodeCarbon log; raise LogError when it is none or when no row can be believed."""
    content = _content(path)
    lines = content.decode("utf-8-sig", errors="replace").replace("\0", "\ufffd")
    rows: list[Row] = []
    aside: list[SetAside] = []
    try:
        for line, cells, header in _cells(path, lines):
            try:
                rows.append(_row(line, cells, header))
            except _BadRowError as error:
                aside.append(SetAside(line, str(error)))
    except csv.Error as error:
        raise LogError(f"{path}: not a CSV file: {error}") from None
    if not rows:
        reason = f"line {aside[0].line}: {aside[0].reason}" if aside else "it has no rows"
        raise LogError(f"{path}: nothing to read: {reason}")
    return Rows(path, hashlib.sha256(content).hexdigest(), tuple(rows), tuple(aside))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_LOG_BYTES:
            raise LogError(f"{path}: larger than {MAX_LOG_BYTES >> 20} MB, no emissions log")
        return path.read_bytes()
    except OSError as error:
        raise LogError(f"{path}: cannot be read: {error.strerror}") from None


def _cells(path: Path, text: str) -> Iterator[tuple[int, list[str], list[str]]]:
    """Yield the rows with the header above them: logs glued together have several."""
    reader = csv.reader(io.StringIO(text, newline=""))
    header: list[str] = []
    for cells in reader:
        if {"duration", "emissions"} <= set(cells):
            header = cells
        elif not header:
            raise LogError(_no_log(path, cells))
        elif any(cells):
            yield reader.line_num, cells, header
    if not header:
        raise LogError(f"{path}: the file is empty, not a CodeCarbon log")


def _no_log(path: Path, header: list[str]) -> str:
    found = ", ".join(name for name in header[:6] if name)[:120] or "nothing"
    missing = " and ".join(f"`{name}`" for name in ("duration", "emissions") if name not in header)
    return f"{path}: line 1: no {missing} column, so no CodeCarbon log (found {found}, ...)"


def _row(line: int, cells: list[str], header: list[str]) -> Row:
    if len(cells) != len(header):
        raise _BadRowError(
            f"{len(cells)} fields where the header has {len(header)}"
            " (a shifted row: codecarbon issue 1304)"
        )
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=True) if name}
    _check_types(row)
    duration_s, emissions_g, energy_kwh = _figures(row)
    return Row(
        line=line,
        run_id=_run_id(row),
        project=row.get("project_name") or None,
        task=row.get("task_name") or None,
        timestamp=_timestamp(row.get("timestamp", "")),
        duration_s=duration_s,
        emissions_g=emissions_g,
        energy_kwh=energy_kwh,
        version=row.get("codecarbon_version") or None,
        pue=_number(row, "pue"),
        place=place_of(row),
        place_assumed=_place_assumed(row),
        hardware=_hardware(row),
        digest=hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:16],
    )


def _check_types(row: Mapping[str, str]) -> None:
    """Raise when a cell holds what its column cannot: the row is damaged or shifted."""
    for name, cell in row.items():
        if not cell:
            continue
        number = _NUMBER.fullmatch(cell) is not None
        if name in _NUMERIC and not number:
            raise _BadRowError(f"`{name}` is {_shown(cell)}, not a number")
        if name in _TEXT and number:
            raise _BadRowError(f"`{name}` is the number {_shown(cell)}: shifted columns")
        if name in _CHOICES and cell not in _CHOICES[name]:
            raise _BadRowError(f"`{name}` is {_shown(cell)}: shifted columns")
        if name == "country_iso_code" and iso_code(row) is None:
            raise _BadRowError(f"`{name}` is {_shown(cell)}: shifted columns")


def _figures(row: Mapping[str, str]) -> tuple[float, float, float | None]:
    """Return seconds, grams and kWh, checked against each other."""
    duration_s, emissions_kg = _required(row, "duration"), _required(row, "emissions")
    energy_kwh = _number(row, "energy_consumed")
    if min(duration_s, emissions_kg, energy_kwh or 0) < 0:
        raise _BadRowError("emissions, energy or duration are below zero")
    emissions_g = emissions_kg * 1000
    if energy_kwh is not None and (energy_kwh or emissions_g):
        _check_intensity(emissions_g, energy_kwh)
    return duration_s, emissions_g, energy_kwh


def _check_intensity(emissions_g: float, energy_kwh: float) -> None:
    intensity = emissions_g / energy_kwh if energy_kwh else float("inf")
    if not MIN_INTENSITY_G_PER_KWH <= intensity <= MAX_INTENSITY_G_PER_KWH:
        raise _BadRowError(
            f"{emissions_g:.4g} g from {energy_kwh:.4g} kWh: {intensity:.4g} g/kWh is outside"
            f" {MIN_INTENSITY_G_PER_KWH:g} to {MAX_INTENSITY_G_PER_KWH:g}"
        )


def _run_id(row: Mapping[str, str]) -> str | None:
    experiment = row.get("experiment_id")
    return row.get("run_id") or (experiment if experiment != _DEFAULT_EXPERIMENT else None) or None


def _place_assumed(row: Mapping[str, str]) -> bool:
    found = (
        row.get("country_iso_code"),
        row.get("region", "").lower(),
        _number(row, "longitude"),
        _number(row, "latitude"),
    )
    return found == _FALLBACK_PLACE


def _hardware(row: Mapping[str, str]) -> Hardware:
    return Hardware(
        gpu_model=row.get("gpu_model") or None,
        gpu_count=_count(row, "gpu_count"),
        cpu_model=row.get("cpu_model") or None,
        cpu_count=_count(row, "cpu_count"),
    )


def _count(row: Mapping[str, str], name: str) -> int | None:
    number = _number(row, name)
    return int(number) if number and number < _MAX_COUNT else None


def _required(row: Mapping[str, str], name: str) -> float:
    number = _number(row, name)
    if number is None:
        raise _BadRowError(f"`{name}` is empty")
    return number


def _number(row: Mapping[str, str], name: str) -> float | None:
    cell = row.get(name, "")
    if not cell:
        return None
    number = float(cell)
    if abs(number) > _MAX_NUMBER:
        raise _BadRowError(f"`{name}` is {_shown(cell)}, which nothing can be")
    return number


def _timestamp(cell: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _shown(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else cell[:40] + "...")
