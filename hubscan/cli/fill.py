"""``hubscan fill``."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click
from rich.console import Console

from hubscan.cards.fill import Plan, plan
from hubscan.cards.runs import Nodes
from hubscan.cards.sources import Request
from hubscan.errors import UsageError
from hubscan.report.console import plain
from hubscan.report.filling import filling_as_dict, render_filling

_EXAMPLES = """\b
Examples:
  hubscan fill                                   README.md and emissions.csv here
  hubscan fill out/README.md --training-type fine-tuning
  hubscan fill --emissions a.csv --emissions b.csv --nodes 4
  hubscan fill --nodes sft=2 --nodes dpo=1       a node count for each project
  hubscan fill --hours 12 --gpu A100-SXM4-80GB --gpus 8 --country DEU
  hubscan fill --diff                            show, write nothing
"""
_CARD = click.Path(path_type=Path)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(epilog=_EXAMPLES)
@click.argument("card", type=_CARD, default=Path("README.md"))
@click.option("--emissions", "logs", type=_FILE, multiple=True, help="CodeCarbon log; repeatable.")
@click.option("--nodes", multiple=True, metavar="N|NAME=N", help="Nodes: a log covers one.")
@click.option("--run-id", "run_ids", multiple=True, help="Count this run only; repeatable.")
@click.option("--project", "projects", multiple=True, help="Count this project's runs only.")
@click.option("--hours", type=float, help="Estimate from hours and hardware instead of a log.")
@click.option("--gpu", help="With --hours: the device, such as A100-SXM4-80GB.")
@click.option("--gpus", type=int, default=1, help="With --hours: how many of them.")
@click.option("--country", "--region", "place", help="Country, or cloud region (aws:eu-west-1).")
@click.option("--pue", type=float, help="With --hours: the data centre's PUE, where known.")
@click.option("--training-type", help="What was done, such as pre-training or fine-tuning.")
@click.option("--template", type=_FILE, help="Jinja2 template for the section of the body.")
@click.option("--create", is_flag=True, help="Make a card where there is none.")
@click.option("--replace", is_flag=True, help="Forget the runs recorded so far.")
@click.option("--force", is_flag=True, help="Overwrite emissions that somebody wrote.")
@click.option("--keep", is_flag=True, help="Leave emissions that somebody wrote, and exit 0.")
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when the card would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show the change.")
@click.option("--dry-run", is_flag=True, help="Write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def fill(check: bool, diff: bool, dry_run: bool, as_json: bool, **flags: object) -> int:
    """Write a training's measured emissions into its model card.

    CARD is a README.md or the folder that holds it. Only co2_eq_emissions and the Environmental
    Impact section change, and nothing that a person wrote.
    """
    result = plan(_request(**flags))  # type: ignore[arg-type]
    write = not (check or diff or dry_run)
    if write:
        result.apply()
    for warning in result.warnings:
        click.echo(f"hubscan: {plain(warning)}", err=True)
    _show(result, written=write, diff=diff, as_json=as_json)
    return int(result.fails or (check and result.changes))


def _request(
    card: Path,
    nodes: tuple[str, ...],
    training_type: str | None,
    hours: float | None,
    gpu: str | None,
    gpus: int,
    place: str | None,
    pue: float | None,
    **flags: object,
) -> Request:
    try:
        card = card / "README.md" if card.is_dir() else card
    except OSError as error:  # a name that is too long
        raise UsageError(f"{str(card)[:80]}: {error.strerror}") from None
    request = Request(card, training_type=training_type, **flags)  # type: ignore[arg-type]
    if hours is None and gpu is None and pue is None:
        return replace(request, nodes=Nodes.parse(nodes), place=place)
    if hours is None or gpu is None:
        raise UsageError("an estimate needs both --hours and --gpu")
    if nodes:
        raise UsageError("--nodes is for logs: with --hours count all devices in --gpus")
    from hubscan.cards.estimate import Hours, estimated_run  # a log needs no factors

    run = estimated_run(Hours(hours, gpu, gpus, place, pue), training_type)
    return replace(request, runs=(run,))


def _show(result: Plan, *, written: bool, diff: bool, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(filling_as_dict(result, written=written), indent=2))
    elif diff:
        click.echo(result.diff(), nl=False)
    else:
        Console(highlight=False).print(render_filling(result, written=written), soft_wrap=True)
