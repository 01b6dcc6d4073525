"""``hubscan estimate``: energy, emissions and memory, each figure with its interval and grade."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from hubscan.energy import asking
from hubscan.energy.asking import LOADS
from hubscan.energy.evidence import Load
from hubscan.energy.places import Place, site
from hubscan.energy.quantities import parse_count, parse_hours
from hubscan.energy.training import Method
from hubscan.report import estimate_tables as output

_Asked: TypeAlias = Any  # click hands it over: the types stand in the options
_Command = Callable[..., None]
_YEAR = click.IntRange(1990, 2100)
_USUAL_FORMATS = ("fp32", "bf16", "int8", "Q8_0", "Q6_K", "Q5_K_M", "Q4_K_M", "nf4", "Q2_K")
_METHOD = click.Choice([one.value for one in Method])


if TYPE_CHECKING:
    _Number = click.ParamType[float]
else:
    _Number = click.ParamType  # generic only in newer releases of click


class Quantity(_Number):
    """A number with the units that people write, read by one of the parsers of quantities."""

    def __init__(self, name: str, parse: Callable[[str], float]) -> None:
        self.name = name
        self._parse = parse

    def convert(
        self, value: str | float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Return the number; a UsageError names what is wrong with it."""
        return value if isinstance(value, float) else self._parse(str(value))


COUNT, HOURS = Quantity("number", parse_count), Quantity("hours", parse_hours)


def _with_place(command: _Command) -> _Command:
    """Add the options that name a place, and hand it to the command as ``place``."""

    @functools.wraps(command)
    def placed(
        where: str | None,
        year: int | None,
        provider: str | None,
        pue: float | None,
        carbon_intensity: float | None,
        **rest: _Asked,
    ) -> None:
        grid = carbon_intensity
        place = site(where, year=year, provider=provider, pue_value=pue, g_per_kwh=grid)
        command(place=place, **rest)

    options = (
        click.option("--region", "--country", "where", help="Country or cloud region."),
        click.option("--year", type=_YEAR, help="Year of the grid; the latest without it."),
        click.option("--provider", help="Whose site: aws, gcp, azure, own; sets the PUE."),
        click.option("--pue", type=float, help="Power usage effectiveness, where known."),
        click.option("--carbon-intensity", type=float, help="g/kWh of the grid, where known."),
    )
    for option in reversed(options):
        placed = option(placed)
    return placed


def _output_options(command: _Command) -> _Command:
    explain = click.option("--explain", is_flag=True, help="Print the formulas with their numbers.")
    as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
    return explain(as_json(command))


def _examples(*arguments: str) -> str:
    lines = "".join(f"\n  hubscan estimate {one}" for one in arguments)
    return f"\b\nExamples:{lines}"


@click.group()
def estimate() -> None:
    """Estimate energy, emissions and memory, with intervals and where they come from."""


@estimate.command(
    epilog=_examples(
        "training --hours 24 --gpu A100 --gpus 8 --region NO",
        "training --parameters 66M --tokens 5M --gpu T4 --country PL",
        "training --parameters 7B --tokens 20M --method lora",
        "training --kind text",
    )
)
@click.option("--hours", type=HOURS, multiple=True, help="How long it ran: 24, 90min, 3d.")
@click.option("--gpu", multiple=True, help="What it ran on; repeat for a mix of devices.")
@click.option("--gpus", type=int, multiple=True, help="How many of each; 1 without it.")
@click.option("--watts", type=float, multiple=True, help="Measured watts per device.")
@click.option("--parameters", type=COUNT, help="Active parameters: 66M, 7B.")
@click.option("--tokens", type=COUNT, help="Tokens seen, once per epoch: 5M, 2T.")
@click.option("--method", type=_METHOD, default=Method.FULL.value, show_default=True)
@click.option("--teacher", type=COUNT, help="Parameters of a distillation's teacher.")
@click.option("--kind", help="Kind of fine-tune, when nothing else is known: any,"
              " image-classification, tabular, text, text-to-text.")  # fmt: skip
@click.option("--market-based", type=float, help="Reported market-based grams, shown beside.")
@_with_place
@_output_options
def training(
    as_json: bool,
    explain: bool,
    place: Place,
    **asked: _Asked,
) -> None:
    """Estimate a training or fine-tune: carbon emissions per training."""
    result = asking.training(place=place, **asked)
    output.show(asking.training_figures(result), place, as_json=as_json, explain=explain)


