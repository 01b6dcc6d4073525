"""What hardware can have done: watts per device and utilisation that a card implies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hubscan.cards.audit.findings import Problem
from hubscan.cards.audit.subject import Subject
from hubscan.cards.emissions import EMISSIONS_KEY
from hubscan.energy.devices import parse_hardware
from hubscan.energy.evidence import Factor
from hubscan.energy.places import place
from hubscan.energy.plausibility import Doubt, Report, check
from hubscan.energy.training import Use
from hubscan.errors import UsageError

_TOO_LITTLE = frozenset({Doubt.TOO_LITTLE_POWER, Doubt.KG_AS_GRAMS})
_TOO_MUCH = frozenset({Doubt.TOO_MUCH_POWER, Doubt.DEVICES_COUNTED_TWICE, Doubt.GRAMS_AS_KG})
_UTILISATION = frozenset({Doubt.UTILISATION_TOO_LOW, Doubt.UTILISATION_TOO_HIGH})

_HARDWARE_LABELS = ("hardware type", "hardware", "gpu", "gpus")
_HOURS_LABEL = "hours used"
TIME_LABELS = (_HOURS_LABEL, "training time")
_SIZE_LABELS = ("size", "model size", "parameters", "number of parameters")
_TOKEN_LABELS = ("tokens", "number of tokens", "training tokens")
_HOURS = {"h": 1.0, "hr": 1.0, "hour": 1.0, "day": 24.0, "week": 168.0, "min": 1 / 60}
_TIME = re.compile(
    r"\W*(?:about|around|approx\w*|roughly)?\s*([\d,]*\d(?:\.\d+)?)\s*"
    r"(hour|hr|h|day|week|min)?(?:ute)?s?\b([^\d]*)(?:\([^()]*\)\W*)?\Z"
)
_ONE = re.compile(r"\W*(?:1|one|a|single)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"\W*([\d,]*\d(?:\.\d+)?)\s*(trillion|billion|million|t|b|m)?\b")
_SCALE = {"t": 1e12, "b": 1e9, "m": 1e6, "": 1.0}
_FLOP_PER_PARAMETER_AND_TOKEN = 6  # forward 2, backward 4


def implied_power(subject: Subject) -> Iterator[Problem]:
    """Report emissions that the hardware cannot have caused in the hours told."""
    grams = subject.emissions.emissions_g
    uses = _uses(subject)
    if not grams or not uses:
        return
    doubts = _TOO_LITTLE | _TOO_MUCH if _is_counted(subject, uses) else _TOO_LITTLE
    told = subject.emissions.geographical_location
    report = Report(emissions_g=grams, uses=uses, carbon_intensity=_intensity(told))
    for found in check(report):
        if found.doubt in doubts:
            proposed = found.proposed and f"write {found.proposed:.4g} if the unit was wrong"
            yield Problem(
                found.reason,
                line=subject.line_of(EMISSIONS_KEY),
                fix=proposed or "check the emissions, the hours and the hardware",
                field=EMISSIONS_KEY,
            )


def implied_utilisation(subject: Subject) -> Iterator[Problem]:
    """Report parameters and tokens that the hardware cannot have trained in the hours told."""
    uses = _uses(subject)
    parameters, tokens = _amount(subject, _SIZE_LABELS), _amount(subject, _TOKEN_LABELS)
    if not uses or not parameters or not tokens:
        return
    flop = _FLOP_PER_PARAMETER_AND_TOKEN * parameters * tokens
    for found in check(Report(uses=uses, flop=flop)):
        if found.doubt in _UTILISATION:
            yield Problem(
                f"{found.reason} ({parameters:.3g} parameters, {tokens:.3g} tokens)",
                line=next(line for label in TIME_LABELS for line, _ in _labels(subject, label)),
                fix="check the hours, the hardware and the tokens",
            )


def hours_in(text: str, *, plain_is_hours: bool) -> tuple[float, bool] | None:
    """Read a duration as cards write it: the hours, and whether devices are counted in them."""
    found = _TIME.match(text.casefold())
    if not found or not (found[2] or plain_is_hours):
        return None
    hours = float(found[1].replace(",", "")) * _HOURS[found[2] or "h"]
    return hours, "gpu" in found[3] or "device" in found[3]


def _uses(subject: Subject) -> list[Use]:
    hardware = _hardware(subject)
    for label in TIME_LABELS:
        text = _single(subject, (label,))
        told = hours_in(text, plain_is_hours=label == _HOURS_LABEL) if text else None
        if hardware and told:
            hours, per_device = told
            try:
                parts = parse_hardware(hardware)
                return [Use(on, 1 if per_device else count, hours) for count, on in parts]
            except UsageError:
                return []
    return []


def _hardware(subject: Subject) -> str | None:
    return _single(subject, _HARDWARE_LABELS) or subject.emissions.hardware_used


def _is_counted(subject: Subject, uses: list[Use]) -> bool:
    """Tell whether the card says how many devices ran: "A100" alone may mean many."""
    return any(use.count > 1 for use in uses) or bool(_ONE.match(_hardware(subject) or ""))


def _intensity(told: str | None) -> Factor | None:
    try:
        return place(told).carbon_intensity if told else None
    except UsageError:
        return None


def _amount(subject: Subject, names: tuple[str, ...]) -> float | None:
    text = _single(subject, names)
    found = _AMOUNT.match(text.casefold()) if text else None
    return float(found[1].replace(",", "")) * _SCALE[(found[2] or "")[:1]] if found else None


def _single(subject: Subject, names: tuple[str, ...]) -> str | None:
    """Return a labelled value that stands once: of two models in one card, none is meant."""
    values = {value for name in names for _, value in _labels(subject, name)}
    return values.pop() if len(values) == 1 else None


def _labels(subject: Subject, name: str) -> list[tuple[int, str]]:
    return [(label.line, label.value) for label in subject.body.labels.get(name, ())]
