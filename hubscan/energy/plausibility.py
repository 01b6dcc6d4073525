"""Is a reported figure physically possible? A figure that is not is kept, flagged and not used.

implied watts per device = grams / (g per kWh x PUE x device-hours), or kWh / (PUE x hours)
implied utilisation      = operations / (device-hours x 3600 x peak)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from hubscan.energy.evidence import Factor, Interval
from hubscan.energy.factors import overhead, plausible_range
from hubscan.energy.training import Use

KG = 1000
_KG_SLACK = 3  # a ratio this near to 1000 is taken for a unit, not for chance
_COUNT_SLACK = 1.6  # how near a ratio lies to the number of devices when they count twice
_AUTOTRAIN, _SECOND_MODE_FROM = "autotrain", "2022-04"
_SIGNIFICANT_DIGITS = 3  # 100 g twice is chance, 7,540 g twice is a copy


class Doubt(StrEnum):
    """What is wrong with a reported figure."""

    TOO_LITTLE_POWER = "too-little-power"
    TOO_MUCH_POWER = "too-much-power"
    KG_AS_GRAMS = "kg-as-grams"
    GRAMS_AS_KG = "grams-as-kg"
    DEVICES_COUNTED_TWICE = "devices-counted-twice"
    UTILISATION_TOO_LOW = "utilisation-too-low"
    UTILISATION_TOO_HIGH = "utilisation-too-high"
    IMPOSSIBLE_GRID = "impossible-grid"
    COPIED_CARD = "copied-card"
    SECOND_MODE = "autotrain-second-mode"
    PACKED_PARAMETERS = "packed-parameters"


@dataclass(frozen=True, slots=True)
class Finding:
    """One doubt about a figure, in words, with the value that would be sound if there is one."""

    doubt: Doubt
    reason: str
    proposed: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What a card or a paper says of a training; None is not said, which is not zero.

    ``carbon_intensity`` is that of the place, with its interval; None where no place is told.
    """

    emissions_g: float | None = None
    energy_kwh: float | None = None
    uses: Sequence[Use] = ()
    carbon_intensity: Factor | None = None
    pue: float | None = None
    flop: float | None = None
    source: str | None = None
    created: str | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """One model's reported emissions, for finding copies; ``created`` is ISO, None unknown."""

    model_id: str
    emissions_g: float
    created: str | None = None
    downloads: int | None = None


def check(report: Report) -> list[Finding]:
    """Return every doubt about a reported training, none when it is plausible."""
    found = (_check_grid(report), _check_power(report), _check_utilisation(report))
    return [finding for finding in (*found, _check_second_mode(report)) if finding]


def implied_watts(report: Report) -> Interval | None:
    """Return the watts per device that a report implies, None when it tells too little."""
    hours = math.fsum(use.count * use.hours for use in report.uses)
    if not hours:
        return None
    hours *= report.pue or 1
    if report.energy_kwh is not None:
        return Interval(*(report.energy_kwh * 1000 / hours,) * 3)
    if report.emissions_g is None:
        return None
    grid = report.carbon_intensity or overhead("grid of the reports")
    if grid.low == 0:
        return None
    kwh = [report.emissions_g / g_per_kwh for g_per_kwh in (grid.high, grid.value, grid.low)]
    return Interval(*(value * 1000 / hours for value in kwh))


def implied_utilisation(report: Report) -> float | None:
    """Return the share of the devices' peak that a report implies, None without operations."""
    if report.flop is None or not report.uses:
        return None
    peak = math.fsum(
        use.count * use.hours * 3600 * use.device.training_tflops * 1e12 for use in report.uses
    )
    return report.flop / peak


def check_parameters(counted: float, of_base: float) -> Finding | None:
    """Doubt a parameter count that is too small for its base: packed integers were counted."""
    low, high = plausible_range("packed")
    if not counted > 0 or not low <= of_base / counted <= high:
        return None
    reason = (
        f"{counted:.3g} parameters are counted where the base has {of_base:.3g}: packed integers,"
        f" {of_base / counted:.1f} weights in each"
    )
    return Finding(Doubt.PACKED_PARAMETERS, reason, of_base)


