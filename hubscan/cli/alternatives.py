"""``hubscan alternatives``."""

from __future__ import annotations

import click

from hubscan.cli.options import engine_options, json_option


@click.command(
    epilog="""\b
Examples:
  hubscan alternatives openai/whisper-large-v3
  hubscan alternatives Qwen/Qwen2.5-7B-Instruct --limit 10
  hubscan alternatives TheBloke/Mistral-7B-Instruct-v0.2-AWQ --json
"""
)
@click.argument("model_id")
@click.option("--limit", default=5, show_default=True, help="How many to show.")
@click.option("--online", is_flag=True, help="Ask the Hub about a model not in the catalogue.")
@engine_options
@json_option
def alternatives(
    model_id: str,
    limit: int,
    online: bool,
    data_dir: str | None,
    encoder: str | None,
    as_json: bool,
) -> None:
    """Find greener drop-ins for MODEL_ID: distilled, quantized, smaller, or similar.

    A model that is not in the catalogue is read by its name.
    """
    from hubscan.cli.engine import open_engine
    from hubscan.report.alternatives import print_alternatives
    from hubscan.report.console import make_console, to_json

    with open_engine(data_dir, encoder) as engine:
        answer = engine.alternatives(model_id, limit=limit, online=online)
    if as_json:
        click.echo(to_json(answer.as_dict()))
    else:
        print_alternatives(make_console(), answer)
