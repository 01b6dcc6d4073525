"""Numbers as people write them: 66M parameters, 90 min."""

from __future__ import annotations

import math
import re

from hubscan.errors import UsageError

_NUMBER = re.compile(r"([+-]?(?:\d[\d_,]*)?\.?\d+(?:e[+-]?\d+)?)\s*([a-z]*)", re.IGNORECASE)
_LONGEST = 40
_COUNTS = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12}
_HOURS = {"": 1.0, "h": 1.0, "hours": 1.0, "hour": 1.0, "min": 1 / 60, "minutes": 1 / 60,
          "s": 1 / 3600, "seconds": 1 / 3600, "d": 24.0, "days": 24.0, "day": 24.0}  # fmt: skip


def parse_count(text: str) -> float:
    """Read a count such as 66M, 7B, 2T or 7e9; raise UsageError at another unit."""
    return _parse(text, _COUNTS, "a number such as 66M, 7B or 7e9")


def parse_hours(text: str) -> float:
    """Read a time such as 24, 24h, 90min or 3d in hours; raise UsageError at another unit."""
    return _parse(text, _HOURS, "hours such as 24, 90min or 3d")


def _parse(text: str, units: dict[str, float], wanted: str) -> float:
    match = _NUMBER.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    unit = match[2].casefold() if match else ""
    if match is None or unit not in units:
        raise UsageError(f"{text[:60]!r} is not {wanted}")
    value = float(match[1].replace("_", "").replace(",", "")) * units[unit]
    if not math.isfinite(value):
        raise UsageError(f"{text[:60]!r} is too large")
    return value
