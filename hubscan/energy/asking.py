"""What a person asks, turned into figures: behind the command line and the app."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import TypeVar

from hubscan.energy import training as trainings
from hubscan.energy.boundary import emissions, to_facility
from hubscan.energy.devices import Device, device, parse_hardware
from hubscan.energy.evidence import Boundary, Evidence, Factor, Grade, Interval, Load, Unit
from hubscan.energy.inference import energy_per_1000_queries
from hubscan.energy.memory import KeyValueCache, Need, accelerators, need, needs, watts_per_query
from hubscan.energy.options import Candidate, usual_options
from hubscan.energy.places import Place, every_cloud_region, every_country, exact_pue
from hubscan.energy.places import place as find_place
from hubscan.energy.regions import Located, rank, times
from hubscan.energy.reuse import Comparison, compare
from hubscan.energy.training import Method, Training, Use
from hubscan.energy.words import digits
from hubscan.errors import EstimateError, UsageError

LOADS = {
    "batch-1": Load.BATCH_1,
    "1/s": Load.ONE_PER_SECOND,
    "8/s": Load.EIGHT_PER_SECOND,
    "saturated": Load.SATURATED,
}
_ONE_BASIS = "give one of --hours and --gpu, --parameters and --tokens, or --kind"
Figures = dict[str, Evidence]
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Fit:
    """How many of a device one need takes."""

    need: Need
    device: Device
    devices: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The places of one job by method, and how the first two that were named compare."""

    by_method: Mapping[str, Sequence[Located]]
    equal_pue: Interval | None = None
    usual_pue: Interval | None = None


def training(
    *,
    place: Place,
    hours: Sequence[float] = (),
    gpu: Sequence[str] = (),
    gpus: Sequence[int] = (),
    watts: Sequence[float] = (),
    parameters: float | None = None,
    tokens: float | None = None,
    method: Method = Method.FULL,
    teacher: float | None = None,
    kind: str | None = None,
    market_based: float | None = None,
) -> Training:
    """Estimate a training by what is known: hours, else parameters and tokens, else its kind."""
    by_size = parameters is not None and tokens is not None
    if [bool(hours), by_size, kind is not None].count(True) != 1:
        raise UsageError(_ONE_BASIS)
    if hours:
        return trainings.from_hours(uses(hours, gpu, gpus, watts), place, market_based)
    if kind is not None:
        return trainings.from_kind(kind, place)
    on = device(gpu[0]) if gpu else None
    return trainings.from_parameters(
        parameters or 0, tokens or 0, place, on, Method(method), teacher
    )


def uses(
    hours: Sequence[float],
    gpu: Sequence[str],
    gpus: Sequence[int] = (),
    watts: Sequence[float] = (),
) -> list[Use]:
    """Pair devices with their hours, numbers and watts; one value stands for all devices.

    Without numbers the names may tell them: "8 x A100".
    """
    if not gpu:
        raise UsageError("hours of what? name the device with --gpu")
    if gpus:
        named = list(zip(_column("--gpus", gpus, len(gpu)), map(device, gpu), strict=True))
    else:
        named = [pair for name in gpu for pair in parse_hardware(name)]
    times = _column("--hours", hours, len(named))
    powers = _column("--watts", watts or (None,), len(named))
    return [
        Use(on, count, time, power)
        for (count, on), time, power in zip(named, times, powers, strict=True)
    ]


def training_figures(result: Training) -> Figures:
    """Name the figures of a training."""
    figures = {
        "device-hours": result.device_hours,
        "energy at the devices": result.device_energy,
        "energy of the facility": result.energy,
        "emissions (location-based)": result.emissions,
    }
    if result.market_emissions is not None:
        figures["emissions (market-based, reported)"] = result.market_emissions
    return figures


def inference_figures(
    *,
    place: Place,
    loads: Iterable[Load | None],
    task: str,
    parameters: float | None = None,
    active_parameters: float | None = None,
    model_id: str | None = None,
    architecture: str | None = None,
    quantization: str | None = None,
    prompt_tokens: float | None = None,
    output_tokens: float | None = None,
) -> Figures:
    """Estimate 1,000 queries at each load; loads that give no figure are left out.

    None is the benchmarks' own query, which of a decoder is shorter than that of the loads.
    Raises EstimateError with the reason when none does.
    """
    loads = tuple(loads)
    found = [
        energy_per_1000_queries(
            task,
            parameters,
            model_id=model_id,
            architecture=architecture,
            active_parameters=active_parameters,
            quantization=quantization,
            load=load,
            prompt_tokens=prompt_tokens,
            output_tokens=output_tokens,
        )
        for load in loads
    ]
    labels = {figure: f"{figure.load} (benchmark)" for figure in found}
    labels |= {figure: str(load) for figure, load in zip(found, loads, strict=True) if load}
    figures: Figures = {}
    for figure, label in labels.items():
        if figure.median is not None:
            figures |= _query_figures(label, figure, place)
    if not figures:
        raise EstimateError(f"not estimable: {found[0].reason}")
    return figures


