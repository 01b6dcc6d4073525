"""``hubscan audit``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from hubscan.cards.audit import baseline, discovery, profiles
from hubscan.cards.audit.discovery import Place
from hubscan.cards.audit.findings import CardAudit, fails
from hubscan.cards.audit.rates import completeness
from hubscan.cards.audit.runner import Options, audit_places, fix_places
from hubscan.errors import UsageError
from hubscan.report.audit import Format, render
from hubscan.report.audit.report import Report

_EXAMPLES = """\b
Examples:
  hubscan audit                              README.md here, and in every folder below
  hubscan audit model/README.md --profile emissions
  hubscan audit checkouts/ --fail-under 60 --ignore library
  hubscan audit checkouts/ --write-baseline known.json
  hubscan audit checkouts/ --baseline known.json --format github
  hubscan audit --fix                        correct what is safe to correct
"""
_FILE = click.Path(path_type=Path, dir_okay=False)
_FORMATS = click.Choice([form.value for form in Format])
_PROGRESS_FROM = 20  # cards: fewer are done before a bar can be read


@click.command(epilog=_EXAMPLES)
@click.argument("targets", nargs=-1, metavar="[PATH|MODEL_ID]...")
@click.option("--author", metavar="ORG", help="Audit the models of an organisation of the Hub.")
@click.option(
    "--profile",
    default=profiles.DEFAULT,
    show_default=True,
    metavar="NAME|FILE",
    help=f"What earns points: {', '.join(profiles.names())}, or a file of your own.",
)
@click.option("--select", multiple=True, metavar="RULE", help="Only rules that start so.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not the rules that start so.")
@click.option("--fail-under", type=click.FloatRange(0, 100), metavar="N", help="Lowest score.")
@click.option("--baseline", "known", type=_FILE, help="Leave out the findings of this file.")
@click.option("--write-baseline", type=_FILE, help="Write what is found now as the baseline.")
@click.option("--fix", is_flag=True, help="Make the changes that change no meaning.")
@click.option("--jobs", type=click.IntRange(1), help="Processes; by default as it pays off.")
@click.option("--format", "form", type=_FORMATS, default=Format.TABLE.value, show_default=True)
@click.option("--json", "form", flag_value=Format.JSON.value, help="The same as --format json.")
def audit(
    targets: tuple[str, ...],
    author: str | None,
    known: Path | None,
    write_baseline: Path | None,
    fix: bool,
    jobs: int | None,
    form: str,
    fail_under: float | None,
    **checks: object,
) -> int:
    """Tell what model cards lack, what is only a placeholder in them, and what is wrong.

    A folder is walked for model cards. Exit code 1 means an error was found, or a score is below
    --fail-under.
    """
    _refuse(author)
    places = discovery.find(targets or ["."])
    options = Options(**checks)  # type: ignore[arg-type]
    audits = _audit(places, options, jobs, fix)
    if write_baseline:
        click.echo(f"{baseline.write(write_baseline, audits):,} findings: {write_baseline}")
        return 0
    audits = baseline.only_new(audits, baseline.read(known)) if known else audits
    click.echo(render(_report(audits, options), Format(form)), nl=False)
    return int(any(fails(audit, fail_under) for audit in audits))


def _refuse(author: str | None) -> None:
    if author:
        raise UsageError(
            f"--author {author}: auditing an organisation of the Hub needs the harvest, which "
            "this version does not have: name a folder of checkouts"
        )


def _audit(
    places: Sequence[Place], options: Options, jobs: int | None, fix: bool
) -> list[CardAudit]:
    if fix:
        for line in fix_places(places, options):
            click.echo(line, err=True)
    with _progress(len(places)) as on_done:
        return audit_places(places, options, jobs=jobs, on_done=on_done)


def _report(audits: list[CardAudit], options: Options) -> Report:
    rates = completeness(audits) if len(audits) > 1 else ()
    return Report(profiles.load(options.profile), tuple(audits), rates)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], object]]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    shown = console.is_terminal and total >= _PROGRESS_FROM
    with Progress(*columns, console=console, transient=True, disable=not shown) as progress:
        task = progress.add_task("cards", total=total)
        yield lambda: progress.advance(task)
