"""Model cards: read with diagnostics, audited, and edited without touching another byte.

    card = parse(content)               # bytes; never raises
    card.metadata                       # what the Hub's js-yaml reads (YAML 1.2), keys are text
    card.metadata_yaml11                # what PyYAML and huggingface_hub read (YAML 1.1)
    card.diagnostics                    # Diagnostic(id, severity, line, message, fix)
    card.body, card.body_line, card.newline, card.has_front_matter
    card.line_of("co2_eq_emissions", "emissions"), card.raw("co2_eq_emissions")

    set_value(content, ("co2_eq_emissions",), {"emissions": 12.5})    # new bytes
    remove(content, ("co2_eq_emissions", "source"))                   # new bytes
    emissions_of(card)                  # ReportedEmissions: grams, or None with the reason
    round_grams(12345.6)                # 12350.0, as it should be written in a card

Edits raise EditRefusedError, with the line, when the card cannot be edited safely.
"""

import importlib
from typing import TYPE_CHECKING, Any

from hubscan.cards.card import Card, parse
from hubscan.cards.diagnostics import Diagnostic, DiagnosticId, Severity
from hubscan.cards.emissions import (
    EmissionsState,
    ReportedEmissions,
    emissions_of,
    format_grams,
    read_emissions,
    round_grams,
)

if TYPE_CHECKING:
    from hubscan.cards.edit import remove, set_value

__all__ = [
    "Card",
    "Diagnostic",
    "DiagnosticId",
    "EmissionsState",
    "ReportedEmissions",
    "Severity",
    "emissions_of",
    "format_grams",
    "parse",
    "read_emissions",
    "remove",
    "round_grams",
    "set_value",
]

_EDITS = ("remove", "set_value")  # imported when asked for: who only reads does not pay for them


def __getattr__(name: str) -> Any:
    if name not in _EDITS:
        raise AttributeError(f"module 'hubscan.cards' has no attribute {name!r}")
    return getattr(importlib.import_module("hubscan.cards.edit"), name)
