"""Rules on where a model comes from and what it was replaced by."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from hubscan.cards.audit.findings import Problem
from hubscan.cards.audit.rules.rule import Outcome, Rule, Unchecked
from hubscan.cards.audit.subject import PublishedModel, Subject
from hubscan.cards.diagnostics import Severity
from hubscan.cards.emissions import EMISSIONS_KEY

_MODEL_ID = re.compile(r"[A-Za-z0-9][\w.-]{0,95}(?:/[\w.-]{1,96})?\Z")
_ADDRESS = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/([^/\s]+/[^/\s?#]+)/?\Z")
_QUANTIZED = "quantized"
_NO_LOOK_UP = "no catalogue is at hand to look the base model up in"
_OPEN = frozenset({"other", "unknown"})  # nothing can be compared with these


def missing_base(subject: Subject) -> Iterator[Problem]:
    """Report a quantized copy that does not say of what."""
    if subject.relation == _QUANTIZED and not subject.texts("base_model"):
        assert subject.derivation is not None
        key = "tags" if subject.derivation[1].startswith("the tag") else "base_model_relation"
        yield Problem(
            f"{subject.derivation[1]} calls this a quantized copy; no `base_model` says of what",
            line=subject.line_of(key),
            fix="add `base_model:` with the id of the model that was quantized",
            field="base_model",
        )


def bad_base(subject: Subject) -> Iterator[Problem]:
    """Report a base model that is no id of the Hub, which refuses such a card."""
    for name in subject.texts("base_model"):
        if _MODEL_ID.match(name):
            continue
        address = _ADDRESS.match(name)
        yield Problem(
            f"`base_model: {name[:80]}` is no model id of the Hub",
            line=subject.line_of("base_model"),
            fix=f"write `base_model: {address[1]}`" if address else "write OWNER/NAME",
            field="base_model",
        )


def own_base(subject: Subject) -> Iterator[Problem]:
    """Report a model that names itself as its base."""
    yield from _names_itself(subject, "base_model", "the model is its own base model")


def own_successor(subject: Subject) -> Iterator[Problem]:
    """Report a model that names itself as its new version."""
    yield from _names_itself(subject, "new_version", "the model is its own new version")


def copied_emissions(subject: Subject) -> Iterator[Outcome]:
    """Report a quantized copy that repeats the emissions of its parent's training."""
    grams = subject.emissions.emissions_g
    if subject.relation != _QUANTIZED or not grams:
        return
    for name, base in _bases(subject):
        if base is None:
            yield Unchecked(_NO_LOOK_UP if subject.models is None else f"{name} is not known")
        elif base.emissions_g is None:
            yield Unchecked(f"the emissions of {name} are not known")
        elif math.isclose(base.emissions_g, grams, rel_tol=1e-3):
            yield Problem(
                f"the emissions are those of training {name}, not of making this copy",
                line=subject.line_of(EMISSIONS_KEY),
                fix=f"remove `{EMISSIONS_KEY}`: readers find it on the base model",
                field=EMISSIONS_KEY,
            )


def other_license(subject: Subject) -> Iterator[Outcome]:
    """Report a quantized copy under another license than its base model."""
    licenses = set(subject.texts("license")) - _OPEN
    if subject.relation != _QUANTIZED or not licenses:
        return
    for name, base in _bases(subject):
        if base is None:
            yield Unchecked(_NO_LOOK_UP if subject.models is None else f"{name} is not known")
        elif base.license and base.license not in licenses | _OPEN:
            yield Problem(
                f"{name} is under `{base.license}`: a copy cannot change that",
                line=subject.line_of("license"),
                fix=f"write `license: {base.license}`, or say who allowed the other one",
                field="license",
            )


def _bases(subject: Subject) -> Iterator[tuple[str, PublishedModel | None]]:
    for name in subject.texts("base_model"):
        yield name, subject.models.get(name) if subject.models else None


def _names_itself(subject: Subject, key: str, message: str) -> Iterator[Problem]:
    named = {name.casefold() for name in subject.texts(key)}
    if named and named & {name.casefold() for name in subject.model_ids()}:
        yield Problem(message, line=subject.line_of(key), fix=f"remove `{key}`", field=key)


RULES = (
    Rule("base-model-missing", Severity.ERROR, "A quantized copy of what?", missing_base),
    Rule(
        "base-model-invalid",
        Severity.ERROR,
        "A base model that is no Hub id",
        bad_base,
        needs="base_model",
    ),
    Rule(
        "base-model-self", Severity.ERROR, "A model based on itself", own_base, needs="base_model"
    ),
    Rule(
        "new-version-self",
        Severity.ERROR,
        "A model that replaces itself",
        own_successor,
        needs="new_version",
    ),
    Rule(
        "emissions-copied",
        Severity.ERROR,
        "A copy's emissions are its base's",
        copied_emissions,
        needs=EMISSIONS_KEY,
    ),
    Rule(
        "license-changed",
        Severity.WARNING,
        "A copy under another license",
        other_license,
        needs="license",
    ),
)
