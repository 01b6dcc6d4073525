"""From one boundary to the next, explicitly: device, server (x host overhead), facility (x PUE)."""

from __future__ import annotations

from hubscan.energy.evidence import Boundary, Evidence, Unit
from hubscan.energy.factors import HOST, overhead
from hubscan.energy.places import Place
from hubscan.errors import EstimateError


def to_facility(energy: Evidence, place: Place) -> Evidence:
    """Return the energy that the whole facility draws for what a device or server draws."""
    if energy.boundary is Boundary.FACILITY:
        return energy
    if energy.boundary is Boundary.SERVER:
        return energy.times(place.pue, boundary=Boundary.FACILITY)
    return energy.times(overhead(HOST), place.pue, boundary=Boundary.FACILITY)


def emissions(energy: Evidence, place: Place) -> Evidence:
    """Return the grams that the facility's energy emits on the grid of a place, location-based."""
    if energy.unit is not Unit.KWH:
        raise EstimateError(f"emissions need the energy in kWh, not in {energy.unit}")
    return to_facility(energy, place).times(place.carbon_intensity, unit=Unit.GRAMS)
