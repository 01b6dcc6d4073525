"""``hubscan compare``."""

from __future__ import annotations

import click

from hubscan.cli.options import engine_options, json_option


@click.command(
    epilog="""\b
Examples:
  hubscan compare openai/whisper-large-v3 distil-whisper/distil-large-v3
  hubscan compare Qwen/Qwen2.5-7B-Instruct Qwen/Qwen2.5-1.5B-Instruct --device A100
  hubscan compare google-bert/bert-base-uncased albert/albert-base-v2 --json
"""
)
@click.argument("model_ids", nargs=-1, required=True, metavar="MODEL_ID MODEL_ID...")
@click.option("--device", default="H100", show_default=True, help="The accelerator to count.")
@engine_options
@json_option
def compare(
    model_ids: tuple[str, ...],
    device: str,
    data_dir: str | None,
    encoder: str | None,
    as_json: bool,
) -> None:
    """Put models side by side: size, memory, licence, energy, and the benchmarks they share."""
    from hubscan.cli.engine import open_engine
    from hubscan.report.comparison import print_comparison
    from hubscan.report.console import make_console, to_json

    with open_engine(data_dir, encoder) as engine:
        answer = engine.compare(model_ids, device=device)
    if as_json:
        click.echo(to_json(answer.as_dict()))
    else:
        print_comparison(make_console(), answer)
