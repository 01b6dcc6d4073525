"""The runs of CodeCarbon logs: which rows count, how often, and what they add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from hubscan.cards.codecarbon import Hardware, Row, SetAside, read_rows
from hubscan.cards.log_places import Place
from hubscan.errors import LogError, UsageError

_CLOCK_TOLERANCE_S = 2.0  # timestamps are whole seconds, written after the measurement
_ROUNDING = 1 - 1e-9


@dataclass(frozen=True)
class Run:
    """One training run; ``rows`` are those that count, ``nodes`` what they are multiplied by.

    ``run_id`` is CodeCarbon's, or tells a row apart where the log has no ids.
    """

    run_id: str
    rows: tuple[Row, ...]
    nodes: int = 1

    @property
    def project(self) -> str | None:
        return self.rows[-1].project

    @property
    def emissions_g(self) -> float:
        return self.nodes * sum(row.emissions_g for row in self.rows)

    @property
    def energy_kwh(self) -> float | None:
        """The energy of all nodes, None when a row does not tell it."""
        known = [row.energy_kwh for row in self.rows if row.energy_kwh is not None]
        return self.nodes * sum(known) if len(known) == len(self.rows) else None

    @property
    def hours(self) -> float:
        """How long the run took: nodes run side by side and do not add up."""
        return sum(row.duration_s for row in self.rows) / 3600

    @property
    def place(self) -> Place:
        return self.rows[-1].place

    @property
    def unpriced_country(self) -> str | None:
        """The code of a country that CodeCarbon did not know: it took the world's average."""
        place = self.place
        known = place.country or place.cloud_region
        return None if known or self.energy_kwh is None else place.country_iso_code

    @property
    def place_assumed(self) -> bool:
        return any(row.place_assumed for row in self.rows)

    @property
    def hardware(self) -> Hardware:
        return self.rows[-1].hardware

    @property
    def version(self) -> str | None:
        return self.rows[-1].version

    @property
    def pue(self) -> float | None:
        return self.rows[-1].pue


@dataclass(frozen=True)
class RefusedRun:
    """A run whose rows contradict each other, and how."""

    run_id: str
    project: str | None
    reason: str


@dataclass(frozen=True)
class Log:
    """A CodeCarbon log: its runs, what was left out, and what a reader should know."""

    path: Path
    digest: str
    runs: tuple[Run, ...]
    set_aside: tuple[SetAside, ...]
    refused: tuple[RefusedRun, ...]
    rows_without_id: int


@dataclass(frozen=True)
class Nodes:
    """How many nodes ran, as far as somebody told: a log covers one.

    Names are projects or run ids.
    """

    default: int | None = None
    by_name: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def parse(cls, values: Iterable[str]) -> Nodes:
        """Read ``4`` and ``NAME=4``; raise UsageError for anything else."""
        default, by_name = None, {}
        for value in values:
            name, equals, count = value.rpartition("=")
            number = _node_count(value, count)
            if equals:
                by_name[name] = number
            elif default is None:
                default = number
            else:
                raise UsageError(f"--nodes {default} and --nodes {number}: say NAME=N for one")
        return cls(default, by_name)

    def of(self, run: Run) -> int | None:
        """Return the nodes of a run, None where nobody told."""
        by_run = self.by_name.get(run.run_id)
        return by_run or self.by_name.get(run.project or "") or self.default

    def check(self, runs: Iterable[Run]) -> None:
        """Raise UsageError for a name that no run has."""
        names = {name for run in runs for name in (run.run_id, run.project or "")}
        _check_names("--nodes", tuple(self.by_name), names)


class _ContradictionError(Exception):
    """Rows of one run that cannot all be true."""


