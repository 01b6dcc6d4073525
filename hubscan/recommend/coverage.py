"""How the catalogue stands: what it has of which kind, and how much is known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np

from hubscan.catalogue.columns import UNKNOWN, FilterColumns
from hubscan.catalogue.licences import LicenceClass, licence_class
from hubscan.catalogue.overview import Overview

NOT_KNOWN = "not known"
_OTHER = "another licence"
_SIZES = (  # up to how many parameters, and how that is told
    (10e6, "under 10M"),
    (100e6, "10M to 100M"),
    (1e9, "100M to 1B"),
    (10e9, "1B to 10B"),
    (100e9, "10B to 100B"),
    (float("inf"), "100B and more"),
)


@dataclass(frozen=True)
class Count:
    """How many models are of one kind."""

    name: str
    models: int


@dataclass(frozen=True)
class CatalogueCoverage:
    """Counts of models by kind, and of how many models a fact is known.

    ``by_task`` and ``by_license`` have the most frequent first, ``by_size`` the smallest,
    ``by_year`` (of the last modification) the oldest; what is not known stands last.
    ``energy_estimated`` leaves out what is measured; the facts are of the days from ``oldest`` to
    ``newest`` (ISO).
    """

    models: int
    snapshot_date: str
    oldest: str | None
    newest: str | None
    by_task: tuple[Count, ...]
    by_size: tuple[Count, ...]
    by_license: tuple[Count, ...]
    by_year: tuple[Count, ...]
    with_card_text: int
    with_emissions: int
    energy_measured: int
    energy_estimated: int

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows."""
        return asdict(self)


def coverage(columns: FilterColumns, overview: Overview, snapshot_date: str) -> CatalogueCoverage:
    """Count what a catalogue has."""
    measured = columns.at_least("energy_measured", 1).count()
    return CatalogueCoverage(
        models=len(columns),
        snapshot_date=snapshot_date,
        oldest=overview.oldest,
        newest=overview.newest,
        by_task=_ranked(Counter(_told(columns, "pipeline_tag"))),
        by_size=_by_size(columns),
        by_license=_ranked(Counter(map(_class, _told(columns, "license")))),
        by_year=_by_year(columns),
        with_card_text=overview.with_description,
        with_emissions=overview.with_emissions,
        energy_measured=measured,
        energy_estimated=columns.known("energy_wh").count() - measured,
    )


def _told(columns: FilterColumns, name: str) -> Iterable[str]:
    values = [*columns.values[name], NOT_KNOWN]  # the code of the unknown, -1, is the last
    return (values[code] for code in columns.codes[name].tolist())


def _class(license: str) -> str:
    if license == NOT_KNOWN:
        return NOT_KNOWN
    known = licence_class(license)
    return _OTHER if known is LicenceClass.UNKNOWN else str(known)


def _ranked(counts: Counter[str]) -> tuple[Count, ...]:
    ordered = sorted(counts.items(), key=lambda each: (each[0] == NOT_KNOWN, -each[1], each[0]))
    return tuple(Count(name, models) for name, models in ordered)


def _by_size(columns: FilterColumns) -> tuple[Count, ...]:
    sizes = columns.numbers["parameters"]
    bounds = [bound for bound, _ in _SIZES]
    places = np.searchsorted(bounds, sizes[sizes != UNKNOWN], side="right")
    counts = np.bincount(places, minlength=len(_SIZES))
    named = [Count(told, int(count)) for (_, told), count in zip(_SIZES, counts, strict=True)]
    return (*named, *_unknown(sizes.tolist()))


def _by_year(columns: FilterColumns) -> tuple[Count, ...]:
    days = columns.numbers["modified_day"].tolist()
    years = Counter(date.fromordinal(day).year for day in days if day != UNKNOWN)
    return (*(Count(str(year), models) for year, models in sorted(years.items())), *_unknown(days))


def _unknown(values: Sequence[int]) -> list[Count]:
    missing = values.count(UNKNOWN)
    return [Count(NOT_KNOWN, missing)] if missing else []
