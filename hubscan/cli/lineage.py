"""``hubscan lineage``."""

from __future__ import annotations

import click

from hubscan.cli.options import engine_options, json_option


@click.command(
    epilog="""\b
Examples:
  hubscan lineage distilbert/distilroberta-base
  hubscan lineage openai/whisper-large-v3 --depth 2
  hubscan lineage google-bert/bert-base-uncased --mermaid
"""
)
@click.argument("model_id")
@click.option("--depth", default=6, show_default=True, help="How many generations to follow.")
@click.option(
    "--branches", default=12, show_default=True, help="How many children of each to show."
)
@click.option("--mermaid", "as_mermaid", is_flag=True, help="Print a Mermaid flowchart.")
@engine_options
@json_option
def lineage(
    model_id: str,
    depth: int,
    branches: int,
    as_mermaid: bool,
    data_dir: str | None,
    encoder: str | None,
    as_json: bool,
) -> None:
    """Show what MODEL_ID was made from, and what was made from it."""
    from hubscan.cli.engine import open_engine
    from hubscan.report.console import make_console, to_json
    from hubscan.report.lineage import mermaid, print_lineage

    with open_engine(data_dir, encoder) as engine:
        family = engine.lineage(model_id, depth=depth, branches=branches)
    if as_json:
        click.echo(to_json(family.as_dict()))
    elif as_mermaid:
        click.echo(mermaid(family), nl=False)
    else:
        print_lineage(make_console(), family)
