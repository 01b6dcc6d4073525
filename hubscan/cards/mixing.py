"""What a person should know before an estimate and measured runs stand for one model."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from hubscan.cards.figures import grams_in_words
from hubscan.cards.logs import find_logs
from hubscan.cards.record import Method, Phase, Record, RecordedRun
from hubscan.cards.runs import Run, combined, read_log
from hubscan.cards.sources import Request
from hubscan.errors import LogError
from hubscan.terminal import counted


def warnings(record: Record, request: Request) -> Iterator[str]:
    """Yield what the totals leave out, and what they add up that may be one training."""
    if request.runs and not request.logs:
        yield from _unused(request.card, record)
    estimated = _runs(record.phases, Method.ESTIMATED)
    measured = _runs(record.phases, Method.MEASURED)
    if estimated and measured and not _told_apart(record.phases):
        yield (
            f"{request.card}: an estimate ({_in_words(estimated)}) and {_counted(measured)} are"
            " added up: where they are of one training, --replace forgets what was recorded before"
        )


def _unused(card: Path, record: Record) -> Iterator[str]:
    """Tell of a log beside the card whose runs an estimate leaves out."""
    known = {run.run_id for run in record.runs} | set(record.left_out)
    try:
        paths = find_logs(card)
        runs = [run for run in combined(map(read_log, paths)) if run.run_id not in known]
    except LogError as error:
        yield f"{error}; not used: the figure is an estimate"
        return
    if runs:
        yield (
            f"{paths[0]} holds {_counted(runs)}: not used, the figure is an estimate;"
            " fill without --hours counts what was measured"
        )


def _runs(phases: Sequence[Phase], method: Method) -> list[RecordedRun]:
    return [run for phase in phases for run in phase.runs if run.method is method]


def _told_apart(phases: Sequence[Phase]) -> bool:
    """Tell whether somebody named what was estimated and what was measured."""
    return all(
        phase.training_type and len({run.method for run in phase.runs}) == 1 for phase in phases
    )


def _counted(runs: Sequence[Run | RecordedRun]) -> str:
    return f"{counted(len(runs), 'measured run')} ({_in_words(runs)})"


def _in_words(runs: Sequence[Run | RecordedRun]) -> str:
    return grams_in_words(sum(run.emissions_g for run in runs))
