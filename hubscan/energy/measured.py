"""Energy that others measured, model by model: AI Energy Score, ML.ENERGY, Power Hungry Processing.

Every row keeps the boundary, the load and the query of its source; rows of two sources are never
averaged, because the same model and task differ 5 to 17 times between them.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from hubscan.energy.evidence import Boundary, Evidence, Factor, Grade, Load, Unit
from hubscan.resources import resource


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measured row: what was run on what, and the kWh of 1,000 queries.

    ``low`` and ``high`` multiply the figure into the 90 % interval of measuring it again.
    """

    model_id: str
    task: str
    kwh_per_1000_queries: float
    low: float
    high: float
    hardware: str
    boundary: Boundary
    load: Load
    query: str
    source: str
    url: str
    date: str

    def evidence(self) -> Evidence:
        """Return the row as a figure, with the interval of a repeated measurement."""
        kwh = self.kwh_per_1000_queries
        measured = Factor("measured", kwh, kwh * self.low, kwh * self.high, "kWh", source=self.url)
        return Evidence.product(
            (measured,),
            unit=Unit.KWH,
            boundary=self.boundary,
            grade=Grade.THIRD_PARTY_MEASURED,
            source=f"{self.source}: {self.query} on {self.hardware}",
            date=self.date,
            load=self.load,
        )


def measurements_of(model_id: str, task: str) -> tuple[Measurement, ...]:
    """Return what was measured of a model in a task, the most comparable source first."""
    return _table().get((model_id.lower(), task), ())


@cache
def _table() -> dict[tuple[str, str], tuple[Measurement, ...]]:
    table: dict[tuple[str, str], tuple[Measurement, ...]] = {}
    with resource("data", "energy", "measured.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = row["model_id"].lower(), row["task"]
            table[key] = (*table.get(key, ()), _measurement(row))
    return table


def _measurement(row: dict[str, str]) -> Measurement:
    return Measurement(
        row["model_id"],
        row["task"],
        float(row["kwh_per_1000_queries"]),
        float(row["low"]),
        float(row["high"]),
        row["hardware"],
        Boundary(row["boundary"]),
        Load(row["load"]),
        row["query"],
        row["source"],
        row["url"],
        row["date"],
    )
