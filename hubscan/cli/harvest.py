"""``hubscan harvest``."""

from __future__ import annotations

from typing import Any

import click

from hubscan.cli.options import data_dir_option, json_option
from hubscan.errors import GoneError


@click.command(
    epilog="""\b
Examples:
  hubscan harvest distilbert/distilbert-base-uncased openai/whisper-tiny
  hubscan harvest --author my-organisation --token "$HF_TOKEN"
  hubscan harvest --task text-classification --limit 500
  hubscan harvest --since 2026-11-01 --no-cards
  hubscan harvest --from models.parquet --from model_cards/
  hubscan harvest --problems
"""
)
@click.argument("model_ids", nargs=-1, metavar="[MODEL_ID]...")
@click.option("--author", help="All models of a user or organisation.")
@click.option("--task", help="All models of a pipeline tag.")
@click.option("--library", help="All models of a library.")
@click.option("--search", help="Models whose id has these words.")
@click.option("--filter", "filters", multiple=True, metavar="TAG", help="Models with a tag.")
@click.option("--trending", is_flag=True, help="What is trending; use it with --limit.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Modified since this day.")
@click.option("--limit", type=int, help="At most so many, the most downloaded first.")
@click.option("--full", is_flag=True, help="Everything anew, which also finds what is gone.")
@click.option("--cards/--no-cards", default=None, help="Read the cards too. [a selection's: yes]")
@click.option("--from", "tables", multiple=True, metavar="TABLE", help="Parquet or a dataset.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day of the --from tables.")
@click.option("--resume/--restart", default=True, help="Go on where one stopped, or anew.")
@click.option("--requests-per-5min", type=int, metavar="N", help="Stay below the Hub's limit.")
@click.option("--token", help="Better in HF_TOKEN: for private and gated models.")
@click.option("--endpoint", metavar="URL", help="Another Hub [HF_ENDPOINT].")
@click.option("--problems", is_flag=True, help="Print what was set aside, and why.")
@data_dir_option
@json_option
def harvest(problems: bool, data_dir: str | None, as_json: bool, **options: Any) -> None:
    """Bring models from the Hub into the local catalogue, and into the search.

    Without any option it brings what was modified since the last time. It keeps to the Hub's
    rate limits; stopped at any point, the same command goes on from there. The exit code is 1
    when a MODEL_ID is not on the Hub; the others are stored.
    """
    from hubscan.cli import collecting
    from hubscan.report.console import make_console, to_json
    from hubscan.report.harvest import print_problems, print_status

    if problems:
        found = collecting.problems(data_dir)
        content: object = [vars(problem) for problem in found]
    else:
        status = collecting.harvest(data_dir, options)
        content = status.as_dict()
    if as_json:
        click.echo(to_json(content))
    elif problems:
        print_problems(make_console(), found)
    else:
        print_status(make_console(), status)
    if not problems and status.missing:
        raise GoneError(f"{', '.join(status.missing)}: not on the Hub, or private")
