"""Fill a card that was uploaded: nothing of it outlives the call."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory

from hubscan.cards.audit.discovery import CARD_NAME
from hubscan.cards.configuration import OWN_FILE
from hubscan.cards.estimate import Hours, estimated_run
from hubscan.cards.figures import Figures
from hubscan.cards.fill import Plan, plan
from hubscan.cards.logs import LOG_NAME
from hubscan.cards.runs import Nodes
from hubscan.cards.sources import Request
from hubscan.energy.asking import Ranking, regions
from hubscan.errors import CardError, HubscanError, UsageError

LARGEST_CARD_BYTES = 1 << 20  # the longest of 25,000 real cards has 600 kB
LARGEST_LOG_BYTES = 16 << 20


@dataclass(frozen=True)
class Told:
    """What somebody tells of a training: a log, or else hours and hardware.

    ``place`` is where a log was measured that CodeCarbon could not place itself. ``force``
    overwrites emissions that somebody wrote.
    """

    log: bytes | None = None
    hours: Hours | None = None
    nodes: int = 1
    place: str | None = None
    training_type: str | None = None
    force: bool = False


def check_size(what: str, content: bytes, largest: int) -> None:
    """Raise CardError for an upload that is larger than any real one."""
    if len(content) > largest:
        raise CardError(
            f"{what}: {len(content):,} bytes are more than the {largest:,} that hubscan reads"
        )


def distinct_names(names: Iterable[str]) -> list[str]:
    """Return names, every later one of the same numbered: many cards are called README.md."""
    distinct: list[str] = []
    for name in names:
        numbered = (f"{name} ({number})" for number in count(2))
        distinct.append(next(one for one in chain([name], numbered) if one not in distinct))
    return distinct


def plan_upload(card: bytes, told: Told) -> Plan:
    """Work out what a fill changes in an uploaded card.

    Raises a HubscanError whose text names the card and the log, not where they were put.
    """
    if (told.log is None) == (told.hours is None):
        raise UsageError("give a CodeCarbon log, or the hours and the hardware")
    check_size(CARD_NAME, card, LARGEST_CARD_BYTES)
    check_size(LOG_NAME, told.log or b"", LARGEST_LOG_BYTES)
    with _folder() as folder:
        (folder / CARD_NAME).write_bytes(card)
        if told.log is not None:
            (folder / LOG_NAME).write_bytes(told.log)
        done = plan(_request(folder, told))
        notes = tuple(_without(folder, note) for note in done.notes)
        return replace(done, card=Path(CARD_NAME), notes=notes)


def elsewhere(figures: Figures, told: Told) -> Ranking | None:
    """Return what the same training would emit in every country, None where no energy is known.

    A measured energy is put on other grids as it is; an estimated one gets the PUE that is usual
    in each country, as the estimate itself did, unless one was told.
    """
    if told.hours is not None:
        hours = told.hours
        return regions(hours=hours.hours, gpu=hours.gpu, gpus=hours.gpus, pue=hours.pue)
    return regions(kwh=figures.energy_kwh, pue=1) if figures.energy_kwh else None


def _request(folder: Path, told: Told) -> Request:
    request = Request(folder / CARD_NAME, training_type=told.training_type, force=told.force)
    if told.hours is not None:
        return replace(request, runs=(estimated_run(told.hours, told.training_type),))
    nodes = Nodes(default=told.nodes)
    return replace(request, logs=(folder / LOG_NAME,), nodes=nodes, place=told.place)


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="hubscan-") as name:
        folder = Path(name, "model")
        folder.mkdir()
        (folder / OWN_FILE).touch()  # no configuration of this machine is for an upload
        try:
            yield folder
        except HubscanError as error:
            error.args = (_without(folder, str(error)),)
            raise


def _without(folder: Path, text: str) -> str:
    return text.replace(f"{folder}{os.sep}", "")
