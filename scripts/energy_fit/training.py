"""Fit what training needs: measured watts over design power, utilisation, and a prior.

The fits are deliberately small: published trainings are few. Accelerators are random effects,
drawn towards the mean of all by how few rows they have.
"""

from __future__ import annotations

import json
import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from energy_fit import truth
from energy_fit.truth import Training
from hubscan.energy.devices import Device
from hubscan.energy.factors import HOST, overhead
from hubscan.files import write_bytes

KNEE_PARAMETERS = 1e9  # smaller models do not keep an accelerator busy
PUBLISHED_POWER_RATIO = 0.75  # Cottier et al. 2024, arXiv:2405.21015
PUBLISHED_WEIGHT = 4  # it rests on several clusters: it counts as four publishers
SLOPE_PENALTY = 1e-6  # so that there is a solution when every model is large
FAMILY_PENALTY, DEVICE_PENALTY = 1.0, 2.0  # rows that would have to speak against the mean
PLAUSIBLE_UTILISATION = (0.03, 0.65)
STUDENT_95 = {3: 2.35, 4: 2.13, 5: 2.02, 6: 1.94, 8: 1.86, 10: 1.81, 15: 1.75, 20: 1.72, 30: 1.70}


@dataclass(frozen=True)
class Utilisation:
    """MFU by accelerator: ``at_knee x (parameters / knee) ** slope`` below the knee."""

    at_knee: float
    slope: float
    family: dict[str, float]
    device: dict[str, float]

    def mfu(self, device: Device, parameters: float | None) -> float:
        """Return the utilisation that is expected of a device at a model size."""
        below = min(1.0, (parameters or KNEE_PARAMETERS) / KNEE_PARAMETERS)
        effect = self.family.get(device.model, 1.0) * self.device.get(device.name, 1.0)
        return float(self.at_knee * below**self.slope * effect)


@dataclass(frozen=True)
class Observation:
    """One training as the fit of the utilisation sees it."""

    training: Training
    device: Device
    mfu: float


def fit(folder: Path, output: Path, date: str) -> list[Path]:
    """Fit on the tables of ``folder``, write training.json in ``output``, return its path."""
    content = json.dumps({"date": date, **coefficients(folder)}, indent=1) + "\n"
    write_bytes(output / "training.json", content.encode())
    return [output / "training.json"]


def coefficients(folder: Path) -> dict[str, object]:
    """Return the coefficients of hubscan/energy/training.py with errors and rows."""
    trainings = truth.read_trainings(folder)
    ratio = power_ratio(trainings)
    rows = utilisation_rows(trainings, ratio)
    fitted = fit_utilisation(rows)
    power_logs = power_errors(trainings)
    mfu_logs = utilisation_errors(rows)
    return {
        "power_ratio": {
            "median": round(ratio, 4),
            **_spread(power_logs),
            "rows": [one.model for one, *_ in truth.measured_power(trainings)],
        },
        "utilisation": {
            "at_knee": round(fitted.at_knee, 4),
            "knee_parameters": KNEE_PARAMETERS,
            "slope": round(fitted.slope, 4),
            "family": _rounded(fitted.family),
            "device": _rounded(fitted.device),
            **_spread(mfu_logs),
            "rows": [row.training.model for row in rows],
        },
    }


def power_ratio(trainings: Sequence[Training]) -> float:
    """Return measured device watts over TDP: the mean log over publishers and the published one."""
    by_publisher: dict[str, list[float]] = {}
    for one, log in _power_logs(trainings):
        by_publisher.setdefault(one.publisher, []).append(log)
    logs = [statistics.fmean(logs) for logs in by_publisher.values()]
    logs += [math.log(PUBLISHED_POWER_RATIO)] * PUBLISHED_WEIGHT
    return math.exp(statistics.fmean(logs))


def power_errors(trainings: Sequence[Training]) -> list[float]:
    """Return ln(measured / estimated) of every measured training, its publisher left out."""
    errors = []
    for one, log in _power_logs(trainings):
        others = [other for other in trainings if other.publisher != one.publisher]
        errors.append(log - math.log(power_ratio(others)))
    return errors


