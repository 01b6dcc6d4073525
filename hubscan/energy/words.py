"""Figures as a person reads them: three digits, a fitting unit, the interval beside it."""

from __future__ import annotations

from hubscan.energy.evidence import Evidence, Interval, Unit

_SCALES: dict[Unit, tuple[tuple[float, str], ...]] = {
    Unit.KWH: ((1e6, "GWh"), (1e3, "MWh"), (1.0, "kWh"), (1e-3, "Wh"), (1e-6, "mWh")),
    Unit.WH: ((1e6, "MWh"), (1e3, "kWh"), (1.0, "Wh"), (1e-3, "mWh")),
    Unit.GRAMS: ((1e6, "t CO2e"), (1e3, "kg CO2e"), (1.0, "g CO2e"), (1e-3, "mg CO2e")),
    Unit.WATTS: ((1e6, "MW"), (1e3, "kW"), (1.0, "W")),
}


def amount(value: float, unit: Unit) -> str:
    """Write a value with three significant digits in the unit that fits its size."""
    scale, name = _scale(value, unit)
    return f"{digits(value / scale)} {name}"


def figure(evidence: Evidence) -> str:
    """Write a figure with its interval, or why there is none."""
    if evidence.median is None:
        return f"not estimable: {evidence.reason}"
    return interval(evidence.interval(), evidence.unit)


def interval(values: Interval, unit: Unit) -> str:
    """Write a median with its interval: ``2.5 kWh (1.2 to 5.1)``."""
    scale, name = _scale(values.median, unit)
    low, median, high = (digits(value / scale) for value in values)
    return f"{median} {name}" if low == high else f"{median} {name} ({low} to {high})"


def digits(value: float) -> str:
    """Write three significant digits without an exponent, thousands separated."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 1e-4 else f"{value:.2g}"


def _scale(value: float, unit: Unit) -> tuple[float, str]:
    scales = _SCALES.get(unit, ((1.0, str(unit)),))
    fitting = (scale for scale in scales if abs(value) >= scale[0])
    return next(fitting, scales[-1]) if value else (1.0, dict(scales)[1.0])
