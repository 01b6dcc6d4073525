"""Runs an audit for a command: what to audit, with progress and with the local catalogue."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from hubscan.cards.audit import discovery
from hubscan.cards.audit.discovery import Place
from hubscan.cards.audit.findings import CardAudit
from hubscan.cards.audit.runner import Options, audit_places, fix_places
from hubscan.cards.audit.subject import Models
from hubscan.errors import CardError, UsageError
from hubscan.report.console import counted, make_console, plain
from hubscan.settings import Settings

_PROGRESS_FROM = 20  # cards: fewer are done before a bar can be read


@dataclass(frozen=True)
class Targets:
    """What to audit: places on disk, models of the Hub by id and by author.

    ``empty`` are the folders without a README.md and without a model.
    """

    places: tuple[Place, ...]
    empty: tuple[str, ...]
    model_ids: tuple[str, ...]
    author: str | None
    endpoint: str | None
    token: str | None

    @classmethod
    def of(
        cls, targets: Sequence[str], author: str | None, endpoint: str | None, token: str | None
    ) -> Targets:
        """Tell paths from ids; the folder here where nothing is named. Raises UsageError."""
        if author is not None and not author.strip():
            raise UsageError("--author: no organisation is named")
        model_ids = tuple(dict.fromkeys(filter(discovery.is_model_id, targets)))
        paths = [text for text in targets if text not in model_ids]
        paths = paths or ([] if targets or author else ["."])
        places = tuple(discovery.find(paths))
        empty = tuple(text for text in paths if _is_empty(text, places))
        return cls(places, empty, model_ids, author, endpoint, token)

    @property
    def are_remote(self) -> bool:
        return bool(self.model_ids or self.author)


def run(
    targets: Targets, options: Options, *, data_dir: str | None, jobs: int | None, fix: bool
) -> list[CardAudit]:
    """Audit all targets, with progress on the error stream.

    Raises CardError when there is nothing to audit: a check in CI would pass for a wrong path.
    """
    if fix and targets.are_remote:
        raise UsageError("--fix changes files: download the cards of the Hub and name those")
    if not targets.places and not targets.are_remote:
        raise CardError(f"no README.md found in {', '.join(targets.empty)}")
    for folder in targets.empty:
        click.echo(f"hubscan: no README.md found in {plain(folder)}", err=True)
    fixes = list(fix_places(targets.places, options)) if fix else []
    for line in fixes:
        click.echo(line, err=True)
    audits = _audit(targets, options, data_dir, jobs)
    if fix and not fixes:
        click.echo(_nothing_fixed(audits), err=True)
    if not audits:
        raise CardError(f"no model card found: {len(targets.places)} README.md of something else")
    return audits


def _is_empty(text: str, places: Sequence[Place]) -> bool:
    folder = Path(text)
    return folder.is_dir() and not any(place.path.is_relative_to(folder) for place in places)


def _nothing_fixed(audits: Sequence[CardAudit]) -> str:
    findings = sum(len(audit.findings) for audit in audits)
    if not findings:
        return "--fix: nothing to fix"
    need = counted(findings, "finding needs", "findings need")
    return f"--fix: nothing to fix safely; {need} a person"


def _audit(
    targets: Targets, options: Options, data_dir: str | None, jobs: int | None
) -> list[CardAudit]:
    with _parents(data_dir) as models:
        with _progress(len(targets.places)) as on_done:
            local = audit_places(targets.places, options, models=models, jobs=jobs, on_done=on_done)
        return [*local, *(_audit_remote(targets, options, models) if targets.are_remote else ())]


def _audit_remote(targets: Targets, options: Options, models: Models | None) -> list[CardAudit]:
    from hubscan.catalogue.audits import audit_remote  # imports huggingface_hub
    from hubscan.catalogue.cards import CardSource

    source = CardSource(targets.endpoint, targets.token, _tell_wait)
    of_author = source.ids_of(targets.author) if targets.author else []
    if targets.author and not of_author:
        raise UsageError(f"--author {targets.author}: the Hub shows no models of theirs")
    model_ids = dict.fromkeys([*targets.model_ids, *of_author])
    audits = []
    with _progress(len(model_ids)) as on_done:
        for fetched in audit_remote(source, model_ids, options, models):
            if fetched.doubt:
                click.echo(plain(f"{fetched.audit.name}: {fetched.doubt}"), err=True)
            audits.append(fetched.audit)
            on_done()
    return audits


def _tell_wait(seconds: float, why: str) -> None:
    click.echo(f"hubscan: waiting {seconds:,.0f} s for the Hub: {plain(why)}", err=True)


@contextmanager
def _parents(data_dir: str | None) -> Iterator[Models | None]:
    """Yield the look-up of the local catalogue; None where there is none."""
    from hubscan.catalogue.parents import Parents
    from hubscan.catalogue.store import existing_catalogue

    catalogue = existing_catalogue(Settings.load(data_dir).data_dir)
    if catalogue is None:
        yield None
        return
    with catalogue:
        yield Parents(catalogue)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], object]]:
    console = make_console(sys.stderr)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    shown = console.is_terminal and total >= _PROGRESS_FROM
    with Progress(*columns, console=console, transient=True, disable=not shown) as progress:
        task = progress.add_task("cards", total=total)
        yield lambda: progress.advance(task)
