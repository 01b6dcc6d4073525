"""What quantization does to the energy of a query, as measured: never the ratio of the sizes."""

from __future__ import annotations

import csv
import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from hubscan.energy.evidence import Factor, Load
from hubscan.resources import resource

_ANY = "any"
_BATCH_1 = "batch 1"


@dataclass(frozen=True, slots=True)
class Multiplier:
    """Energy of a quantized copy over that of the 16-bit model, for one format, load and size."""

    name: str
    pattern: re.Pattern[str]
    load: str
    below_parameters: float
    multiplier: float
    low: float
    high: float
    evidence: str
    source: str
    date: str

    def fits(self, scheme: str, parameters: float, load: str) -> bool:
        """Tell whether the row speaks of this scheme, size and load."""
        if self.load not in (_ANY, load) or parameters >= self.below_parameters:
            return False
        return self.pattern.search(scheme) is not None


@cache
def multipliers() -> tuple[Multiplier, ...]:
    """Read the table of measured effects; the last row fits every format."""
    path = resource("data", "energy", "quantization.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(_multiplier(row) for row in csv.DictReader(file))


@lru_cache(maxsize=1024)
def multiplier_of(scheme: str, load: Load, parameters: float) -> Factor:
    """Return the factor by which a quantized copy's energy differs from the 16-bit model's."""
    serving = _BATCH_1 if load == Load.BATCH_1 else "served"
    words = scheme.lower()
    row = next(row for row in multipliers() if row.fits(words, parameters, serving))
    source = f"{row.source}, {row.date}: {row.evidence}"
    return Factor(f"quantized: {row.name}", row.multiplier, row.low, row.high, source=source)


def _multiplier(row: dict[str, str]) -> Multiplier:
    below = row["below_parameters_b"]
    return Multiplier(
        row["name"],
        re.compile(row["pattern"]),
        row["load"],
        float(below) * 1e9 if below else math.inf,
        float(row["multiplier"]),
        float(row["low"]),
        float(row["high"]),
        row["evidence"],
        row["source"],
        row["date"],
    )