def copied_cards(published: Iterable[Published]) -> dict[str, Finding]:
    """Return the models whose figure repeats one of another owner, with which one.

    The oldest is taken for the original, else the most downloaded, else the first.
    """
    by_value: dict[float, list[Published]] = {}
    for one in published:
        if _is_distinct(one.emissions_g):
            by_value.setdefault(one.emissions_g, []).append(one)
    findings = {}
    for same in by_value.values():
        original = min(same, key=_age)
        for one in same:
            if _owner(one.model_id) != _owner(original.model_id):
                reason = f"{one.emissions_g:g} g is what {original.model_id} reports"
                findings[one.model_id] = Finding(Doubt.COPIED_CARD, reason)
    return findings


def _check_power(report: Report) -> Finding | None:
    watts = implied_watts(report)
    tdp = _mean_tdp(report.uses)
    if watts is None or tdp is None or watts.median == 0:
        return None
    low, high = plausible_range("power")
    if watts.low / tdp <= high and watts.high / tdp >= low:
        return None
    return _power_finding(report, watts.median, tdp)


def _power_finding(report: Report, watts: float, tdp: float) -> Finding:
    ratio = watts / tdp
    says = f"{watts:.3g} W per device, {ratio:.3g} of its {tdp:.3g} W"
    if _near(ratio * KG, 1, _KG_SLACK):
        proposed = None if report.emissions_g is None else report.emissions_g * KG
        return Finding(Doubt.KG_AS_GRAMS, f"{says}: kg written as g?", proposed)
    if _near(ratio / KG, 1, _KG_SLACK):
        proposed = None if report.emissions_g is None else report.emissions_g / KG
        return Finding(Doubt.GRAMS_AS_KG, f"{says}: g written as kg?", proposed)
    if ratio < 1:
        return Finding(Doubt.TOO_LITTLE_POWER, f"{says}: less than an idle device draws")
    devices = sum(use.count for use in report.uses)
    if devices > 1 and _near(ratio, devices, _COUNT_SLACK):
        reason = f"{says}: the {devices} devices are counted twice?"
        proposed = None if report.emissions_g is None else report.emissions_g / devices
        return Finding(Doubt.DEVICES_COUNTED_TWICE, reason, proposed)
    return Finding(Doubt.TOO_MUCH_POWER, f"{says}: more than a server draws for it")


def _check_utilisation(report: Report) -> Finding | None:
    utilisation = implied_utilisation(report)
    if utilisation is None:
        return None
    low, high = plausible_range("utilisation")
    says = f"implied utilisation {utilisation:.2g}"
    if utilisation > high:
        return Finding(Doubt.UTILISATION_TOO_HIGH, f"{says}: no training reaches above {high:g}")
    if utilisation < low:
        return Finding(Doubt.UTILISATION_TOO_LOW, f"{says}: published trainings exceed {low:g}")
    return None


def _check_grid(report: Report) -> Finding | None:
    if not report.energy_kwh or not report.emissions_g:
        return None
    low, high = plausible_range("intensity")
    g_per_kwh = report.emissions_g / report.energy_kwh
    if low <= g_per_kwh <= high:
        return None
    reason = f"{report.emissions_g:g} g of {report.energy_kwh:g} kWh are {g_per_kwh:.3g} g/kWh"
    return Finding(Doubt.IMPOSSIBLE_GRID, f"{reason}: no grid emits that, units are mixed")


def _check_second_mode(report: Report) -> Finding | None:
    if report.emissions_g is None or _AUTOTRAIN not in (report.source or "").casefold():
        return None
    if not 0 < report.emissions_g < plausible_range("autotrain")[0]:
        return None
    if report.created is None or report.created < _SECOND_MODE_FROM:
        return None
    reason = "AutoTrain cards since April 2022 have a second mode a thousand times below the first"
    return Finding(Doubt.SECOND_MODE, f"{reason}: kg written as g?", report.emissions_g * KG)


def _mean_tdp(uses: Sequence[Use]) -> float | None:
    if not uses or any(use.device.tdp_w is None for use in uses):
        return None
    hours = math.fsum(use.count * use.hours for use in uses)
    return math.fsum(use.count * use.hours * use.device.power_w for use in uses) / hours


def _near(ratio: float, target: float, slack: float) -> bool:
    return target / slack <= ratio <= target * slack


def _is_distinct(grams: float) -> bool:
    digits = f"{grams:.15e}".partition("e")[0].replace(".", "").rstrip("0")
    return grams > 0 and len(digits) >= _SIGNIFICANT_DIGITS


def _age(one: Published) -> tuple[str, int]:
    return one.created or "9999", -(one.downloads or 0)


def _owner(model_id: str) -> str:
    owner, slash, _ = model_id.partition("/")
    return owner.casefold() if slash else model_id.casefold()