def utilisation_rows(trainings: Sequence[Training], ratio: float) -> list[Observation]:
    """Return the utilisation of every training that tells hours, or else measured energy."""
    rows = []
    for one, device, hours, flop in truth.timed(list(trainings)):
        rows.append(Observation(one, device, flop / (hours * 3600 * device.training_tflops * 1e12)))
    known = {row.training.row for row in rows}
    for one, device, kwh, flop in truth.measured_work(list(trainings)):
        if one.row not in known:
            hours = kwh * 1000 / _server(one) / (device.power_w * ratio)
            mfu = flop / (hours * 3600 * device.training_tflops * 1e12)
            rows.append(Observation(one, device, mfu))
    low, high = PLAUSIBLE_UTILISATION
    return [row for row in rows if low <= row.mfu <= high]


def fit_utilisation(rows: Sequence[Observation]) -> Utilisation:
    """Fit the utilisation by ridge regression: accelerators are drawn to the mean of all."""
    families = sorted({row.device.model for row in rows})
    devices = sorted({row.device.name for row in rows})
    design = np.array([_columns(row, families, devices) for row in rows])
    penalty = (
        [0.0, SLOPE_PENALTY] + [FAMILY_PENALTY] * len(families) + [DEVICE_PENALTY] * len(devices)
    )
    logs = np.log([row.mfu for row in rows])
    solved = np.linalg.solve(design.T @ design + np.diag(penalty), design.T @ logs).tolist()
    family_logs, device_logs = solved[2 : 2 + len(families)], solved[2 + len(families) :]
    return Utilisation(
        at_knee=math.exp(solved[0]),
        slope=solved[1],
        family=dict(zip(families, map(math.exp, family_logs), strict=True)),
        device=dict(zip(devices, map(math.exp, device_logs), strict=True)),
    )


def utilisation_errors(rows: Sequence[Observation]) -> list[float]:
    """Return ln(seen / estimated) of every row with a number of hours, itself left out."""
    errors = []
    for row in rows:
        if row.training.device_hours is not None:
            fitted = fit_utilisation([other for other in rows if other is not row])
            errors.append(math.log(row.mfu / fitted.mfu(row.device, _size(row.training))))
    return errors


def student_95(rows: int) -> float:
    """Return the 95th percentile of Student's t for residuals of so many rows."""
    return next((t for n, t in sorted(STUDENT_95.items(), reverse=True) if n <= rows - 1), 2.92)


def _power_logs(trainings: Sequence[Training]) -> Iterable[tuple[Training, float]]:
    for one, device, hours, kwh in truth.measured_power(list(trainings)):
        yield one, math.log(kwh * 1000 / hours / _server(one) / device.power_w)


def _server(one: Training) -> float:
    return overhead(HOST).value if one.at_server else 1.0


def _columns(row: Observation, families: list[str], devices: list[str]) -> list[float]:
    size = _size(row.training) or KNEE_PARAMETERS
    below = math.log(min(1.0, size / KNEE_PARAMETERS))
    return [
        1.0,
        below,
        *(float(row.device.model == family) for family in families),
        *(float(row.device.name == name) for name in devices),
    ]


def _size(one: Training) -> float | None:
    return one.active_parameters or one.parameters


def _spread(errors: Sequence[float]) -> dict[str, object]:
    reach = student_95(len(errors)) * math.sqrt(statistics.fmean(error**2 for error in errors))
    absolute = [abs(error) for error in errors]
    return {
        "low": round(math.exp(-reach), 4),
        "high": round(math.exp(reach), 4),
        "median_error": round(math.exp(statistics.median(absolute)), 4),
        "p90_error": round(math.exp(float(np.quantile(absolute, 0.9))), 4),
        "n": len(errors),
    }


def _rounded(effects: dict[str, float]) -> dict[str, float]:
    return {name: round(effect, 4) for name, effect in effects.items()}
