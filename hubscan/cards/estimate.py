"""Emissions that nobody measured: estimated from hours and hardware, and marked as such."""

from __future__ import annotations

from dataclasses import dataclass

from hubscan import __version__
from hubscan.cards.record import Method, RecordedRun
from hubscan.energy import Use, device, from_hours, place, site

TOOL = "hubscan"


@dataclass(frozen=True)
class Hours:
    """What ran for how long and where; ``place`` is a country or a cloud region."""

    hours: float
    gpu: str
    gpus: int = 1
    place: str | None = None
    pue: float | None = None


def estimated_run(told: Hours, training_type: str | None = None) -> RecordedRun:
    """Estimate a training; a later estimate of the same training type takes its place.

    Raises UsageError for hardware or a place that is not known.
    """
    where = site(told.place, pue_value=told.pue)
    use = Use(device(told.gpu), told.gpus, told.hours)
    training = from_hours([use], where)
    low_g, emissions_g, high_g = training.emissions.interval()
    provider, _, region = where.region.partition(":")
    return RecordedRun(
        run_id=f"estimate:{training_type or 'training'}",
        method=Method.ESTIMATED,
        tool=TOOL,
        tool_version=__version__,
        emissions_g=emissions_g,
        emissions_low_g=low_g,
        emissions_high_g=high_g,
        energy_kwh=training.energy.interval().median,
        hours=told.hours,
        carbon_intensity_g_per_kwh=where.carbon_intensity.value,
        pue=where.pue.value,
        hardware=f"{told.gpus} x {use.device.name}" if told.gpus > 1 else use.device.name,
        location=where.name if told.place else None,
        cloud_provider=provider or None,
        compute_region=region or None,
    )


def grid(country: str) -> tuple[str, float]:
    """Return the name of a country or cloud region, and the g/kWh of its grid."""
    found = place(country)
    return found.name, found.carbon_intensity.value
