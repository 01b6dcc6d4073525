"""What a training costs: from device-hours, from its operations, or from its kind alone.

    device kWh   = hours x devices x TDP x (measured watts / TDP)
    device-hours = operations / (peak x utilisation x 3600)
    facility kWh = device kWh x host overhead x PUE
    gCO2e        = facility kWh x carbon intensity of the grid (location-based)

The two ratios and their spreads are fitted by scripts/fit_energy.py on published trainings.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from hubscan.energy.boundary import emissions, to_facility
from hubscan.energy.devices import Device, device
from hubscan.energy.evidence import Boundary, Evidence, Factor, Grade, Unit
from hubscan.energy.factors import HOST, overhead
from hubscan.energy.places import Place
from hubscan.energy.tables import nearest, read_table
from hubscan.errors import UsageError
from hubscan.resources import resource

MAX_HOURS = 24 * 366 * 20  # twenty years
MAX_DEVICES = 1_000_000
MAX_PARAMETERS, MAX_TOKENS = 1e15, 1e18
DEFAULT_DEVICE = "H100 SXM"


class Method(StrEnum):
    """What is trained, which decides the operations per parameter and token."""

    FULL = "full"  # 6 x N x D: forward 2, backward 4
    LORA = "lora"  # 4 x N x D + 6 x N_adapter x D: no weight gradients of the frozen part
    DISTILLATION = "distillation"  # student 6 x N x D, and the teacher's forward 2 x N_teacher x D


@dataclass(frozen=True, slots=True)
class Use:
    """A number of equal devices for a number of hours; ``watts`` each when it was measured."""

    device: Device
    count: int
    hours: float
    watts: float | None = None

    def __post_init__(self) -> None:
        """Raise UsageError at hours, numbers or watts that cannot be."""
        if self.count < 1 or self.count > MAX_DEVICES:
            raise UsageError(f"{self.count} devices: give a number from 1 to {MAX_DEVICES}")
        if not 0 < self.hours <= MAX_HOURS:
            raise UsageError(f"{self.hours:g} hours: give a number above 0, at most {MAX_HOURS}")
        if self.watts is not None and not 0 < self.watts <= 100_000:
            raise UsageError(f"{self.watts:g} W per device: give a number above 0, at most 100000")


@dataclass(frozen=True, slots=True)
class Training:
    """A training's figures: at the devices, with the whole facility, and what that emits.

    ``emissions`` are location-based; ``market_emissions`` stand beside them only when reported.
    """

    place: Place
    device_hours: Evidence
    device_energy: Evidence
    energy: Evidence
    emissions: Evidence
    market_emissions: Evidence | None = None


@dataclass(frozen=True, slots=True)
class _Model:
    power_ratio: Factor
    utilisation: Factor
    knee_parameters: float
    slope: float
    family: dict[str, float]
    device: dict[str, float]
    date: str


def from_hours(uses: Sequence[Use], place: Place, market_g: float | None = None) -> Training:
    """Estimate a training from what ran for how long, on any mix of devices."""
    if not uses:
        raise UsageError("no device is given: say what ran, how many, and for how long")
    source = ", ".join(f"{use.count} x {use.device.name}" for use in uses)
    hours = _evidence(_device_hours(uses), Unit.DEVICE_HOURS, Grade.FROM_HOURS, source)
    energy = _evidence(_device_energy(uses), Unit.KWH, Grade.FROM_HOURS, source)
    return _training(hours, energy, place, market_g)


def from_parameters(
    parameters: float,
    tokens: float,
    place: Place,
    on: Device | None = None,
    method: Method = Method.FULL,
    teacher_parameters: float | None = None,
) -> Training:
    """Estimate a training from the model's active parameters and the tokens that it sees.

    Tokens count once per epoch. A distillation needs the teacher's parameters.
    """
    on = on or device(DEFAULT_DEVICE)
    _check_size("parameters", parameters, MAX_PARAMETERS)
    _check_size("tokens", tokens, MAX_TOKENS)
    operations = _operations(parameters, tokens, method, teacher_parameters)
    source = f"{method} training of {parameters:.3g} parameters on {on.name}"
    time = (
        *operations,
        Factor.exact("peak", on.training_tflops * 1e12, "FLOP/s", -1, on.source),
        _utilisation(on, parameters),
        Factor.exact("seconds per hour", 3600, "s/h", -1),
    )
    hours = _evidence(time, Unit.DEVICE_HOURS, Grade.FROM_PARAMETERS, source)
    if on.tdp_w is None:
        reason = f"{on.name} has no published power"
        return _training(hours, Evidence.unknown(reason, unit=Unit.KWH, source=source), place)
    power = (Factor.exact("TDP", on.power_w / 1000, "kW", source=on.source), _power_ratio())
    energy = _evidence((*time, *power), Unit.KWH, Grade.FROM_PARAMETERS, source)
    return _training(hours, energy, place)


def from_kind(kind: str, place: Place) -> Training:
    """Estimate a fine-tune of which nothing but the kind is known, as fine-tunes reported it.

    The kinds are those of ``kinds()``; raises UsageError at another one.
    """
    if kind not in _priors():
        raise UsageError(f"unknown kind of fine-tune {kind[:60]!r}{nearest(kind, list(_priors()))}")
    grams = _priors()[kind]
    per_kwh = overhead("grid of the reports").inverse()
    server = _evidence((grams, per_kwh), Unit.KWH, Grade.FROM_LAW, grams.source, Boundary.SERVER)
    hours = Evidence.unknown("only the kind of fine-tune is known", unit=Unit.DEVICE_HOURS)
    energy = to_facility(server, place)
    device_energy = server.times(overhead(HOST).inverse(), boundary=Boundary.DEVICE)
    return Training(place, hours, device_energy, energy, emissions(energy, place))


def kinds() -> list[str]:
    """Return the kinds of fine-tune that have a prior."""
    return list(_priors())


def _training(
    hours: Evidence, device_energy: Evidence, place: Place, market_g: float | None = None
) -> Training:
    energy = to_facility(device_energy, place)
    grams = emissions(energy, place)
    return Training(place, hours, device_energy, energy, grams, _market(market_g))


def _market(market_g: float | None) -> Evidence | None:
    if market_g is None:
        return None
    if not 0 <= market_g < math.inf:
        raise UsageError(f"{market_g:g} g market-based: give a number from 0 up")
    reported = Factor.exact("market-based emissions", market_g, "g", source="as reported")
    return _evidence(
        (reported,), Unit.GRAMS, Grade.REPORTED_COMPUTED, "as reported", Boundary.FACILITY
    )


def _evidence(
    factors: Sequence[Factor],
    unit: Unit,
    grade: Grade,
    source: str,
    boundary: Boundary = Boundary.DEVICE,
) -> Evidence:
    return Evidence.product(
        factors, unit=unit, boundary=boundary, grade=grade, source=source, date=_model().date
    )


def _device_hours(uses: Sequence[Use]) -> tuple[Factor, ...]:
    if len(uses) == 1:
        return _hours_and_count(uses[0])
    total = math.fsum(use.count * use.hours for use in uses)
    return (Factor.exact(" + ".join(f"{u.count} x {u.hours:g} h" for u in uses), total, "h"),)


def _device_energy(uses: Sequence[Use]) -> tuple[Factor, ...]:
    if len(uses) == 1:
        use = uses[0]
        return (*_hours_and_count(use), *_watts(use))
    terms = [math.prod(part.value for part in _watts(use)) * _hours(use) for use in uses]
    assumed = math.fsum(t for t, use in zip(terms, uses, strict=True) if use.watts is None)
    total, ratio = math.fsum(terms), _power_ratio()
    low = total - assumed * (1 - ratio.low / ratio.value)
    high = total + assumed * (ratio.high / ratio.value - 1)
    return (Factor(_sum_name(uses), total, low, high, "kWh", shared=ratio.shared),)


def _sum_name(uses: Sequence[Use]) -> str:
    parts = (
        f"{use.count} x {use.hours:g} h x "
        + " x ".join(f"{part.value:.4g}{' kW' if part.unit else ''}" for part in _watts(use))
        for use in uses
    )
    return " + ".join(parts)


def _hours(use: Use) -> float:
    return use.count * use.hours


def _hours_and_count(use: Use) -> tuple[Factor, Factor]:
    return Factor.exact("hours", use.hours, "h"), Factor.exact("devices", use.count)


def _watts(use: Use) -> tuple[Factor, ...]:
    if use.watts is not None:
        return (Factor.exact("measured power", use.watts / 1000, "kW", source="as given"),)
    tdp = Factor.exact("TDP", use.device.power_w / 1000, "kW", source=use.device.source)
    return tdp, _power_ratio()


def _operations(
    parameters: float, tokens: float, method: Method, teacher_parameters: float | None
) -> tuple[Factor, ...]:
    seen = Factor.exact("tokens", tokens)
    if method is Method.FULL:
        per_token = Factor.exact("FLOP per parameter and token", 6)
        return per_token, Factor.exact("parameters", parameters), seen
    if method is Method.LORA:
        share = overhead("adapter share")
        value, low, high = (4 + 6 * part for part in (share.value, share.low, share.high))
        name = "FLOP per parameter and token: 4 + 6 x the adapter's share"
        per_parameter = Factor(name, value, low, high, source=share.source)
        return per_parameter, Factor.exact("parameters", parameters), seen
    if teacher_parameters is None:
        raise UsageError("a distillation needs the parameters of its teacher")
    _check_size("teacher parameters", teacher_parameters, MAX_PARAMETERS)
    per_token_flop = 6 * parameters + 2 * teacher_parameters
    name = f"FLOP per token: 6 x {parameters:.4g} + 2 x {teacher_parameters:.4g} of the teacher"
    return Factor.exact(name, per_token_flop), seen


def _check_size(name: str, value: float, most: float) -> None:
    if not 0 < value <= most:
        raise UsageError(f"{value:g} {name}: give a number above 0, at most {most:g}")


def _utilisation(on: Device, parameters: float) -> Factor:
    model = _model()
    mean = model.utilisation
    below = min(1.0, parameters / model.knee_parameters)
    effect = model.family.get(on.model, 1.0) * model.device.get(on.name, 1.0)
    value = mean.value * below**model.slope * effect
    low, high = value * mean.low / mean.value, value * mean.high / mean.value
    name = f"utilisation of {on.name}"
    return Factor(name, value, low, high, "", -1, f"utilisation:{on.model}", mean.source)


def _power_ratio() -> Factor:
    return _model().power_ratio


@cache
def _model() -> _Model:
    stored = json.loads(resource("data", "energy", "training.json").read_text(encoding="utf-8"))
    ratio, utilisation = stored["power_ratio"], stored["utilisation"]
    return _Model(
        power_ratio=_ratio("measured watts / TDP", ratio["median"], ratio),
        utilisation=_ratio("utilisation", utilisation["at_knee"], utilisation),
        knee_parameters=utilisation["knee_parameters"],
        slope=utilisation["slope"],
        family=utilisation["family"],
        device=utilisation["device"],
        date=stored["date"],
    )


def _ratio(name: str, median: float, spread: dict[str, float]) -> Factor:
    source = f"{spread['n']} published trainings"
    low, high = median * spread["low"], median * spread["high"]
    return Factor(name, median, low, high, shared=name, source=source)


@cache
def _priors() -> dict[str, Factor]:
    return {
        row.text("kind"): Factor(
            f"reported fine-tunes of the kind {row.text('kind')!r}",
            row.number("median_g"),
            row.number("low_g"),
            row.number("high_g"),
            "g",
            source=row.text("source"),
        )
        for row in read_table("finetune_prior.csv")
    }
