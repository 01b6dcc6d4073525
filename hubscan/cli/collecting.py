"""Runs a harvest for a command, and brings its rows into the search."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from hubscan.catalogue import exchange
from hubscan.catalogue.collect import Request, collect
from hubscan.catalogue.journal import Problem
from hubscan.catalogue.selection import Selection
from hubscan.catalogue.status import Status
from hubscan.catalogue.store import Catalogue, open_catalogue
from hubscan.catalogue.tasks import resolve
from hubscan.errors import MissingExtraError
from hubscan.report.console import counted, progress_bar
from hubscan.report.harvest import harvest_progress
from hubscan.settings import Settings

_SELECTION = ("author", "task", "library", "search", "filters", "trending", "limit", "full")
_MESSAGE = "Export of a hubscan catalogue"
FILLING = "reading the catalogue"


def harvest(data_dir: str | None, options: dict[str, Any]) -> Status:
    """Harvest what a command's options name, with progress on the error stream."""
    return _collect(data_dir, _request(options))


def load(data_dir: str | None, tables: tuple[str, ...], *, resume: bool) -> Status:
    """Load tables, with progress on the error stream."""
    return _collect(data_dir, Request(tables=tables, resume=resume))


def _collect(data_dir: str | None, request: Request) -> Status:
    # datasets would import torch where it is installed: two seconds and 200 MB for nothing
    os.environ.setdefault("USE_TORCH", "0")
    with open_for_command(data_dir) as catalogue, harvest_progress() as bar:
        status = collect(catalogue, request, bar.status, bar.waiting)
    if status.changed or status.deleted:
        _bring_into_search(data_dir)
    return status


def _bring_into_search(data_dir: str | None) -> None:
    """Embed and index what changed, where a search is installed; any later search does it too."""
    with suppress(MissingExtraError):
        from hubscan.cli.engine import open_engine

        open_engine(data_dir, None).close()


def export(
    data_dir: str | None,
    folder: Path,
    *,
    repo_id: str | None,
    include_private: bool,
    token: str | None,
    endpoint: str | None,
) -> Iterator[str]:
    """Export the catalogue, and publish it if a name is given; yield what was done."""
    with open_for_command(data_dir) as catalogue:
        written = exchange.export(catalogue, folder, private=include_private)
    left_out = f", {written.private:,} private ones left out" if written.private else ""
    models, files = counted(written.rows, "model"), counted(written.files, "file")
    yield f"{models} in {files}{left_out}: {folder}"
    if repo_id:
        from hubscan.catalogue.hub import Hub

        hub = Hub(endpoint, token)
        yield hub.publish(folder, repo_id, private=include_private, message=_MESSAGE)


def problems(data_dir: str | None) -> list[Problem]:
    """Return what harvests set aside."""
    with open_for_command(data_dir) as catalogue:
        return catalogue.journal.problems()


def open_for_command(data_dir: str | None) -> Catalogue:
    """Open the catalogue, telling how far a first filling is."""
    folder = Settings.load(data_dir).data_dir
    with progress_bar() as tell:
        return open_catalogue(folder, lambda done, total: tell(FILLING, done, total))


def _request(options: dict[str, Any]) -> Request:
    if options["task"]:
        options["task"] = resolve(options["task"])
    since = _day(options.pop("since"))
    as_of = _day(options.pop("as_of"))
    selection = Selection(since=since, **{name: options.pop(name) for name in _SELECTION})
    return Request(selection=selection, as_of=as_of, **options)


def _day(moment: datetime | None) -> Any:
    return moment.date() if moment else None
