"""Published trainings, read from training_truth.csv into what the fits and the benchmark need."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hubscan.energy.devices import Device, parse_hardware
from hubscan.errors import UsageError

TRUTH = "training_truth.csv"
_SERVER = re.compile(r"system|cpu|codecarbon|as printed", re.IGNORECASE)
_COMPUTED = re.compile(r"tdp|computed", re.IGNORECASE)
_ERRONEOUS = "X"
_SAME_PUBLISHER = {"patterson": "google", "palm": "google", "tucanobr": "nicholaskluge"}


@dataclass(frozen=True)
class Training:
    """One published training run; ``row`` is its line in the table, None is not published."""

    row: int
    model: str
    publisher: str
    parameters: float | None
    active_parameters: float | None
    tokens: float | None
    flop: float | None
    hardware: str
    device: Device | None
    device_hours: float | None
    energy_kwh: float | None
    pue: float | None
    at_server: bool
    is_measured: bool
    emissions_g: float | None
    carbon_intensity: float | None
    erroneous: bool

    @property
    def it_kwh(self) -> float | None:
        """The energy without the facility's overhead."""
        return None if self.energy_kwh is None else self.energy_kwh / (self.pue or 1)

    @property
    def training_flop(self) -> float | None:
        """The published operations, else 6 x active parameters x tokens."""
        if self.flop is not None:
            return self.flop
        parameters = self.active_parameters or self.parameters
        return 6 * parameters * self.tokens if parameters and self.tokens else None


def read_trainings(folder: Path) -> list[Training]:
    """Return the trainings of a folder; hardware that is no known device is kept as None."""
    with (folder / TRUTH).open(encoding="utf-8", newline="") as stream:
        return [_training(number, cells) for number, cells in enumerate(csv.DictReader(stream), 2)]


def measured_power(trainings: list[Training]) -> Iterator[tuple[Training, Device, float, float]]:
    """Yield trainings whose energy was measured, with device, device-hours and kWh without PUE."""
    for one in trainings:
        if one.is_measured and one.device and one.device.tdp_w and one.device_hours and one.it_kwh:
            yield one, one.device, one.device_hours, one.it_kwh


def timed(trainings: list[Training]) -> Iterator[tuple[Training, Device, float, float]]:
    """Yield trainings that tell their device-hours, with device, hours and operations."""
    for one in trainings:
        if not one.erroneous and one.device and one.device_hours and one.training_flop:
            yield one, one.device, one.device_hours, one.training_flop


def measured_work(trainings: list[Training]) -> Iterator[tuple[Training, Device, float, float]]:
    """Yield trainings whose energy was measured and whose operations are known: kWh, FLOP."""
    for one in trainings:
        if one.is_measured and one.device and one.device.tdp_w and one.it_kwh and one.training_flop:
            yield one, one.device, one.it_kwh, one.training_flop


def _training(number: int, cells: dict[str, str]) -> Training:
    billion = 1e9
    boundary = cells["energy_boundary"] + cells["power_kind"]
    erroneous = cells["quality"].startswith(_ERRONEOUS)
    publisher = (cells["hub_id"].partition("/")[0] or cells["source"]).split()[0].casefold()
    return Training(
        row=number,
        model=cells["model"],
        publisher=_SAME_PUBLISHER.get(publisher, publisher),
        parameters=_number(cells["params_b"], billion),
        active_parameters=_number(cells["active_params_b"], billion),
        tokens=_number(cells["tokens_b"], billion),
        flop=_number(cells["flops"]),
        hardware=cells["hardware"],
        device=_device(cells["hardware"]),
        device_hours=_number(cells["device_hours"]),
        energy_kwh=_number(cells["energy_kwh"]),
        pue=_number(cells["pue"]),
        at_server=bool(_SERVER.search(boundary)),
        is_measured=_is_measured(cells["provenance"], boundary) and not erroneous,
        emissions_g=_number(cells["tco2e"], 1e6),
        carbon_intensity=_number(cells["ci_kg_per_kwh"], 1e3),
        erroneous=erroneous,
    )


def _is_measured(provenance: str, boundary: str) -> bool:
    return provenance.startswith("measured") and not _COMPUTED.search(boundary)


def _number(text: str, scale: float = 1.0) -> float | None:
    return float(text) * scale if text else None


def _device(hardware: str) -> Device | None:
    try:
        (_, one), *others = parse_hardware(hardware)
    except UsageError:
        return None
    return None if others else one
