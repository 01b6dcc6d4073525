"""Where machines stand: the grid of every country and cloud region, and the PUE of their sites."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from hubscan.energy.evidence import Factor
from hubscan.energy.tables import Row, nearest, normalise, read_table
from hubscan.errors import UsageError

WORLD = "WORLD"
UNKNOWN_PUE = "unknown"
_CLEAN_G_PER_KWH = 100
_LONGEST = 200
_PROVIDERS = {"google": "gcp", "googlecloud": "gcp", "amazon": "aws", "microsoft": "azure"}
_CLEAN, _USUAL, _REGION = "clean", "usual", "region"


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its ISO codes and the names in use."""

    iso3: str
    iso2: str
    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CloudRegion:
    """A provider's region; without an intensity of its own that of the country holds."""

    provider: str
    code: str
    place: str
    iso3: str
    g_per_kwh: float | None
    pue: float | None
    year: int
    method: str
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a machine stands: its grid (location-based) and the PUE that is usual there."""

    name: str
    iso3: str
    region: str
    carbon_intensity: Factor
    pue: Factor
    year: int
    method: str


def place(name: str | None, year: int | None = None) -> Place:
    """Find a country (name, ISO-2, ISO-3) or a cloud region (``aws:eu-north-1``, ``us-east1``).

    None is an unknown place: the world's average with an interval as wide as the world. In
    "Paris, France" the last part that is a country counts. The year nearest to ``year`` is taken,
    the latest without one. Raises UsageError naming the nearest places.
    """
    if name is None:
        return _in_country(_country_by_iso3()[WORLD], year)
    if region := _find_region(name[:_LONGEST]):
        return _in_region(region, year)
    for part in (name[:_LONGEST], *reversed(name[:_LONGEST].split(","))):
        if country := _countries().get(normalise(part)):
            return _in_country(country, year)
    raise UsageError(
        f"unknown country or cloud region {name[:60]!r}{nearest(name, _place_names())}"
    )


def country_code(name: str) -> str:
    """Return the ISO-3 code of a country, or of a cloud region's. Raises UsageError."""
    iso3 = place(name).iso3
    if iso3 == WORLD:
        raise UsageError(f"{name[:60]!r} is no country")
    return iso3


def known_country(name: str) -> str | None:
    """Return the ISO-3 code of a country by its code or full name, None for anything else."""
    country = _countries().get(normalise(name[:_LONGEST]))
    return country.iso3 if country and country.iso3 != WORLD else None


def every_country(year: int | None = None) -> list[Place]:
    """Return every country that has a grid intensity."""
    countries = _country_by_iso3().values()
    return [_in_country(country, year) for country in countries if country.iso3 != WORLD]


def every_cloud_region(year: int | None = None) -> list[Place]:
    """Return every cloud region that is known."""
    return [_in_region(region, year) for region in _cloud_regions()]


def pue(provider: str | None) -> Factor:
    """Return the PUE of a provider's fleet; None is an unknown site, ``own`` a machine at home."""
    key = normalise(provider or UNKNOWN_PUE)
    key = _PROVIDERS.get(key, key)
    if key not in _provider_pues():
        raise UsageError(f"unknown provider {provider!r}{nearest(key, list(_provider_pues()))}")
    return _provider_pues()[key]


def site(
    where: str | None,
    *,
    year: int | None = None,
    provider: str | None = None,
    pue_value: float | None = None,
    g_per_kwh: float | None = None,
) -> Place:
    """Return a place with what the user knows better: the provider, the PUE, the intensity."""
    found = place(where, year)
    if provider is not None:
        found = replace(found, pue=pue(provider))
    if pue_value is not None:
        found = replace(found, pue=exact_pue(pue_value))
    if g_per_kwh is not None:
        intensity = exact_carbon_intensity(g_per_kwh)
        found = replace(found, carbon_intensity=intensity, method="as given")
    return found


def exact_pue(value: float) -> Factor:
    """Return a PUE that the user knows; raise UsageError unless it lies between 1 and 5."""
    if not 1 <= value <= 5:
        raise UsageError(f"PUE {value:g}: a facility draws 1 to 5 times what its servers draw")
    return Factor.exact("PUE", value, source="as given")


def exact_carbon_intensity(g_per_kwh: float) -> Factor:
    """Return an intensity that the user knows; raise UsageError outside 0 to 2000 g/kWh."""
    if not 0 <= g_per_kwh <= 2000:
        raise UsageError(f"{g_per_kwh:g} g/kWh: a grid emits 0 to 2000 g/kWh; kg were meant?")
    return Factor.exact("carbon intensity", g_per_kwh, "g/kWh", source="as given")


