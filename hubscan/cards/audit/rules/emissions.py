"""Rules on co2_eq_emissions: its form, its number, its unit."""

from __future__ import annotations

from collections.abc import Iterator

from hubscan.cards.audit.findings import Problem
from hubscan.cards.audit.rules.rule import Rule
from hubscan.cards.audit.subject import Subject
from hubscan.cards.diagnostics import Severity
from hubscan.cards.emissions import EMISSIONS_KEY, EmissionsState, format_grams

GRAMS_PER_KG = 1000.0
_MOST_GRAMS = 1e12  # 1 Mt: more than any training is known to have emitted, by far
_ENERGY_KEY = "energy_consumed"
_EMISSIONS = "emissions"


def list_form(subject: Subject) -> Iterator[Problem]:
    """Report the list of one-key maps that an early draft of the Hub's guide showed."""
    if isinstance(subject.metadata.get(EMISSIONS_KEY), list):
        yield _problem(
            subject,
            "the emissions are written as a list, which the Hub does not read",
            "remove the dashes: one mapping with `emissions`, `source` and so on",
        )


def text_form(subject: Subject) -> Iterator[Problem]:
    """Report a number of grams written as text."""
    value = subject.metadata.get(EMISSIONS_KEY)
    number = value.get(_EMISSIONS) if isinstance(value, dict) else value
    if not isinstance(number, str) or not number.strip():
        return
    grams = subject.emissions.emissions_g
    readable = f"write {format_grams(grams)} without quotes or unit" if grams else None
    yield _problem(
        subject,
        f"`{number[:60]}` is text: the Hub's filter takes its first digits for grams",
        readable or "write one number of grams",
    )


def no_number(subject: Subject) -> Iterator[Problem]:
    """Report emissions without a number that can be read."""
    reported = subject.emissions
    if reported.state is EmissionsState.EMPTY:
        yield _problem(
            subject,
            "no `emissions` stands in it: huggingface_hub's filter fails on such cards",
            "add `emissions:` with grams of CO2 equivalent, or remove the key",
        )
    elif reported.state in _UNREADABLE and reported.emissions_g is None:
        reason = reported.reason or reported.state
        yield _problem(subject, f"no grams can be read: {reason}", "write one number of grams")


def zero(subject: Subject) -> Iterator[Problem]:
    """Report 0 g, which the Hub reads as not reported."""
    if subject.emissions.state is EmissionsState.ZERO:
        yield _problem(
            subject,
            "0 g: training emits something; the Hub takes it for not reported",
            "write the measured grams, or remove the key when nothing was measured",
        )


def too_much(subject: Subject) -> Iterator[Problem]:
    """Report more than 1 Mt."""
    grams = subject.emissions.emissions_g
    if grams is not None and grams > _MOST_GRAMS:
        yield _problem(
            subject,
            f"{grams:.3g} g is more than 1,000,000 tonnes: the unit is grams",
            "write grams of CO2 equivalent",
        )


def wrong_unit(subject: Subject) -> Iterator[Problem]:
    """Report kilograms written as grams, where the card itself proves it."""
    grams = subject.emissions.emissions_g
    if grams:
        proof = _proof_by_body(subject, grams) or _proof_by_energy(subject, grams)
        if proof:
            yield _problem(
                subject,
                f"{format_grams(grams)} looks like kilograms written as grams: {proof}",
                f"write {format_grams(grams * GRAMS_PER_KG)}",
            )


def bad_intensity(subject: Subject) -> Iterator[Problem]:
    """Report grams per kWh that no grid has."""
    grams = subject.emissions.emissions_g
    kwh = energy_kwh(subject) if grams else None
    if not grams or not kwh or _proof_by_energy(subject, grams):
        return
    from hubscan.energy.plausibility import Doubt, Report, check  # few cards get here

    for found in check(Report(emissions_g=grams, energy_kwh=kwh)):
        if found.doubt is Doubt.IMPOSSIBLE_GRID:
            yield _problem(subject, found.reason, "check the unit of both: grams and kWh")


