"""Energy per 1,000 queries at batch 1 by a power law of the parameters, for each task and class.

``kWh = coefficient x (parameters / 1e9) ^ exponent``, fitted by scripts/fit_energy.py.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from typing import Any

from hubscan.energy.evidence import Boundary, Evidence, Factor, Grade, Load, Unit
from hubscan.resources import resource

BILLION = 1e9


@dataclass(frozen=True, slots=True)
class Law:
    """One fitted law; ``low`` and ``high`` multiply an estimate into its 90 % interval.

    ``class_name`` is None for the law of a whole task, for models whose class nobody can tell.
    ``exponent_spread`` is how far the exponent may be off: it widens the interval beyond the
    sizes that were measured, ``parameters_min`` to ``parameters_max``. ``query`` is what was run.
    """

    task: str
    class_name: str | None
    coefficient_kwh: float
    exponent: float
    exponent_spread: float
    low: float
    high: float
    parameters_min: float
    parameters_max: float
    rows: int
    query: str
    source: str
    date: str

    @property
    def name(self) -> str:
        """Name the law for a person."""
        return f"{self.task} ({self.class_name or 'any class'})"

    def estimate(self, parameters: float, *factors: Factor) -> Evidence:
        """Return the kWh of 1,000 queries; ``factors`` are what the task multiplies it by.

        Raises EstimateError when the result overflows.
        """
        size = Factor.exact("parameters", parameters / BILLION, "B", self.exponent)
        return Evidence.product(
            (
                Factor.exact("law at 1 B parameters", self.coefficient_kwh, "kWh"),
                size,
                Factor("scatter about the law", 1, self.low, self.high, source=self.source),
                *self._extrapolation(parameters),
                *factors,
            ),
            unit=Unit.KWH,
            boundary=Boundary.DEVICE,
            grade=Grade.FROM_LAW,
            source=f"law of {self.name}, {self.query}, {self.rows} models of {self.source}",
            date=self.date,
            load=Load.BATCH_1,
        )

    def _extrapolation(self, parameters: float) -> tuple[Factor, ...]:
        nearest = min(max(parameters, self.parameters_min), self.parameters_max)
        if nearest == parameters:
            return ()
        spread = math.exp(self.exponent_spread * abs(math.log(parameters / nearest)))
        return (Factor("beyond the measured sizes", 1, 1 / spread, spread),)


@cache
def laws() -> dict[tuple[str, str | None], Law]:
    """Read the fitted laws by task and class; the class None stands for the whole task."""
    table = json.loads(resource("data", "energy", "laws.json").read_text(encoding="utf-8"))
    spread = table["exponent_spread"]
    return {(row["task"], row["class"]): _law(row, spread, table["date"]) for row in table["laws"]}


def law_of(task: str, class_name: str | None) -> Law | None:
    """Return the law of a class, else that of the whole task, else None."""
    return laws().get((task, class_name)) or laws().get((task, None))


def _law(row: dict[str, Any], spread: float, date: str) -> Law:
    fields = {name: row[name] for name in row.keys() & Law.__slots__}
    return Law(**fields, class_name=row["class"], exponent_spread=spread, date=date)
