"""``hubscan catalogue``: its numbers, and its way out and in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from hubscan.cli.options import data_dir_option, json_option


@click.group()
def catalogue() -> None:
    """Look after the local catalogue of models."""


@catalogue.command(
    epilog="""\b
Examples:
  hubscan catalogue status
  hubscan catalogue status --json
"""
)
@data_dir_option
@json_option
def status(data_dir: str | None, as_json: bool) -> None:
    """Print how much the catalogue knows, and how old it is."""
    from hubscan.cli.collecting import open_for_command
    from hubscan.report.catalogue import print_overview
    from hubscan.report.console import make_console, to_json

    with open_for_command(data_dir) as opened:
        overview = opened.overview()
    if as_json:
        click.echo(to_json(overview.as_dict()))
    else:
        print_overview(make_console(), overview)


@catalogue.command(
    epilog="""\b
Examples:
  hubscan catalogue path
"""
)
@data_dir_option
def path(data_dir: str | None) -> None:
    """Print where the catalogue is."""
    from hubscan.catalogue.store import FILE_NAME
    from hubscan.settings import Settings

    click.echo(Settings.load(data_dir).data_dir / FILE_NAME)


@catalogue.command(
    epilog="""\b
Examples:
  hubscan catalogue compact
"""
)
@data_dir_option
def compact(data_dir: str | None) -> None:
    """Drop what is gone and order the rows anew; the search index is built anew after it."""
    from hubscan.cli.collecting import open_for_command

    with open_for_command(data_dir) as opened:
        click.echo(f"{opened.compact():,} models that were gone are dropped.")


@catalogue.command(
    epilog="""\b
Examples:
  hubscan catalogue export --to models/
  hubscan catalogue export --to models/ --push my-organisation/hub-models
"""
)
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--push", "repo_id", metavar="REPO_ID", help="Publish it as a dataset of the Hub.")
@click.option("--include-private", is_flag=True, help="With models that only a token shows.")
@click.option("--token", help="Better in HF_TOKEN: one that may write.")
@click.option("--endpoint", metavar="URL", help="Another Hub [HF_ENDPOINT].")
@data_dir_option
def export(folder: Path, data_dir: str | None, **options: Any) -> None:
    """Write the catalogue as Parquet shards with a dataset card."""
    from hubscan.cli import collecting

    for line in collecting.export(data_dir, folder, **options):
        click.echo(line)


@catalogue.command(
    name="import",
    epilog="""\b
Examples:
  hubscan catalogue import models/
  hubscan catalogue import my-organisation/hub-models
""",
)
@click.argument("tables", nargs=-1, required=True, metavar="TABLE...")
@click.option("--resume/--restart", default=True, help="Go on where one stopped, or anew.")
@data_dir_option
@json_option
def import_(tables: tuple[str, ...], resume: bool, data_dir: str | None, as_json: bool) -> None:
    """Load exports: folders, Parquet files, or datasets of the Hub."""
    from hubscan.cli import collecting
    from hubscan.report.console import make_console, to_json
    from hubscan.report.harvest import print_status

    loaded = collecting.load(data_dir, tables, resume=resume)
    if as_json:
        click.echo(to_json(loaded.as_dict()))
    else:
        print_status(make_console(), loaded)