def memory(
    *,
    parameters: float,
    config: Path | None = None,
    context: int = 4096,
    batch: int = 1,
    formats: Sequence[str] = (),
    gpu: str = "A100",
) -> list[Fit]:
    """Return the memory in each format and how many of a device hold it."""
    cache_gb = _cache(config).gb(context, batch) if config else 0.0
    if formats:
        wanted = [need(parameters, name, cache_gb) for name in formats]
    else:
        wanted = needs(parameters, cache_gb)
    on = device(gpu)
    return [Fit(one, on, accelerators(one.total_gb, on)) for one in wanted]


def reuse(
    *,
    place: Place,
    load: Load | None,
    task: str,
    parameters: float,
    name: str,
    big_parameters: float,
    big_task: str,
    big_name: str | None,
    queries: float,
    tokens: float | None = None,
    quantization: str | None = None,
    gpu: str | None = None,
) -> Comparison:
    """Compare the usual options for a task over a number of queries."""
    small = Candidate(name=name, task=task, parameters=parameters)
    big_name = big_name or f"a model of {digits(big_parameters / 1e9)} B"
    big = Candidate(name=big_name, task=big_task, parameters=big_parameters)
    on = device(gpu) if gpu else None
    options = usual_options(
        small, big, place, load=load, tokens=tokens, quantization=quantization, on=on
    )
    return compare(options, queries, place)


def regions(
    *,
    kwh: float | None = None,
    hours: float | None = None,
    gpu: str | None = None,
    gpus: int = 1,
    pue: float | None = None,
    clouds: bool = False,
    places: Sequence[str] = (),
    year: int | None = None,
) -> Ranking:
    """Rank places by what one job emits there; with two places named, say how they compare."""
    energy = _job(kwh, hours, gpu, gpus)
    if places:
        wanted = [find_place(name, year) for name in places]
    else:
        wanted = every_cloud_region(year) if clouds else every_country(year)
    by_method = rank(energy, wanted, None if pue is None else exact_pue(pue))
    if len(wanted) != 2 or len(by_method) != 1:
        return Ranking(by_method)
    return Ranking(by_method, _times(energy, wanted, exact_pue(pue or 1)), _times(energy, wanted))


def _query_figures(label: str, figure: Evidence, place: Place) -> Figures:
    figures = {
        f"{label}: devices": figure,
        f"{label}: facility": to_facility(figure, place),
        f"{label}: emissions": emissions(figure, place),
    }
    if figure.load in (Load.ONE_PER_SECOND, Load.EIGHT_PER_SECOND):
        figures[f"{label}: watts"] = watts_per_query(figure)
    return figures


def _job(kwh: float | None, hours: float | None, gpu: str | None, gpus: int) -> Evidence:
    if kwh is None:
        if hours is None or gpu is None:
            raise UsageError("give --kwh, or --hours and --gpu")
        anywhere = find_place(None)
        return trainings.from_hours(uses((hours,), (gpu,), (gpus,)), anywhere).device_energy
    if not 0 < kwh < 1e15:
        raise UsageError(f"{kwh:g} kWh: give a number above 0")
    return Evidence.product(
        (Factor.exact("energy", kwh, "kWh", source="as given"),),
        unit=Unit.KWH,
        boundary=Boundary.SERVER,
        grade=Grade.REPORTED_MEASURED,
        source="as given",
        date="",
    )


def _times(energy: Evidence, two: Sequence[Place], pue: Factor | None = None) -> Interval:
    ranked = rank(energy, two, pue)
    least, most = next(iter(ranked.values()))
    return times(most, least)


def _cache(config: Path) -> KeyValueCache:
    try:
        content = json.loads(config.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise UsageError(f"{config} is not JSON") from None
    if not isinstance(content, dict):
        raise UsageError(f"{config} is not the configuration of a model")
    return KeyValueCache.from_config(content)


def _column(option: str, values: Sequence[_Value], length: int) -> Iterable[_Value]:
    if len(values) == 1:
        return repeat(values[0], length)
    if len(values) != length:
        raise UsageError(f"{option} is given {len(values)} times for {length} devices")
    return values
