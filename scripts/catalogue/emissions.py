"""Reported training emissions in grams, without those whose unit is in doubt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .facts import number, rows
from .merge import Model

# The card's unit is the gram. These calculators answer in kilograms, and their answers were
# copied into cards as they were.
_KILOGRAM_TOOLS = frozenset({"Code Carbon", "MLCO2", "Google Cloud Footprint"})
_LEAST_TYPED_G = 1.0  # a figure typed by hand below a gram is a kilogram figure more often than not
_LEAST_AUTOMATIC_G = 0.1  # ten seconds of one small GPU: shorter than any training


@dataclass
class Emissions:
    """Emissions by model, and what was left out."""

    by_name: dict[str, float]
    left_out: Counter[str]
    owners: dict[str, list[str]]

    def of(self, model: Model) -> float | None:
        """Return a model's reported grams; None where nobody reports or the unit is in doubt."""
        stated = model.newest(lambda fact: fact.emissions_g)
        if stated is not None and stated >= _LEAST_TYPED_G:
            return stated
        name = model.model_id.partition("/")[2]
        return self.by_name.get(name) if len(self.owners.get(name, [])) == 1 else None


def read_emissions(folder: Path, model_ids: Iterable[str]) -> Emissions:
    """Read the models that reported emissions; the table has their names without owners."""
    owners: dict[str, list[str]] = defaultdict(list)
    for model_id in model_ids:
        owners[model_id.partition("/")[2]].append(model_id)
    emissions = Emissions({}, Counter(), owners)
    for row in rows(folder / "co2-2023-04.csv.gz"):
        grams = number(row["co2_eq_emissions"])
        if reason := _doubt(row, grams):
            emissions.left_out[reason] += 1
        elif len(owners.get(row["modelId"], [])) != 1:
            emissions.left_out["no one model of that name"] += 1
        elif grams is not None:
            emissions.by_name.setdefault(row["modelId"], grams)
    return emissions


def _doubt(row: dict[str, str], grams: float | None) -> str | None:
    if grams is None or row["co2_reported"] != "1":
        return "not reported"
    if row["source"] in _KILOGRAM_TOOLS:
        return "from a tool that answers in kilograms"
    automatic = row["auto"] in {"True", "1"}
    if grams < (_LEAST_AUTOMATIC_G if automatic else _LEAST_TYPED_G):
        return "too small to be grams"
    return None
