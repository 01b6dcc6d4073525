"""Build the factor tables that come from public data, and check the others against it.

Usage: build_factors.py FOLDER

FOLDER holds owid-carbon-intensity-electricity.csv (Our World in Data, from Ember and the Energy
Institute), cloud-regions-codecarbon.csv (CodeCarbon, from Google) and, for the check,
gpus-mlco2.csv. Written: countries.csv, grid.csv, and the Google rows of cloud_regions.csv, in
data/factors. The others (devices, PUE, quantization, the AWS and Azure regions) are kept by hand.
The same folder gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pycountry

from hubscan.energy.devices import device
from hubscan.errors import HubscanError
from hubscan.files import write_bytes

FIRST_YEAR = 2015  # older cards than that report no emissions
FACTORS = Path(__file__).resolve().parent.parent / "data" / "factors"
BY_ISO3 = {country.alpha_3: country for country in pycountry.countries}
ISO3 = {"OWID_WRL": "WORLD", "OWID_KOS": "XKX"}  # of OWID's codes outside ISO 3166
OUTSIDE_ISO = {"WORLD": "", "XKX": "XK"}
ALIASES = {
    "ARE": ("UAE",),
    "BRA": ("Brasil",),
    "CHN": ("PRC", "mainland China", "People's Republic of China"),
    "CIV": ("Ivory Coast",),
    "COD": ("DR Congo", "Democratic Republic of Congo"),
    "CPV": ("Cape Verde",),
    "CZE": ("Czech Republic",),
    "DEU": ("Deutschland",),
    "ESP": ("Espana",),
    "GBR": ("UK", "Great Britain", "Britain", "England", "Scotland", "Wales"),
    "KOR": ("South Korea", "Korea", "Republic of Korea"),
    "MKD": ("Macedonia",),
    "MMR": ("Burma",),
    "NLD": ("The Netherlands", "Holland"),
    "PRK": ("North Korea",),
    "PSE": ("Palestine",),
    "RUS": ("Russia",),
    "SWZ": ("Swaziland",),
    "TUR": ("Turkey", "Turkiye"),
    "TZA": ("Tanzania",),
    "USA": ("United States of America", "America", "U.S.", "U.S.A."),
    "VNM": ("Vietnam",),
    "WORLD": ("global", "world average"),
}
COUNTRY_COLUMNS = ("iso3", "iso2", "name", "aliases", "year", "method", "source", "licence")
GRID_COLUMNS = ("iso3", "year", "g_per_kwh", "method", "source", "licence")
REGION_COLUMNS = (
    "provider", "region", "place", "iso3", "g_per_kwh", "pue",
    "year", "method", "source", "licence",
)  # fmt: skip
GOOGLE_YEAR = 2023
GOOGLE_TYPOS = {"me-cenrtal1": "me-central1"}
GOOGLE_ISO3 = {"asia-east2": "HKG"}
TOLERANCE = 1.15


def main() -> int:
    """Build, check, and say what was written."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help="where the public tables are")
    folder: Path = parser.parse_args().folder
    try:
        intensities = _read(folder, "owid-carbon-intensity-electricity.csv")
        grid = grid_rows(intensities)
        codes = {row["iso3"] for row in grid}
        named = {ISO3.get(row["Code"], row["Code"]): row["Entity"] for row in intensities}
        _write("grid.csv", GRID_COLUMNS, grid)
        _write("countries.csv", COUNTRY_COLUMNS, country_rows({c: named[c] for c in codes}))
        google = google_rows(_read(folder, "cloud-regions-codecarbon.csv"))
        kept = (row for row in _read(FACTORS, "cloud_regions.csv") if row["provider"] != "gcp")
        _write("cloud_regions.csv", REGION_COLUMNS, [*kept, *google])
        _check_power(_read(folder, "gpus-mlco2.csv"))
    except OSError as error:
        sys.exit(f"build_factors: {error.filename}: {error.strerror}")
    return 0


def grid_rows(rows: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return grid intensities by country and year, from the table of Our World in Data.

    The table has 0 for a country whose water power it does not price; no life cycle emits nothing.
    """
    built = [
        {
            "iso3": ISO3.get(row["Code"], row["Code"]),
            "year": row["Year"],
            "g_per_kwh": row["Carbon intensity of electricity per kWh"],
            "method": "life-cycle",
            "source": "Our World in Data (Ember; Energy Institute)",
            "licence": "CC BY 4.0",
        }
        for row in rows
        if int(row["Year"]) >= FIRST_YEAR and _is_country(row["Code"])
        if float(row["Carbon intensity of electricity per kWh"]) > 0
    ]
    return sorted(built, key=lambda row: (row["iso3"], row["year"]))


def country_rows(entities: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the names of the countries that have an intensity, from their code and usual name."""
    return [
        {
            "iso3": iso3,
            "iso2": BY_ISO3[iso3].alpha_2 if iso3 in BY_ISO3 else OUTSIDE_ISO[iso3],
            "name": name,
            "aliases": "|".join(sorted({*_iso_names(iso3), *ALIASES.get(iso3, ())} - {name})),
            "year": "2026",
            "method": "ISO 3166-1 and usage",
            "source": "ISO 3166-1, by way of pycountry; Our World in Data",
            "licence": "facts",
        }
        for iso3, name in sorted(entities.items())
    ]


def google_rows(rows: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return Google's regions with the intensities that Google publishes."""
    built = []
    for row in rows:
        region = GOOGLE_TYPOS.get(row["region"], row["region"])
        built.append(
            {
                "provider": "gcp",
                "region": region,
                "place": row["city"],
                "iso3": GOOGLE_ISO3.get(region, row["countryIsoCode"]),
                "g_per_kwh": row["impact"],
                "pue": "",
                "year": str(GOOGLE_YEAR),
                "method": "hourly grid mix",
                "source": "Google region carbon data, by way of CodeCarbon",
                "licence": "MIT",
            }
        )
    return sorted(built, key=lambda row: row["region"])


def _is_country(code: str) -> bool:
    return code in ISO3 or code in BY_ISO3


def _iso_names(iso3: str) -> Iterator[str]:
    if iso3 in BY_ISO3:
        country = BY_ISO3[iso3]
        for kind in ("name", "common_name", "official_name"):
            if name := getattr(country, kind, None):
                yield name


def _check_power(rows: Iterable[Mapping[str, str]]) -> None:
    """Print where the hand-kept device powers differ from another public table."""
    for name, watts, ours in _differences(rows):
        print(f"differs from gpus-mlco2.csv: {name} {watts:g} W there, {ours:g} W here")


def _differences(rows: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, float, float]]:
    for row in rows:
        watts = float(row["tdp_watts"])
        try:
            ours = device(row["name"]).tdp_w
        except HubscanError as error:
            print(f"not in devices.csv: {error}")
            continue
        if ours is not None and not 1 / TOLERANCE < ours / watts < TOLERANCE:
            yield row["name"], watts, ours


def _read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(name: str, columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    content = text.getvalue().encode()
    changed = write_bytes(FACTORS / name, content)
    rows_written = content.count(b"\n") - 1
    print(f"{name}: {rows_written} rows, {'written' if changed else 'unchanged'}")


if __name__ == "__main__":
    raise SystemExit(main())
