"""``hubscan track``."""

from __future__ import annotations

from pathlib import Path

import click

from hubscan.report.filling import lines_of
from hubscan.tracking import Measurement, Rank, check_installed, fill_quietly, run

_EXAMPLES = """\b
Examples:
  hubscan track -- python train.py
  hubscan track --card out/README.md --training-type fine-tuning -- python train.py
  hubscan track --country DEU --nodes 4 -- torchrun --nnodes 4 train.py   (on each node)
"""


@click.command(epilog=_EXAMPLES, context_settings={"ignore_unknown_options": True})
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--card", type=click.Path(path_type=Path), default=Path("README.md"))
@click.option("--country", help="Where this is, such as DEU or Germany: needs no network.")
@click.option("--nodes", type=click.IntRange(1), help="Nodes that run the same command.")
@click.option("--training-type", help="What is done, such as pre-training or fine-tuning.")
@click.option("--create", is_flag=True, help="Make a card where there is none.")
def track(
    command: tuple[str, ...],
    card: Path,
    country: str | None,
    nodes: int | None,
    training_type: str | None,
    create: bool,
) -> int:
    """Run a training, measure it with CodeCarbon, and fill its model card.

    The exit code is the training's own. When it fails, the log stays and the card is left alone.
    """
    check_installed()
    rank = Rank.of()
    measurement = Measurement(rank.log(card.parent), country)
    code, measured = run(command, measurement if rank.measures else None)
    if code or not measured or not rank.fills:
        return code
    request = measurement.request(card, nodes=nodes, training_type=training_type, create=create)
    if result := fill_quietly(request):
        click.echo("\n".join(lines_of(result, written=True)))
    return code
