"""``hubscan scan``."""

from __future__ import annotations

import click

from hubscan.cli.options import engine_options, json_option


@click.command(
    epilog="""\b
Examples:
  hubscan scan .
  hubscan scan src/train.py
  hubscan scan . --json
"""
)
@click.argument("path", type=click.Path())
@engine_options
@json_option
def scan(path: str, data_dir: str | None, encoder: str | None, as_json: bool) -> None:
    """Find the models that the project at PATH uses, and greener ones to take their place.

    Python, notebooks, YAML, JSON, TOML, shell scripts, Dockerfiles and Modelfiles are read, never
    run; symbolic links are not followed.
    """
    from hubscan.cli.engine import open_engine
    from hubscan.report.console import make_console, to_json
    from hubscan.report.scan import print_scan

    with open_engine(data_dir, encoder) as engine:
        found = engine.scan(path)
    if as_json:
        click.echo(to_json(found.as_dict()))
    else:
        print_scan(make_console(), found)
