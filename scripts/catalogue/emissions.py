"""Models that reported their training emissions, in grams, where the unit is not in doubt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from hubscan.catalogue.names import current_id
from hubscan.catalogue.parameters import Count, plausible
from hubscan.catalogue.record import Rung

from .facts import Facts, number, rows, whole, words

# The card's unit is the gram. These calculators answer in kilograms, and their answers were
# copied into cards as they were.
_KILOGRAM_TOOLS = frozenset({"Code Carbon", "MLCO2", "Google Cloud Footprint"})
_LEAST_TYPED_G = 1.0  # a figure typed by hand below a gram is a kilogram figure more often than not
_LEAST_AUTOMATIC_G = 0.1  # ten seconds of one small GPU: shorter than any training
_FAR_MORE = 20
_BYTES_PER_PARAMETER = 4  # weights of 2022 are stored in 32 bits


def certain_grams(grams: float | None, *, automatic: bool) -> float | None:
    """Return a reported figure; None where it is too small to be grams."""
    least = _LEAST_AUTOMATIC_G if automatic else _LEAST_TYPED_G
    return grams if grams is not None and grams >= least else None


def co2_2023_04(folder: Path, left_out: Counter[str]) -> Iterator[Facts]:
    """Read a study of models that reported emissions; its names have no owners.

    The owner is taken from the other tables, where one model of that name stands out. The size of
    the weights' file tells the parameters.
    """
    owners = _owners(folder)
    for row in rows(folder / "co2-2023-04.csv.gz"):
        model_id = _standing_out(owners.get(row["modelId"], {}))
        if model_id is None:
            left_out["no one model of that name"] += 1
            continue
        grams, reason = _grams(row)
        left_out[reason] += grams is None
        yield Facts(
            model_id=model_id,
            as_of="2023-04",
            source="co2-2023-04",
            introduces=grams is not None,
            datasets=words(row["datasets"]),
            counts=_from_bytes(number(row["size"])),
            likes=whole(row["likes"]),
            emissions_g=grams,
        )


def _grams(row: dict[str, str]) -> tuple[float | None, str]:
    reported = number(row["co2_eq_emissions"])
    if reported is None or row["co2_reported"] != "1":
        return None, "not reported"
    if row["source"] in _KILOGRAM_TOOLS:
        return None, "from a tool that answers in kilograms"
    automatic = row["auto"] in {"True", "1"}
    return certain_grams(reported, automatic=automatic), "too small to be grams"


def _from_bytes(size: float | None) -> tuple[Count, ...]:
    known = plausible(size / _BYTES_PER_PARAMETER) if size else None
    return (Count(known, Rung.ARCHITECTURE, "co2-2023-04 (file size)"),) if known else ()


def _standing_out(downloads: Mapping[str, float]) -> str | None:
    """Return the only id, or that with far more downloads than all others of its name."""
    ranked = sorted(downloads, key=lambda model_id: (-downloads[model_id], model_id))
    if not ranked:
        return None
    second = downloads[ranked[1]] if len(ranked) > 1 else 0.0
    alone = len(ranked) == 1
    return ranked[0] if alone or downloads[ranked[0]] > _FAR_MORE * max(second, 1.0) else None


def _owners(folder: Path) -> dict[str, dict[str, float]]:
    """Return the ids by their names without owners, each with its most downloads in any table."""
    owners: dict[str, dict[str, float]] = defaultdict(dict)
    for file, column in (
        ("downloads-2023.csv.gz", "modelId"),
        ("hub-2024-09.csv.gz", "modelId"),
        ("hub-2025-12.csv.gz", "id"),
    ):
        for row in rows(folder / file):
            model_id = current_id(row[column])
            same_name = owners[model_id.rpartition("/")[2]]
            downloads = number(row["downloads"]) or 0.0
            same_name[model_id] = max(downloads, same_name.get(model_id, 0.0))
    return owners