def doubtful_autotrain(subject: Subject) -> Iterator[Problem]:
    """Report AutoTrain's figures of the size at which it was seen to write kilograms."""
    grams = subject.emissions.emissions_g
    if not grams or "autotrain" not in subject.tags:
        return
    from hubscan.energy.factors import plausible_range  # few cards get here

    doubtful_below_g, _ = plausible_range("autotrain")
    if grams < doubtful_below_g:
        yield _problem(
            subject,
            f"{format_grams(grams)} g by AutoTrain: since April 2022 a fifth of its cards lie a "
            "thousand times below the others",
            "compare with hours and hardware: it may be kilograms",
        )


def as_mapping(entries: list[object]) -> dict[str, object] | None:
    """Return a list of one-key maps as one mapping; None where that would lose something."""
    mapping: dict[str, object] = {}
    for entry in entries:
        if not isinstance(entry, dict) or entry.keys() & mapping.keys():
            return None
        mapping.update(entry)
    return mapping or None


def energy_kwh(subject: Subject) -> float | None:
    """Return the training energy that the card states once; None where it states none or more."""
    value = subject.metadata.get(EMISSIONS_KEY)
    stated = value.get(_ENERGY_KEY) if isinstance(value, dict) else None
    if isinstance(stated, int | float) and not isinstance(stated, bool) and stated > 0:
        return float(stated)
    amounts = {mention.amount for mention in subject.body_energy}
    return amounts.pop() if len(amounts) == 1 else None


def _proof_by_body(subject: Subject, grams: float) -> str | None:
    if any(mention.agrees_with(grams) for mention in subject.body_emissions):
        return None
    for mention in subject.body_emissions:
        if mention.agrees_with(grams * GRAMS_PER_KG, tolerance=0.02):
            return f"line {mention.line} says {mention.text}"
    return None


def _proof_by_energy(subject: Subject, grams: float) -> str | None:
    kwh = energy_kwh(subject)
    if not kwh:
        return None
    from hubscan.energy.factors import plausible_range  # few cards get here

    low, high = plausible_range("intensity")
    if grams / kwh < low <= grams * GRAMS_PER_KG / kwh <= high:
        return f"{kwh:g} kWh would mean {grams / kwh:.2g} g/kWh"
    return None


def _problem(subject: Subject, message: str, fix: str) -> Problem:
    value = subject.metadata.get(EMISSIONS_KEY)
    path = (EMISSIONS_KEY, _EMISSIONS) if isinstance(value, dict) else (EMISSIONS_KEY,)
    return Problem(message, subject.line_of(*path), fix, field=EMISSIONS_KEY)


_UNREADABLE = (EmissionsState.INVALID, EmissionsState.RANGE, EmissionsState.PLACEHOLDER)

RULES = (
    Rule(
        "emissions-list",
        Severity.ERROR,
        "Emissions as a list of maps",
        list_form,
        needs=EMISSIONS_KEY,
    ),
    Rule("emissions-text", Severity.ERROR, "Grams written as text", text_form, needs=EMISSIONS_KEY),
    Rule(
        "emissions-number",
        Severity.ERROR,
        "Emissions without a number",
        no_number,
        needs=EMISSIONS_KEY,
    ),
    Rule("emissions-zero", Severity.WARNING, "0 g", zero, needs=EMISSIONS_KEY),
    Rule("emissions-huge", Severity.ERROR, "More than 1 Mt", too_much, needs=EMISSIONS_KEY),
    Rule(
        "emissions-unit",
        Severity.ERROR,
        "Kilograms written as grams",
        wrong_unit,
        needs=EMISSIONS_KEY,
    ),
    Rule(
        "emissions-intensity",
        Severity.ERROR,
        "Grams per kWh of no grid",
        bad_intensity,
        needs=EMISSIONS_KEY,
    ),
    Rule(
        "emissions-autotrain",
        Severity.NOTE,
        "A doubtful AutoTrain figure",
        doubtful_autotrain,
        needs=EMISSIONS_KEY,
    ),
)
