"""Figures as a table writes them: never a number alone where its interval is known."""

from __future__ import annotations

from hubscan.energy import Evidence, Interval
from hubscan.energy.factors import overhead
from hubscan.recommend.precision import Loaded
from hubscan.recommend.saving import HALF, SAME, Saving
from hubscan.recommend.sizes import format_count, format_gb
from hubscan.terminal import two_digits as two_digits

UNKNOWN = "?"
_WH_PER_KWH = 1000


def size(parameters: int | None) -> str:
    """Write a number of parameters."""
    return UNKNOWN if parameters is None else format_count(parameters)


def memory(loaded: Loaded | None) -> str:
    """Write what a model needs in memory, and in which weight format: 1.82 GB fp16."""
    if loaded is None:
        return UNKNOWN
    return f"{format_gb(loaded.memory_gb)} {loaded.weight_format}"


def memory_basis() -> str:
    """Say what is counted as memory."""
    return f"weights and {100 * (overhead('runtime memory').value - 1):.0f} % overhead, no cache"


def memory_beside() -> str:
    """Say how memory is told where models stand beside each other."""
    return (
        f"Memory: {memory_basis()}; weights that are not quantized all in {HALF}, so that they"
        " compare (recommend and show: fp32 below 1B parameters, bf16 from there)."
    )


def times(ratio: Interval, unit: str = "") -> str:
    """Write a ratio with its interval: 0.27 (0.14 to 0.52), or 0.27 times (0.14 to 0.52)."""
    median = f"{two_digits(ratio.median)} {unit}".rstrip()
    return f"{median} ({two_digits(ratio.low)} to {two_digits(ratio.high)})"


def energy_ratio(saving: Saving) -> str:
    """Write the energy of one model over another's, or that it is unknown."""
    if saving is SAME:
        return "1 (reference)"
    return UNKNOWN if saving.ratio is None else times(saving.ratio)


def wh_per_1000(energy: Evidence) -> str:
    """Write the energy of 1,000 queries in Wh with its interval, or why there is none."""
    if energy.median is None or energy.low is None or energy.high is None:
        return f"unknown: {energy.reason}"
    low, median, high = (
        two_digits(_WH_PER_KWH * x) for x in (energy.low, energy.median, energy.high)
    )
    return f"{median} Wh ({low} to {high})"
