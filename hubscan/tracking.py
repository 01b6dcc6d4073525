"""Measures a training as it runs, with CodeCarbon, and never lets that stop the training."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hubscan.cards.fill import Plan, plan
from hubscan.cards.logs import LOG_NAME
from hubscan.cards.runs import Nodes
from hubscan.cards.sources import Request
from hubscan.energy import country_code
from hubscan.errors import HubscanError, MissingExtraError, UsageError

if TYPE_CHECKING:
    from codecarbon import EmissionsTracker, OfflineEmissionsTracker

_LOGGER = logging.getLogger("hubscan")
_PROJECT = "hubscan"  # tells our runs in a log from those of other trackers
_LOCAL_RANKS = ("LOCAL_RANK", "SLURM_LOCALID", "OMPI_COMM_WORLD_LOCAL_RANK")
_NODE_RANKS = ("GROUP_RANK", "NODE_RANK", "SLURM_NODEID")


@dataclass(frozen=True)
class Rank:
    """Which process this is: CodeCarbon measures a node, so one process of each node measures."""

    node: int = 0
    local: int = 0

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> Rank:
        """Read what torchrun, accelerate, Slurm and Open MPI tell a process."""
        return cls(_first(environment, _NODE_RANKS), _first(environment, _LOCAL_RANKS))

    @property
    def measures(self) -> bool:
        return self.local == 0

    @property
    def fills(self) -> bool:
        return self.measures and self.node == 0

    def log(self, folder: Path) -> Path:
        """Return the log of this node: each has its own, which no other writes to."""
        log = folder / LOG_NAME
        return log.with_stem(f"{log.stem}.node{self.node}") if self.node else log


class Measurement:
    """A CodeCarbon tracker that appends one run to a log; it warns instead of raising."""

    def __init__(self, log: Path, country: str | None = None) -> None:
        """Prepare a measurement; ``country`` needs no network.

        Raises UsageError for an unknown one: CodeCarbon would say so only after the training.
        """
        self.log = log
        self._country = None if country is None else country_code(country)
        self._tracker: EmissionsTracker | OfflineEmissionsTracker | None = None

    @property
    def run_id(self) -> str | None:
        run_id = getattr(self._tracker, "run_id", None)
        return None if run_id is None else str(run_id)

    def request(
        self,
        card: Path,
        *,
        nodes: int | None = None,
        training_type: str | None = None,
        create: bool = False,
        keep: bool = False,
        resumed: bool = False,
    ) -> Request:
        """Return how to fill a card from this run; ``resumed`` counts the earlier ones too.

        Runs of another tracker, such as transformers' own callback, are never counted.
        """
        return Request(
            card,
            logs=(self.log,),
            run_ids=() if resumed else (self.run_id or "",),
            projects=(_PROJECT,) if resumed else (),
            nodes=Nodes(nodes),
            training_type=training_type,
            create=create,
            keep=keep,
        )

    def start(self) -> bool:
        """Start to measure; return whether that worked."""
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            self._tracker = _tracker(self.log, self._country)
            self._tracker.start()
        except Exception as error:  # whatever it is, the training goes on
            _LOGGER.warning("not measured: %s", error)
            self._tracker = None
        return self._tracker is not None

    def flush(self) -> None:
        """Append what was measured so far: a training that crashes has emitted it too."""
        if self._tracker is not None:
            self._tracker.flush()  # CodeCarbon suppresses its own errors here

    def stop(self) -> bool:
        """Stop, and append the run to the log; return whether there is one."""
        if self._tracker is None:
            return False
        try:
            written = self._tracker.stop() is not None
        except Exception as error:  # whatever it is, the training has been done
            _LOGGER.warning("%s", error)
            written = False
        if not written:
            _LOGGER.warning("%s: CodeCarbon wrote no emissions", self.log)
        return written


def run(command: Sequence[str], measurement: Measurement | None) -> tuple[int, bool]:
    """Run a command, measured unless ``measurement`` is None; return its code and if it was.

    Signals reach the command: it decides when it ends. Raises UsageError when it cannot start.
    """
    if shutil.which(command[0]) is None:
        raise UsageError(f"{command[0]}: no such command")
    started = measurement is not None and measurement.start()
    try:
        code = _run(command)
    finally:
        measured = started and measurement is not None and measurement.stop()
    return code, measured


def _run(command: Sequence[str]) -> int:
    try:
        process = subprocess.Popen(command)
    except OSError as error:
        raise UsageError(f"{command[0]}: cannot be run: {error.strerror}") from None
    previous = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        code = _wait(process)
    finally:
        signal.signal(signal.SIGTERM, previous)
    return code if code >= 0 else 128 - code


def _wait(process: subprocess.Popen[bytes]) -> int:
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:  # the terminal sent it to the command too
            continue


def fill_quietly(request: Request) -> Plan | None:
    """Fill a card; say why not instead of raising."""
    try:
        result = plan(request)
        result.apply()
    except (HubscanError, OSError) as error:
        _LOGGER.warning("the card was not filled: %s", error)
        return None
    for warning in result.warnings:
        _LOGGER.warning("%s", warning)
    if result.conflict:
        _LOGGER.warning("%s: somebody's emissions stay: %s", result.card, result.conflict.card)
    return result


def check_installed() -> None:
    """Raise MissingExtraError when CodeCarbon is not installed."""
    try:
        import codecarbon  # noqa: F401
    except ImportError:
        raise MissingExtraError("codecarbon", "track") from None


def _tracker(log: Path, country: str | None) -> EmissionsTracker | OfflineEmissionsTracker:
    check_installed()
    from codecarbon import EmissionsTracker, OfflineEmissionsTracker, OutputMethod

    logging.getLogger("codecarbon").setLevel(logging.ERROR)
    settings: dict[str, Any] = {
        "output_dir": str(log.parent),
        "output_file": log.name,
        "output_methods": [OutputMethod.CSV],
        "project_name": _PROJECT,
        "log_level": "error",
        "allow_multiple_runs": True,
    }
    if country:
        return OfflineEmissionsTracker(country_iso_code=country, **settings)
    return EmissionsTracker(**settings)


def _first(environment: Mapping[str, str], names: tuple[str, ...]) -> int:
    found = (environment[name] for name in names if environment.get(name, "").isdigit())
    return int(next(found, "0"))
