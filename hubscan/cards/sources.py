"""Which runs a fill counts: a flag wins over the record, which wins over the configuration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from hubscan.cards.logs import find_logs, recorded_runs, remarks
from hubscan.cards.record import Record, RecordedRun
from hubscan.cards.runs import Log, Nodes, Run, read_log, selected
from hubscan.errors import UsageError


@dataclass(frozen=True)
class Options:
    """The configuration of a fill, section ``fill``; ``emissions`` start at the card's folder."""

    emissions: tuple[str, ...] = ()
    nodes: int | tuple[str, ...] = ()
    country: str | None = None
    training_type: str | None = None
    template: Path | None = None
    keep: bool = False


@dataclass(frozen=True)
class Request:
    """What to fill a card from, and how.

    Without ``logs`` and ``runs`` the configuration tells the logs, or hubscan looks for one.
    ``place`` is where a log was measured that CodeCarbon could not place itself.
    ``replace`` forgets the runs recorded so far, ``keep`` leaves emissions that somebody wrote
    without an error, ``force`` overwrites what somebody wrote.
    """

    card: Path
    logs: tuple[Path, ...] = ()
    runs: tuple[RecordedRun, ...] = ()
    nodes: Nodes = field(default_factory=Nodes)
    run_ids: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    place: str | None = None
    training_type: str | None = None
    template: Path | None = None
    create: bool = False
    replace: bool = False
    keep: bool = False
    force: bool = False


def updated_record(
    record: Record, request: Request, options: Options
) -> tuple[Record, tuple[str, ...]]:
    """Return the record with the runs of a request, and what to tell about the logs."""
    if request.replace:
        record = replace(record, phases=(), left_out=())
    paths, notes = _paths(request, options)
    if not paths and (request.run_ids or request.projects or request.nodes != Nodes()):
        raise UsageError(f"{request.card}: no log to choose runs from: pass --emissions FILE")
    logs = [read_log(path) for path in paths]
    chosen = selected(logs, request.run_ids, request.projects)
    if not request.logs and not request.run_ids and not request.projects:
        chosen = tuple(run for run in chosen if run.run_id not in record.left_out)
    if request.place and not any(run.place_assumed for run in chosen):
        raise UsageError(f"{request.card}: --country is for --hours, and for logs without a place")
    runs = _with_nodes(_placeable(chosen, request, record), request, options, record)
    new = (*recorded_runs(logs, runs, request.place or options.country), *request.runs)
    added = record.with_runs(new, request.training_type, options.training_type)
    left_out = _left_out(record, logs, chosen)
    notes = (*notes, *remarks(logs), *_left_out_notes(left_out))
    return replace(added, left_out=left_out), notes


def _paths(request: Request, options: Options) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    if request.logs or request.runs:
        return request.logs, ()
    if not options.emissions:
        return find_logs(request.card), ()
    paths = [request.card.parent / name for name in options.emissions]
    missing = tuple(f"{path}: configured, but not there" for path in paths if not path.is_file())
    return tuple(path for path in paths if path.is_file()), missing


def _placeable(runs: Sequence[Run], request: Request, record: Record) -> tuple[Run, ...]:
    """Leave to the record the runs that were placed before and that the log cannot place."""
    recorded = set() if request.place else {run.run_id for run in record.runs}
    return tuple(run for run in runs if not (run.place_assumed and run.run_id in recorded))


def _with_nodes(
    runs: Sequence[Run], request: Request, options: Options, record: Record
) -> tuple[Run, ...]:
    request.nodes.check(runs)
    nodes = (str(options.nodes),) if isinstance(options.nodes, int) else options.nodes
    configured = Nodes.parse(nodes)
    recorded = {run.run_id: run.nodes for run in record.runs}
    return tuple(
        replace(
            run,
            nodes=request.nodes.of(run) or recorded.get(run.run_id) or configured.of(run) or 1,
        )
        for run in runs
    )


def _left_out_notes(run_ids: Sequence[str]) -> tuple[str, ...]:
    if not run_ids:
        return ()
    shown = ", ".join(run_ids[:3]) + (", ..." if run_ids[3:] else "")
    return (f"not counted: {len(run_ids)} of the log's runs ({shown}): --run-id adds one",)


def _left_out(record: Record, logs: Sequence[Log], chosen: Sequence[Run]) -> tuple[str, ...]:
    read = {run.run_id for log in logs for run in log.runs}
    counted = {run.run_id for run in chosen} | {run.run_id for run in record.runs}
    return tuple(sorted((read | set(record.left_out)) - counted))
