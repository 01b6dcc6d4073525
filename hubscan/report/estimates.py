"""Estimates as rows, for tables and charts of the app."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hubscan.energy.asking import Figures, Fit
from hubscan.energy.coordinates import coordinates
from hubscan.energy.curves import Curve
from hubscan.energy.evidence import Evidence, Unit
from hubscan.energy.places import Place, every_cloud_region, every_country
from hubscan.energy.regions import Located
from hubscan.energy.reuse import Comparison, in_words
from hubscan.energy.words import figure, interval

Row = dict[str, object]

QUARTERS = (
    "the quarter of places with the least",
    "the second quarter",
    "the third quarter",
    "the quarter with the most",
)


def figure_rows(figures: Figures) -> list[Row]:
    """Return each figure in words, with its boundary and the kind of its evidence."""
    return [
        {
            "Figure": name,
            "Median (90 % interval)": figure(one),
            "Counted at": str(one.boundary or ""),
            "Evidence": str(one.grade).replace("-", " "),
            "Source": one.source,
        }
        for name, one in figures.items()
    ]


def formula_lines(figures: Figures) -> list[str]:
    """Return the formulas with their numbers, then what each factor comes from."""
    lines = [f"{name} = {one.formula()}" for name, one in figures.items()]
    factors = (factor for one in figures.values() for factor in one.factors if factor.source)
    return lines + list(dict.fromkeys(f"{factor.name}: {factor.source}" for factor in factors))


def place_in_words(place: Place) -> str:
    """Write a place with the two factors that it brings."""
    where = f"{place.name} ({place.region})" if place.region else place.name
    grid, pue = place.carbon_intensity.value, place.pue.value
    return f"{where}: {grid:g} g/kWh ({place.method}, {place.year}), PUE {pue:g}"


def place_choices() -> dict[str, str]:
    """Return every country by its code, then every cloud region by its own, with its name."""
    countries = sorted(every_country(), key=lambda place: place.name)
    regions = sorted(every_cloud_region(), key=lambda place: place.region)
    return {place.iso3: place.name for place in countries} | {
        place.region: f"{place.region} ({place.name})" for place in regions
    }


def memory_rows(fits: Iterable[Fit]) -> list[Row]:
    """Return what each weight format needs."""
    return [
        {
            "Format": fit.need.weight_format.name,
            "Bits per weight": fit.need.weight_format.bits_per_weight,
            "Weights (GB)": fit.need.weights_gb,
            "Cache (GB)": fit.need.cache_gb,
            "Needs (GB)": fit.need.total_gb,
            "Devices": fit.devices,
            "Source": fit.need.weight_format.source,
        }
        for fit in fits
    ]


def outcome_rows(comparison: Comparison) -> list[Row]:
    """Return each option with what it costs over the queries and when it pays back."""
    return [
        {
            "Option": outcome.option.name,
            "Energy": interval(outcome.energy_kwh, Unit.KWH),
            "Emissions": interval(outcome.emissions_g, Unit.GRAMS),
            "Better than the first": _probability(outcome.probability_better),
            "Break-even": in_words(outcome, comparison.reference),
        }
        for outcome in comparison.outcomes
    ]


def comparison_evidence(comparison: Comparison) -> Iterator[Evidence]:
    """Yield what a comparison rests on: the energy of queries, and what is spent before them."""
    for outcome in comparison.outcomes:
        yield outcome.option.per_1000
        if outcome.option.upfront is not None:
            yield outcome.option.upfront


def curve_rows(curves: Iterable[Curve]) -> list[Row]:
    """Return the points of all curves: queries, and kWh with their interval."""
    return [
        {
            "option": curve.option.name,
            "queries": point.queries,
            "low_kwh": point.energy_kwh.low,
            "energy_kwh": point.energy_kwh.median,
            "high_kwh": point.energy_kwh.high,
        }
        for curve in curves
        for point in curve.points
    ]


def region_rows(located: Sequence[Located]) -> list[Row]:
    """Return places in their order, with coordinates in degrees where they are known."""
    return [_region(rank, one, len(located)) for rank, one in enumerate(located, start=1)]


def _region(rank: int, one: Located, places: int) -> Row:
    place, at = one.place, coordinates(one.place.iso3)
    low_g, emissions_g, high_g = one.emissions.interval()
    return {
        "rank": rank,
        "quarter": QUARTERS[4 * (rank - 1) // places],
        "place": place.region or place.name,
        "name": place.name,
        "low_g": low_g,
        "emissions_g": emissions_g,
        "high_g": high_g,
        "emissions": figure(one.emissions),
        "carbon_intensity_g_per_kwh": place.carbon_intensity.value,
        "year": place.year,
        "pue": place.pue.value,
        "latitude": at and at.latitude,
        "longitude": at and at.longitude,
    }


def _probability(better: float | None) -> str:
    return "the reference" if better is None else f"{better:.0%}"
