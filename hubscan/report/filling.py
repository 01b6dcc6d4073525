"""What a fill did or would do: as lines for a person, as JSON for a program."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hubscan.cards.figures import Figures, figures_of_phase, grams_in_words, plain_number
from hubscan.cards.fill import Plan
from hubscan.cards.layout import record_path

if TYPE_CHECKING:
    from rich.console import RenderableType


def filling_as_dict(plan: Plan, *, written: bool) -> dict[str, object]:
    """Return what ``--json`` prints; grams are exact here, rounded on the card."""
    figures = plan.figures
    return {
        "card": str(plan.card),
        "changes": plan.changes,
        "written": written and plan.changes,
        "emissions_g": figures.emissions_g,
        "emissions_low_g": figures.low_g,
        "emissions_high_g": figures.high_g,
        "energy_kwh": figures.energy_kwh,
        "hours": figures.hours,
        "co2_eq_emissions": dict(figures.metadata()),
        "phases": [
            {
                "training_type": phase.training_type,
                "emissions_g": figures_of_phase(phase).emissions_g,
                "runs": [run.run_id for run in phase.runs],
            }
            for phase in plan.phases
        ],
        "conflict": plan.conflict and {"line": plan.conflict.line, "card": plan.conflict.card},
        "kept": list(plan.kept),
        "notes": list(plan.notes),
        "warnings": list(plan.warnings),
    }


def render_filling(plan: Plan, *, written: bool) -> RenderableType:
    """Return the phases as a table, and below it what happened to the card."""
    from rich.console import Group  # the hook needs none of it
    from rich.table import Table
    from rich.text import Text

    table = Table(
        "Training", "Runs", "Nodes", "Hours", "kWh", "Emissions", box=None, pad_edge=False
    )
    for column in table.columns[1:]:
        column.justify = "right"
    for phase in plan.phases:
        figures = figures_of_phase(phase)
        table.add_row(
            Text(phase.training_type or "not stated"),
            str(len(phase.runs)),
            ", ".join(dict.fromkeys(str(run.nodes) for run in phase.runs)),
            _amount(figures.hours),
            _amount(figures.energy_kwh),
            grams_in_words(figures.emissions_g, figures.digits),
        )
    return Group(table, *(Text(line) for line in lines_of(plan, written=written)))


def headline_of(figures: Figures) -> dict[str, str]:
    """Return the total, its interval and the energy in words, each under its name."""
    energy = figures.energy_kwh
    return {
        "Emissions": grams_in_words(figures.emissions_g, figures.digits),
        "90 % interval": _interval(figures),
        "Energy": "not stated" if energy is None else f"{plain_number(energy, figures.digits)} kWh",
    }


def lines_of(plan: Plan, *, written: bool) -> Iterator[str]:
    """Yield the outcome in lines without markup."""
    for note in plan.notes:
        yield f"note: {note}"
    for kept in plan.kept:
        yield f"kept: {plan.card}: {kept}"
    total = plan.figures.emissions_in_words()
    if plan.conflict:
        yield (
            f"{plan.card}: line {plan.conflict.line}: the card says {plan.conflict.card!r}, the"
            f" runs come to {total}: nothing written (--force overwrites, --keep accepts)"
        )
    elif not plan.changes:
        yield f"{plan.card}: says so already: {total}"
    else:
        yield f"{plan.card}: {'filled' if written else 'would be filled'}: {total}"
        if written and plan.record_changes:
            yield f"{record_path(plan.card)}: what stands behind it; commit it with the card"


def _interval(figures: Figures) -> str:
    told = figures.interval_in_words()
    return told.removeprefix("90 % interval ").removesuffix(" CO2eq") if told else "not known"


def _amount(amount: float | None) -> str:
    return "-" if amount is None else plain_number(amount)
