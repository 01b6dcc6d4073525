"""Overheads, weight formats and the ranges of plausible figures: rows with a source."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache, lru_cache

from hubscan.energy.evidence import Factor
from hubscan.energy.tables import nearest, normalise, read_table
from hubscan.errors import UsageError

HOST = "host overhead"


@dataclass(frozen=True, slots=True)
class Quantization:
    """A weight format with its effective bits per weight over a whole file."""

    name: str
    family: str
    bits_per_weight: float
    source: str


@lru_cache(1024)
def quantization(name: str) -> Quantization:
    """Find a weight format such as Q4_K_M, fp16 or nf4; raise UsageError when it is unknown."""
    formats = _quantizations()
    found = formats.get(normalise(name)) or formats.get(normalise(re.sub(r"^UD-|_XL$", "", name)))
    if found is None:
        names = [one.name for one in formats.values()]
        raise UsageError(f"unknown weight format {name[:60]!r}{nearest(name, names)}")
    return found


def quantizations() -> list[Quantization]:
    """Return every weight format that is known, in the order of the table."""
    return list(_quantizations().values())


def overhead(name: str) -> Factor:
    """Return one of the shares and overheads of overheads.csv, such as HOST."""
    return _overheads()[name]


@cache
def plausible_range(name: str) -> tuple[float, float]:
    """Return the range of plausibility.csv in which a quantity is believed."""
    rows = {row.text("key"): row for row in read_table("plausibility.csv")}
    high = rows[name].number_or_none("high")
    return rows[name].number("low"), math.inf if high is None else high


@cache
def _quantizations() -> dict[str, Quantization]:
    return {
        normalise(row.text("format")): Quantization(
            row.text("format"),
            row.text("family"),
            row.number("bits_per_weight"),
            row.text("source"),
        )
        for row in read_table("quantization.csv")
    }


@cache
def _overheads() -> dict[str, Factor]:
    return {
        row.text("key"): Factor(
            row.text("key"),
            row.number("value"),
            row.number("low"),
            row.number("high"),
            shared=row.text("key"),
            source=row.text("source"),
        )
        for row in read_table("overheads.csv")
    }
