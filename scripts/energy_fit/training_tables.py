"""The training tables of scripts/bench_energy.py: T1, T2, T3, C1, D1 and the regions."""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from energy_fit import training, truth
from energy_fit.truth import Training
from hubscan.energy.devices import Device, device
from hubscan.energy.evidence import Boundary, Evidence, Factor, Grade, Unit
from hubscan.energy.factors import HOST, overhead
from hubscan.energy.places import exact_carbon_intensity, exact_pue, place
from hubscan.energy.plausibility import (
    Finding,
    Published,
    Report,
    check,
    check_parameters,
    copied_cards,
)
from hubscan.energy.regions import locate, times
from hubscan.energy.training import Use

SMALL_SAMPLE, RESAMPLES = 20, 2000
FLAT_UTILISATION = 0.40
MAX_HOURS_OF_ONE = 10_000
Errors = Sequence[float]


def print_tables(folder: Path) -> None:
    """Measure and print every training table from a folder of published trainings."""
    trainings = truth.read_trainings(folder)
    _print_set_aside(trainings)
    hours = training.power_errors(trainings)
    rows = training.utilisation_rows(trainings, training.power_ratio(trainings))
    utilisation = training.utilisation_errors(rows)
    _heading("T1 training kWh from hours, measured rows, the publisher left out", "x1.20 / x2.1")
    _print_errors("hubscan: hours x TDP x u", hours)
    _print_errors("hours x TDP", list(_plain_power(trainings)))
    _heading("T2 device-hours from 6ND, the row left out", "x1.25 / x1.8")
    _print_errors("hubscan: utilisation by accelerator and size", utilisation)
    flat = [math.log(row.mfu / FLAT_UTILISATION) for row in rows if row.training.device_hours]
    _print_errors(f"MFU {FLAT_UTILISATION:.2f}", flat)
    _heading(
        "T3 training kWh from parameters and tokens, the row and its publisher left out", "x1.35"
    )
    _print_errors("hubscan: 6ND to kWh", list(_work_errors(trainings, rows)))
    _print_coverage(hours, utilisation)
    _print_doubts(trainings)
    _print_regions()


def _print_set_aside(trainings: Sequence[Training]) -> None:
    unknown = [
        f"{one.model} ({one.hardware})" for one in trainings if one.hardware and not one.device
    ]
    print(
        f"{len(trainings)} published trainings; on no known device: {', '.join(unknown) or 'none'}"
    )


def _plain_power(trainings: Sequence[Training]) -> Iterator[float]:
    for _, one, hours, kwh in truth.measured_power(list(trainings)):
        yield math.log(kwh * 1000 / hours / one.power_w)


def _work_errors(
    trainings: Sequence[Training], rows: Sequence[training.Observation]
) -> Iterator[float]:
    for one, on, kwh, flop in truth.measured_work(list(trainings)):
        fitted = training.fit_utilisation([row for row in rows if row.training is not one])
        others = [other for other in trainings if other.publisher != one.publisher]
        mfu = fitted.mfu(on, one.active_parameters or one.parameters)
        hours = flop / (on.training_tflops * 1e12 * mfu * 3600)
        server = overhead(HOST).value if one.at_server else 1.0
        yield math.log(kwh / (hours * on.power_w / 1000 * training.power_ratio(others) * server))


def _print_coverage(*errors: Errors) -> None:
    _heading("C1 90 % intervals on rows left out, spread fitted on the others", "85 to 95 %")
    for name, logs in zip(("hours", "6ND"), errors, strict=True):
        inside = [abs(log) <= _reach(logs, left) for left, log in enumerate(logs)]
        print(f"  kWh from {name:8} {sum(inside) / len(inside):6.0%}  of {len(inside)}")


def _reach(logs: Errors, left: int) -> float:
    others = [log for index, log in enumerate(logs) if index != left]
    return training.student_95(len(others)) * math.sqrt(statistics.fmean(x * x for x in others))


def _print_doubts(trainings: Sequence[Training]) -> None:
    _heading("D1 wrong figures flagged, sound ones not", "all, none")
    for name, finding in _known_wrong():
        print(f"  {'flagged' if finding else 'MISSED ':8} {name}: {finding and finding.doubt}")
    flagged = {one.model: check(_report(one)) for one in trainings if one.device}
    for one in trainings:
        for finding in flagged.get(one.model, []):
            print(f"  flagged  {one.model} ({truth.TRUTH}): {finding.doubt}, {finding.reason}")
    sound = [one for one in trainings if one.device and not one.erroneous]
    wrong = [one for one in sound if flagged[one.model]]
    print(f"  of {len(sound)} rows not marked erroneous {len(wrong)} are flagged"
          f" ({', '.join(one.model for one in wrong)})")  # fmt: skip