def read_log(path: Path) -> Log:
    """Read a CodeCarbon log into runs; raise LogError when it is none."""
    rows = read_rows(path)
    runs: list[Run] = []
    refused: list[RefusedRun] = []
    for run_id, group in _grouped(rows.rows).items():
        try:
            runs.append(Run(run_id, _counting(group)))
        except _ContradictionError as error:
            refused.append(RefusedRun(run_id, group[-1].project, str(error)))
    without_id = sum(row.run_id is None for row in rows.rows)
    return Log(path, rows.digest, tuple(runs), rows.set_aside, tuple(refused), without_id)


def combined(logs: Iterable[Log]) -> tuple[Run, ...]:
    """Return the runs of several logs; a run found in two counts once, the longer reading."""
    runs: dict[str, Run] = {}
    for log in logs:
        for run in log.runs:
            known = runs.get(run.run_id)
            if known is None or (known.hours, known.emissions_g) < (run.hours, run.emissions_g):
                runs[run.run_id] = run
    return tuple(runs.values())


def selected(
    logs: Sequence[Log], run_ids: Sequence[str] = (), projects: Sequence[str] = ()
) -> tuple[Run, ...]:
    """Return the chosen runs of the logs, all without a choice.

    Raises UsageError for a name that no run has, LogError when a chosen run was refused.
    """
    runs = combined(logs)
    refused = [run for log in logs for run in log.refused]
    known: list[Run | RefusedRun] = [*runs, *refused]
    _check_names("--run-id", run_ids, {run.run_id for run in known})
    _check_names("--project", projects, {run.project or "" for run in known})
    for run in refused:
        if _is_chosen(run, run_ids, projects):
            raise LogError(
                f"run {run.run_id}: {run.reason}; leave it out by choosing others with --run-id"
            )
    return tuple(run for run in runs if _is_chosen(run, run_ids, projects))


def _node_count(value: str, count: str) -> int:
    if not count.isascii() or not count.isdigit() or not 1 <= int(count[:9]) <= 1_000_000:
        raise UsageError(f"--nodes {value}: expected a number from 1, or NAME=NUMBER")
    return int(count)


def _is_chosen(run: Run | RefusedRun, run_ids: Sequence[str], projects: Sequence[str]) -> bool:
    by_id = not run_ids or run.run_id in run_ids
    return by_id and (not projects or run.project in projects)


def _check_names(option: str, names: Sequence[str], known: set[str]) -> None:
    for name in names:
        if name not in known:
            found = ", ".join(sorted(known - {""})[:10]) or "none"
            raise UsageError(f"{option}: no run or project called {name!r} (found: {found})")


def _grouped(rows: Iterable[Row]) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.run_id or f"row-{row.digest}", []).append(row)
    return groups


def _counting(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows of one run that count: each task, or the last row before a restart.

    The rows that ``flush`` and ``stop`` write are cumulative, those of tasks are not.
    """
    if any(row.task for row in rows):
        return tuple({row.digest: row for row in rows}.values())
    ordered = _in_time(rows)
    ends = [before for before, row in pairwise(ordered) if _restarts(before, row)]
    return (*ends, ordered[-1])


def _in_time(rows: Sequence[Row]) -> list[Row]:
    dated = [(row.timestamp, position, row) for position, row in enumerate(rows) if row.timestamp]
    return [row for *_, row in sorted(dated)] if len(dated) == len(rows) else list(rows)


def _restarts(before: Row, row: Row) -> bool:
    """Return whether the tracker was started anew; raise when neither that nor a sum is true."""
    falls = _falls(before, row)
    if not falls:
        return False
    if before.timestamp and row.timestamp and row.duration_s < before.duration_s:
        elapsed_s = (row.timestamp - before.timestamp).total_seconds()
        if row.duration_s <= elapsed_s + _CLOCK_TOLERANCE_S:
            return True
    raise _ContradictionError(
        f"its {falls} falls from line {before.line} to line {row.line}, and it was not restarted"
        " in between: two trackers may share the id"
    )


def _falls(before: Row, row: Row) -> str | None:
    if row.duration_s < before.duration_s * _ROUNDING:
        return "duration"
    return "emissions" if row.emissions_g < before.emissions_g * _ROUNDING else None
