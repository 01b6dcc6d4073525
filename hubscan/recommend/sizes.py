"""Sizes as people write them: 66M, 1.5B, 500MB, 8 GiB."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from hubscan.errors import UsageError

_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?|\.\d+)\s*([a-zA-Z]*)\s*", re.ASCII)
_COUNTS = {"": 1, "k": 10**3, "m": 10**6, "b": 10**9, "g": 10**9, "t": 10**12}
_BYTES = {
    **{"b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12},
    **{"kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40},
}
_BYTES_PER_GB = 10**9
_MAX_COUNT = 10**16


def parse_parameters(text: str | float) -> int:
    """Read a number of parameters: 66M, 1.5B, 7e9, 66000000.

    Raises UsageError when it is no positive number or its unit counts bytes.
    """
    count = _number(text) if isinstance(text, (int, float)) else _scaled(text, _COUNTS, "66M, 1.5B")
    if not 1 <= count <= _MAX_COUNT:
        raise UsageError(f"impossible number of parameters: {text} (write 66M or 1.5B)")
    return round(count)


def parse_memory_gb(text: str | float) -> float:
    """Read a size of memory in GB (10^9 bytes): 0.5, 500MB, 8GB, 8GiB. A bare number is GB.

    Raises UsageError when it is no positive size.
    """
    if isinstance(text, (int, float)) or _is_bare(text):
        memory_gb = _number(text)
    else:
        memory_gb = _scaled(text, _BYTES, "500MB, 8GB") / _BYTES_PER_GB
    if not 0 < memory_gb <= _MAX_COUNT / _BYTES_PER_GB:
        raise UsageError(f"impossible size of memory: {text} (write 500MB or 8GB)")
    return memory_gb


def parse_days(text: str | int) -> int:
    """Read an age in days: 90, 90d, 6m (months of 30.44 days), 2y (years of 365.25 days)."""
    days = _scaled(str(text), {"": 1, "d": 1, "w": 7, "m": 30.44, "y": 365.25}, "90d, 6m, 2y")
    if not 1 <= days <= 100 * 366:
        raise UsageError(f"impossible age: {text} (write 90d, 6m or 2y)")
    return round(days)


def _is_bare(text: str) -> bool:
    return not any(character.isalpha() for character in text.replace("e", ""))


def _number(value: str | float) -> float:
    try:
        number = float(value)
    except ValueError:
        raise UsageError(f"not a number: {value}") from None
    return number if math.isfinite(number) else 0.0


def _scaled(text: str, units: Mapping[str, float], examples: str) -> float:
    match = _SIZE.fullmatch(text)
    if match is not None and match[2].lower() in units:
        return float(match[1]) * units[match[2].lower()]
    if _is_bare(text):
        return _number(text)
    raise UsageError(f"size not understood: {text!r} (write {examples})")


def format_count(count: int) -> str:
    """Write a number of parameters for a person: 67M, 1.5B, 671B."""
    for unit, scale in (("T", 10**12), ("B", 10**9), ("M", 10**6), ("k", 10**3)):
        if count >= 0.9995 * scale:
            return f"{_three_digits(count / scale)}{unit}"
    return str(count)


def format_gb(size_gb: float) -> str:
    """Write a size of memory for a person: 0.27 GB, 14 GB."""
    return f"{_three_digits(size_gb)} GB"


def _three_digits(number: float) -> str:
    return f"{number:.0f}" if number >= 99.95 else f"{number:.3g}"