def _known_wrong() -> Iterator[tuple[str, Finding | None]]:
    """Yield the published errors that facts and arithmetic show, with what hubscan says."""
    yield "Llama-3.3-70B, 12.9 t over 7.0 M hours", _first(_ran(12.9e6, "H100 SXM", 7.0e6))
    yield "DALL-E mini, 7.54 kg", _first(_ran(7540, "TPU v3-8", 576))
    yield "biomedical-ner-all, 0.0279 in 30.2 min", _first(_ran(0.0279, "RTX 3060", 30.2 / 60))
    copies = copied_cards(
        [
            Published("distilbert/distilgpt2", 149_200, "2019-10-03"),
            Published("someone/gpt2wilkinscoffee", 149_200, "2022-05-01"),
            Published("dalle-mini/dalle-mini", 7540, "2022-03-02"),
            Published("someone/SpecLab", 7540, "2023-01-01"),
            Published("d4data/biomedical-ner-all", 0.0279, "2022-06-01"),
            Published("another/biomedical-ner-all", 0.0279, "2023-01-01"),
        ]
    )
    for name in ("gpt2wilkinscoffee", "SpecLab", "biomedical-ner-all"):
        found = (copies[one] for one in copies if one.endswith(name))
        yield f"the copy {name}", next(found, None)
    yield "packed: 4.69 B of a 34 B model", check_parameters(4.69e9, 34e9)
    yield "packed: 0.50 B of a 3.2 B model", check_parameters(0.50e9, 3.2e9)


def _ran(emissions_g: float, name: str, hours: float) -> Report:
    return Report(emissions_g=emissions_g, uses=[_use(device(name), hours)])


def _report(one: Training) -> Report:
    grid = one.carbon_intensity
    return Report(
        emissions_g=one.emissions_g,
        energy_kwh=one.energy_kwh,
        uses=[_use(one.device, one.device_hours)] if one.device and one.device_hours else [],
        carbon_intensity=None if grid is None else exact_carbon_intensity(grid),
        pue=one.pue,
        flop=one.training_flop,
    )


def _use(one: Device, device_hours: float) -> Use:
    count = math.ceil(device_hours / MAX_HOURS_OF_ONE)
    return Use(one, count, device_hours / count)


def _first(report: Report) -> Finding | None:
    return next(iter(check(report)), None)


def _print_regions() -> None:
    _heading("Regions: the same job in Poland and in Norway", "20 and 25 times")
    energy = Evidence.product(
        (Factor.exact("energy", 1, "kWh"),),
        unit=Unit.KWH, boundary=Boundary.SERVER, grade=Grade.FROM_HOURS, source="", date="",
    )  # fmt: skip
    for name, pue in (("equal PUE", exact_pue(1.0)), ("usual PUE", None)):
        for year in (2024, None):
            poland, norway = (locate(energy, place(one, year), pue) for one in ("POL", "NOR"))
            print(f"  {name} {poland.place.year}: {times(poland, norway).median:5.1f} times")


def _print_errors(name: str, errors: Errors) -> None:
    absolute = [abs(error) for error in errors]
    median, p90 = _median(absolute), _p90(absolute)
    twice = statistics.fmean(error < math.log(2) for error in absolute)
    bias = math.exp(statistics.fmean(errors))
    print(f"  {name:46} x{median:.2f} / x{p90:.2f}  within 2x {twice:.0%}"
          f"  truth/estimate x{bias:.2f}  n={len(errors)}")  # fmt: skip
    if len(errors) < SMALL_SAMPLE:
        low, high = _bootstrap(absolute, _median)
        low90, high90 = _bootstrap(absolute, _p90)
        print(
            f"  {'  bootstrap 90 %':46} x{low:.2f} to x{high:.2f} / x{low90:.2f} to x{high90:.2f}"
        )


def _median(absolute: Errors) -> float:
    return math.exp(statistics.median(absolute))


def _p90(absolute: Errors) -> float:
    return math.exp(float(np.quantile(absolute, 0.9)))


def _bootstrap(values: Errors, statistic: Callable[[Errors], float]) -> tuple[float, float]:
    draw = random.Random(0)
    found = sorted(statistic(draw.choices(values, k=len(values))) for _ in range(RESAMPLES))
    return found[RESAMPLES // 20], found[-RESAMPLES // 20]


def _heading(title: str, bar: str) -> None:
    print(f"\n{title}  [bar: {bar}]")
