"""``hubscan audit``."""

from __future__ import annotations

from pathlib import Path

import click

from hubscan.cards.audit import baseline, profiles
from hubscan.cards.audit.findings import CardAudit, fails
from hubscan.cards.audit.rates import completeness
from hubscan.cards.audit.runner import Options
from hubscan.cli.auditing import Targets, run
from hubscan.cli.options import Score, data_dir_option
from hubscan.report.audit import Format, render
from hubscan.report.audit.report import Report

_EXAMPLES = """\b
Examples:
  hubscan audit                              README.md here, and in every folder below
  hubscan audit model/README.md --profile emissions
  hubscan audit checkouts/ --fail-under 60 --ignore library
  hubscan audit checkouts/ --write-baseline known.json
  hubscan audit checkouts/ --baseline known.json --format github
  hubscan audit distilbert/distilbert-base-uncased
  hubscan audit --author my-organisation --profile emissions
  hubscan audit --fix                        correct what is safe to correct
"""
_FILE = click.Path(path_type=Path, dir_okay=False)
_FORMATS = click.Choice([form.value for form in Format])


@click.command(epilog=_EXAMPLES)
@click.argument("targets", nargs=-1, metavar="[PATH|MODEL_ID]...")
@click.option("--author", metavar="ORG", help="All models of an organisation of the Hub.")
@click.option("--token", help="Better in HF_TOKEN: for private and gated models.")
@click.option("--endpoint", metavar="URL", help="Another Hub [HF_ENDPOINT].")
@data_dir_option
@click.option(
    "--profile",
    default=profiles.DEFAULT,
    show_default=True,
    metavar="NAME|FILE",
    help=f"What earns points: {', '.join(profiles.names())}, or a file of your own.",
)
@click.option("--select", multiple=True, metavar="RULE", help="Only rules that start so.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Not the rules that start so.")
@click.option("--fail-under", type=Score(0, 100), metavar="N", help="Lowest score.")
@click.option("--baseline", "known", type=_FILE, help="Leave out the findings of this file.")
@click.option("--write-baseline", type=_FILE, help="Write what is found now as the baseline.")
@click.option("--fix", is_flag=True, help="Make the changes that change no meaning.")
@click.option("--jobs", type=click.IntRange(1), help="Processes; by default as it pays off.")
@click.option("--format", "form", type=_FORMATS, default=Format.TABLE.value, show_default=True)
@click.option("--json", "form", flag_value=Format.JSON.value, help="The same as --format json.")
def audit(
    targets: tuple[str, ...],
    author: str | None,
    token: str | None,
    endpoint: str | None,
    data_dir: str | None,
    known: Path | None,
    write_baseline: Path | None,
    fix: bool,
    jobs: int | None,
    form: str,
    fail_under: float | None,
    **checks: object,
) -> int:
    """Tell what model cards lack, what is only a placeholder in them, and what is wrong.

    A folder is walked for model cards; what is no path and looks like OWNER/NAME is a model of the
    Hub. Quantized copies are compared with their base model where a local catalogue knows it.
    Exit code 1 means that an error was found, that a score is below --fail-under, or that there
    is no card where one was named.
    """
    what = Targets.of(targets, author, endpoint, token)
    options = Options(**checks)  # type: ignore[arg-type]
    audits = run(what, options, data_dir=data_dir, jobs=jobs, fix=fix)
    if write_baseline:
        click.echo(f"{baseline.write(write_baseline, audits):,} findings: {write_baseline}")
        return int(bool(what.empty))
    audits = baseline.only_new(audits, baseline.read(known)) if known else audits
    click.echo(render(_report(audits, options), Format(form)), nl=False)
    return int(bool(what.empty) or any(fails(audit, fail_under) for audit in audits))


def _report(audits: list[CardAudit], options: Options) -> Report:
    rates = completeness(audits) if len(audits) > 1 else ()
    return Report(profiles.load(options.profile), tuple(audits), rates)
