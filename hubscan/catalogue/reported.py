"""What a card reports of its emissions, as the catalogue keeps it."""

from __future__ import annotations


def reported_emissions(value: object) -> tuple[float | None, str | None]:
    """Return the grams of CO2 equivalent of a co2_eq_emissions value, and their grade."""
    from hubscan.cards.emissions import read_emissions

    reported = read_emissions(value)
    return reported.emissions_g, None
