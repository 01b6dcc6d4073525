"""The sidecar .hubscan/emissions.json: every training run behind the figures on a card.

A trainer may overwrite the card; the record lets the next fill put the emissions back. It holds
no project, user or file name, and no coordinates.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from hubscan.errors import DataError
from hubscan.files import write_bytes

_FORMAT = 1
_MAX_BYTES = 16 << 20

_Kind = TypeVar("_Kind")

Written = Mapping[str, str | int | float]


class Method(StrEnum):
    """How a figure was obtained."""

    MEASURED = "measured"
    ESTIMATED = "estimated"


@dataclass(frozen=True)
class RecordedRun:
    """One training run of a model: totals over its nodes, hours as the clock on the wall.

    ``carbon_intensity_g_per_kwh`` is the factor behind the grams, ``log_sha256`` the digest of
    the log that the figures were read from, None for an estimate.
    """

    run_id: str
    method: Method
    tool: str
    emissions_g: float
    tool_version: str | None = None
    emissions_low_g: float | None = None
    emissions_high_g: float | None = None
    energy_kwh: float | None = None
    hours: float | None = None
    nodes: int = 1
    carbon_intensity_g_per_kwh: float | None = None
    pue: float | None = None
    hardware: str | None = None
    location: str | None = None
    cloud_provider: str | None = None
    compute_region: str | None = None
    log_sha256: str | None = None


@dataclass(frozen=True)
class Phase:
    """The runs of one kind of training; ``training_type`` is None where nobody told it."""

    training_type: str | None
    runs: tuple[RecordedRun, ...]


@dataclass(frozen=True)
class Record:
    """All phases, and what was last written to the card: its metadata and its labelled lines.

    ``left_out`` are runs of the logs that somebody chose not to count.
    """

    phases: tuple[Phase, ...] = ()
    left_out: tuple[str, ...] = ()
    metadata: Written = field(default_factory=dict)
    body: Mapping[str, str] = field(default_factory=dict)

    @property
    def runs(self) -> tuple[RecordedRun, ...]:
        return tuple(run for phase in self.phases for run in phase.runs)

    def with_runs(
        self,
        runs: Iterable[RecordedRun],
        training_type: str | None = None,
        default_type: str | None = None,
    ) -> Record:
        """Add runs as a phase; a run that is known is read anew and counts once.

        ``default_type`` holds where neither ``training_type`` nor the record tells the phase.
        """
        types = {run.run_id: phase.training_type for phase in self.phases for run in phase.runs}
        by_id = {run.run_id: run for run in self.runs}
        for run in runs:
            by_id[run.run_id] = run
            types[run.run_id] = training_type or types.get(run.run_id) or default_type
        grouped: dict[str | None, list[RecordedRun]] = {}
        for run_id, run in by_id.items():
            grouped.setdefault(types[run_id], []).append(run)
        return replace(self, phases=tuple(Phase(kind, tuple(g)) for kind, g in grouped.items()))


def read_record(path: Path) -> Record:
    """Read a record, an empty one when there is none; raise DataError when it is damaged."""
    try:
        if not path.is_file():
            return Record()
        if path.stat().st_size > _MAX_BYTES:
            raise DataError(f"{path}: too large for an emissions record")
        data = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path}: not valid JSON ({error}): repair or remove it") from None
    except OSError as error:
        raise DataError(f"{path}: cannot be read: {error.strerror}") from None
    try:
        return _from_json(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataError(f"{path}: damaged ({error}): repair or remove it") from None


def write_record(path: Path, record: Record) -> bool:
    """Write a record atomically; return False and leave the file when it says the same."""
    return write_bytes(path, to_bytes(record))


def to_bytes(record: Record) -> bytes:
    """Return the JSON of a record."""
    data = {
        "format": _FORMAT,
        "phases": [_phase_to_json(phase) for phase in record.phases],
        "left_out": list(record.left_out),
        "card": {"metadata": dict(record.metadata), "body": dict(record.body)},
    }
    return (json.dumps(data, indent=2, ensure_ascii=False) + "\n").encode()


def _phase_to_json(phase: Phase) -> dict[str, object]:
    runs = [{k: v for k, v in asdict(run).items() if v is not None} for run in phase.runs]
    return {"training_type": phase.training_type, "runs": runs}


def _from_json(data: dict[str, object]) -> Record:
    if data.get("format") != _FORMAT:
        raise ValueError(f"format {data.get('format')!r} is not known to this version")
    card = _typed(data["card"], dict)
    return Record(
        phases=tuple(_phase(_typed(phase, dict)) for phase in _typed(data["phases"], list)),
        left_out=tuple(_typed(run_id, str) for run_id in _typed(data["left_out"], list)),
        metadata=_written(_typed(card["metadata"], dict)),
        body={str(k): _typed(v, str) for k, v in _typed(card["body"], dict).items()},
    )


def _phase(data: dict[str, object]) -> Phase:
    kind = data["training_type"]
    runs = tuple(_run(_typed(run, dict)) for run in _typed(data["runs"], list))
    return Phase(None if kind is None else _typed(kind, str), runs)


def _run(data: dict[str, object]) -> RecordedRun:
    known = {item.name: str(item.type) for item in fields(RecordedRun)}
    values = {name: _run_value(name, known[name], data[name]) for name in known if name in data}
    run = RecordedRun(**values)  # type: ignore[arg-type]  # each value was checked by its field
    return replace(run, method=Method(run.method))


def _run_value(name: str, kind: str, value: object) -> object:
    if kind.startswith("float"):
        number = float(_typed(value, int, float))
        if not 0 <= number < math.inf:
            raise ValueError(f"{name}: {value!r} is no amount")
        return number
    return _typed(value, int if kind.startswith("int") else str)


def _written(data: dict[str, object]) -> Written:
    return {str(name): _plain(value) for name, value in data.items()}


def _plain(value: object) -> str | int | float:
    return value if isinstance(value, str) else _typed(value, int, float)


def _typed(value: object, *kinds: type[_Kind]) -> _Kind:
    if isinstance(value, bool) or not isinstance(value, kinds):
        raise TypeError(f"{value!r} is no {' or '.join(kind.__name__ for kind in kinds)}")
    return value