def _in_country(country: Country, year: int | None) -> Place:
    years = _grid()[country.iso3]
    taken = max(years) if year is None else min(years, key=lambda known: (abs(known - year), known))
    row = years[taken]
    intensity = _intensity(
        f"carbon intensity of {country.name} {taken}", row.number("g_per_kwh"),
        _spread(country.iso3, row.number("g_per_kwh")), f"grid:{country.iso3}", row.text("source"),
    )  # fmt: skip
    usual = _country_pues().get(country.iso3, _provider_pues()[UNKNOWN_PUE])
    return Place(country.name, country.iso3, "", intensity, usual, taken, row.text("method"))


def _in_region(region: CloudRegion, year: int | None) -> Place:
    country = _in_country(_country_by_iso3()[region.iso3], year)
    usual = _provider_pues()[region.provider]
    if region.pue is not None:
        usual = Factor.exact(f"PUE of {region.code}", region.pue, source=region.source)
    intensity, taken, method = country.carbon_intensity, country.year, country.method
    if region.g_per_kwh is not None:
        intensity = _intensity(
            f"carbon intensity of {region.code} {region.year}", region.g_per_kwh,
            _spreads()[_REGION], f"grid:{region.code}", region.source,
        )  # fmt: skip
        taken, method = region.year, region.method
    name = f"{region.place}, {country.name}"
    code = f"{region.provider}:{region.code}"
    return Place(name, region.iso3, code, intensity, usual, taken, method)


def _intensity(
    name: str, g_per_kwh: float, spread: tuple[float, float], shared: str, source: str
) -> Factor:
    low, high = spread
    return Factor(
        name,
        g_per_kwh,
        g_per_kwh * low,
        g_per_kwh * high,
        "g/kWh",
        shared=shared,
        source=source,
    )


def _spread(iso3: str, g_per_kwh: float) -> tuple[float, float]:
    usual = _CLEAN if g_per_kwh < _CLEAN_G_PER_KWH else _USUAL
    return _spreads().get(iso3, _spreads()[usual])


def _find_region(name: str) -> CloudRegion | None:
    provider, _, code = name.casefold().strip().replace("/", ":").rpartition(":")
    provider = _PROVIDERS.get(normalise(provider), provider)
    code = code.replace(" ", "")  # Azure writes "East US" as eastus
    for region in _cloud_regions():
        if region.code == code and provider in ("", region.provider):
            return region
    return None


@cache
def _cloud_regions() -> tuple[CloudRegion, ...]:
    return tuple(
        CloudRegion(
            provider=row.text("provider"),
            code=row.text("region"),
            place=row.text("place"),
            iso3=row.text("iso3"),
            g_per_kwh=row.number_or_none("g_per_kwh"),
            pue=row.number_or_none("pue"),
            year=row.year(),
            method=row.text("method"),
            source=row.text("source"),
        )
        for row in read_table("cloud_regions.csv")
    )


@cache
def _country_by_iso3() -> dict[str, Country]:
    return {
        row.text("iso3"): Country(
            row.text("iso3"), row.text("iso2"), row.text("name"), row.words("aliases")
        )
        for row in read_table("countries.csv")
    }


@cache
def _countries() -> dict[str, Country]:
    keys: dict[str, Country] = {}
    for country in _country_by_iso3().values():
        for name in (country.iso3, country.iso2, country.name, *country.aliases):
            if name:
                keys.setdefault(normalise(name), country)
    return keys


@cache
def _grid() -> dict[str, dict[int, Row]]:
    years: dict[str, dict[int, Row]] = {}
    for row in read_table("grid.csv"):
        years.setdefault(row.text("iso3"), {})[row.year()] = row
    return years


@cache
def _spreads() -> dict[str, tuple[float, float]]:
    rows = read_table("grid_spread.csv")
    return {row.text("key"): (row.number("low"), row.number("high")) for row in rows}


@cache
def _provider_pues() -> dict[str, Factor]:
    return _pues("provider")


@cache
def _country_pues() -> dict[str, Factor]:
    return _pues("country")


def _pues(kind: str) -> dict[str, Factor]:
    return {
        row.text("key"): Factor(
            f"PUE of {row.text('key')} sites",
            row.number("pue"),
            row.number("low"),
            row.number("high"),
            shared=f"pue:{row.text('key')}",
            source=row.text("source"),
        )
        for row in read_table("pue.csv")
        if row.text("kind") == kind
    }


@cache
def _place_names() -> dict[str, str]:
    names = {
        alias: country.name
        for country in _country_by_iso3().values()
        for alias in (country.name, *country.aliases)
    }
    return names | {region.code: region.code for region in _cloud_regions()}
