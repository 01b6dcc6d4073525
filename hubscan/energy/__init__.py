"""kWh, gCO2e and memory: the only place with a formula or a factor.

The public names are loaded when they are first used: a hook that checks one card pays for little.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubscan.energy.boundary import emissions, to_facility
    from hubscan.energy.comparison import probability_below, ratio
    from hubscan.energy.devices import Device, device, parse_hardware
    from hubscan.energy.draws import Option
    from hubscan.energy.evidence import Boundary, Evidence, Factor, Grade, Interval, Load, Unit
    from hubscan.energy.factors import Quantization, quantization, quantizations
    from hubscan.energy.inference import energy_per_1000_queries
    from hubscan.energy.memory import (
        KeyValueCache,
        Need,
        accelerators,
        best_fitting,
        need,
        needs,
        watts_per_query,
        weights_gb,
    )
    from hubscan.energy.options import Candidate, usual_options
    from hubscan.energy.places import (
        Place,
        country_code,
        every_cloud_region,
        every_country,
        known_country,
        place,
        pue,
        site,
    )
    from hubscan.energy.plausibility import (
        Doubt,
        Finding,
        Published,
        Report,
        check,
        check_parameters,
        copied_cards,
    )
    from hubscan.energy.regions import rank
    from hubscan.energy.reported import reported_emissions
    from hubscan.energy.reuse import Comparison, Outcome, compare, in_words
    from hubscan.energy.training import (
        Method,
        Training,
        Use,
        from_hours,
        from_kind,
        from_parameters,
    )

__all__ = [
    "Boundary",
    "Candidate",
    "Comparison",
    "Device",
    "Doubt",
    "Evidence",
    "Factor",
    "Finding",
    "Grade",
    "Interval",
    "KeyValueCache",
    "Load",
    "Method",
    "Need",
    "Option",
    "Outcome",
    "Place",
    "Published",
    "Quantization",
    "Report",
    "Training",
    "Unit",
    "Use",
    "accelerators",
    "best_fitting",
    "check",
    "check_parameters",
    "compare",
    "copied_cards",
    "country_code",
    "device",
    "emissions",
    "energy_per_1000_queries",
    "every_cloud_region",
    "every_country",
    "from_hours",
    "from_kind",
    "from_parameters",
    "in_words",
    "known_country",
    "need",
    "needs",
    "parse_hardware",
    "place",
    "probability_below",
    "pue",
    "quantization",
    "quantizations",
    "rank",
    "ratio",
    "reported_emissions",
    "site",
    "to_facility",
    "usual_options",
    "watts_per_query",
    "weights_gb",
]

_NAMES = {
    "boundary": ("emissions", "to_facility"),
    "comparison": ("probability_below", "ratio"),
    "devices": ("Device", "device", "parse_hardware"),
    "draws": ("Option",),
    "evidence": ("Boundary", "Evidence", "Factor", "Grade", "Interval", "Load", "Unit"),
    "factors": ("Quantization", "quantization", "quantizations"),
    "inference": ("energy_per_1000_queries",),
    "memory": (
        "KeyValueCache",
        "Need",
        "accelerators",
        "best_fitting",
        "need",
        "needs",
        "watts_per_query",
        "weights_gb",
    ),
    "options": ("Candidate", "usual_options"),
    "places": (
        "Place",
        "country_code",
        "every_cloud_region",
        "every_country",
        "known_country",
        "place",
        "pue",
        "site",
    ),
    "plausibility": (
        "Doubt",
        "Finding",
        "Published",
        "Report",
        "check",
        "check_parameters",
        "copied_cards",
    ),
    "regions": ("rank",),
    "reported": ("reported_emissions",),
    "reuse": ("Comparison", "Outcome", "compare", "in_words"),
    "training": ("Method", "Training", "Use", "from_hours", "from_kind", "from_parameters"),
}
_HOMES = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