@estimate.command(
    epilog=_examples(
        "inference --task text-classification --parameters 66M",
        "inference --task text-generation --parameters 8B --load 8/s",
    )
)
@click.option("--task", required=True, help="Task of the Hub, such as text-classification.")
@click.option("--parameters", type=COUNT, help="Parameters of the model: 66M, 7B.")
@click.option("--active-parameters", type=COUNT, help="Of a mixture of experts: those in use.")
@click.option("--model", "model_id", help="The model's id: its measured row is used, if any.")
@click.option("--architecture", help="Such as WhisperForConditionalGeneration.")
@click.option("--quantization", help="Such as Q4_K_M, awq, int8.")
@click.option(
    "--load", type=click.Choice(list(LOADS)), help="How busy the machine is; all without."
)
@click.option("--prompt-tokens", type=COUNT)
@click.option("--output-tokens", type=COUNT)
@_with_place
@_output_options
def inference(
    as_json: bool,
    explain: bool,
    place: Place,
    load: str | None,
    **asked: _Asked,
) -> None:
    """Estimate 1,000 queries: energy, emissions, and watts per query."""
    loads: tuple[Load | None, ...] = (LOADS[load],) if load else (None, *LOADS.values())
    figures = asking.inference_figures(place=place, loads=loads, **asked)
    output.show(figures, place, as_json=as_json, explain=explain, title="1,000 queries")


@estimate.command(
    epilog=_examples(
        'memory --parameters 8B --gpu "RTX 4090"',
        "memory --parameters 70B --format Q4_K_M --config config.json --context 32768",
    )
)
@click.option("--parameters", type=COUNT, required=True, help="Parameters of the model: 66M, 7B.")
@click.option("--config", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="The model's config.json: adds the key-value cache.")  # fmt: skip
@click.option("--context", type=int, default=4096, show_default=True, help="Tokens in the cache.")
@click.option("--batch", type=int, default=1, show_default=True, help="Sequences at a time.")
@click.option("--format", "formats", multiple=True, help="Weight format; the usual without it.")
@click.option("--all", "every", is_flag=True, help="Every weight format, not only the usual.")
@click.option("--gpu", default="A100", show_default=True, help="Accelerator to count.")
@_output_options
def memory(as_json: bool, explain: bool, every: bool, **asked: _Asked) -> None:
    """Estimate memory in each precision, and GPUs required per LLM query."""
    usual = () if every or asked["formats"] else _USUAL_FORMATS
    output.show_memory(asking.memory(**asked), as_json=as_json, explain=explain, usual=usual)


@estimate.command(
    epilog=_examples(
        "reuse --task text-classification --parameters 66M --queries 100k --country DE",
    )
)
@click.option("--task", required=True, help="Task of the small model.")
@click.option("--parameters", type=COUNT, required=True, help="Parameters of the small model.")
@click.option("--name", default="the small model", help="How to call it in the sentences.")
@click.option("--big-parameters", type=COUNT, default=8e9, show_default="8B")
@click.option("--big-task", default="text-generation", show_default=True)
@click.option("--big-name", help="How to call the big model in the sentences.")
@click.option("--queries", type=COUNT, default=1e6, show_default="1M")
@click.option("--tokens", type=COUNT, help="Tokens of the adaptation: adds LoRA, distillation.")
@click.option("--quantization", help="Adds the small model in this format.")
@click.option("--gpu", help="Accelerator for the training; H100 without it.")
@click.option("--load", type=click.Choice(list(LOADS)), help="The same for every option.")
@_with_place
@_output_options
def reuse(
    as_json: bool,
    explain: bool,
    place: Place,
    load: str | None,
    **asked: _Asked,
) -> None:
    """Compare reusing, adapting and training over a number of queries, with the break-even."""
    comparison = asking.reuse(place=place, load=LOADS[load] if load else None, **asked)
    output.show_comparison(comparison, as_json=as_json, explain=explain)


@estimate.command(
    epilog=_examples(
        "regions --kwh 100 --place Norway --place Poland",
        "regions --hours 24 --gpu H100 --gpus 8 --clouds",
    )
)
@click.option("--kwh", type=float, help="Energy of the job at the servers, when measured.")
@click.option("--hours", type=HOURS, help="How long the job runs.")
@click.option("--gpu", help="What it runs on.")
@click.option("--gpus", type=int, default=1, show_default=True)
@click.option("--pue", type=float, help="The same PUE everywhere; each place's usual without it.")
@click.option("--clouds", is_flag=True, help="Cloud regions instead of countries.")
@click.option("--place", "places", multiple=True, help="Only these; repeat.")
@click.option("--year", type=_YEAR)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True)
@_output_options
def regions(as_json: bool, explain: bool, limit: int, **asked: _Asked) -> None:
    """Rank where the same job emits least: location of training centres, PUE."""
    ranking = asking.regions(**asked)
    output.show_regions(ranking, limit, as_json=as_json, explain=explain)
