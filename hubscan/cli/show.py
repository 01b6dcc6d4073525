"""``hubscan show``."""

from __future__ import annotations

import click

from hubscan.cli.options import engine_options, json_option


@click.command(
    epilog="""\b
Examples:
  hubscan show distilbert/distilbert-base-uncased
  hubscan show openai/whisper-tiny --snippet
"""
)
@click.argument("model_id")
@click.option("--snippet", is_flag=True, help="Print only the lines that load the model.")
@engine_options
@json_option
def show(
    model_id: str, snippet: bool, data_dir: str | None, encoder: str | None, as_json: bool
) -> None:
    """Print all that is known of one model, and the lines that load it."""
    from hubscan.cli.engine import open_engine
    from hubscan.report.console import make_console, to_json
    from hubscan.report.models import print_model

    with open_engine(data_dir, encoder) as engine:
        details = engine.show(model_id)
    if as_json:
        click.echo(to_json(details.as_dict()))
    elif snippet:
        click.echo(details.snippet)
    else:
        print_model(make_console(), details)
