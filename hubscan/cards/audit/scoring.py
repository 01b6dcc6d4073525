"""Points by profile: what each field earned, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from hubscan.cards.audit.findings import FieldScore, Finding, Score
from hubscan.cards.audit.profiles import Applies, Field, Kind, Profile
from hubscan.cards.audit.rules.evaluation import INDEX_KEY
from hubscan.cards.audit.subject import Subject
from hubscan.cards.audit.text import State, state_of_text
from hubscan.cards.diagnostics import Severity
from hubscan.cards.emissions import EMISSIONS_KEY, EmissionsState
from hubscan.cards.vocabularies import Name, vocabulary

Sighting = tuple[State, int | None]

_WITHOUT_LANGUAGE = frozenset({"cv", "rl", "tabular", "other"})
_WITHOUT_TRAINING = frozenset({"quantized", "merge"})
# before Python 3.12 looking an enum's member up costs more than most steps here
_PRESENT = State.PRESENT
_NOWHERE = State.ABSENT
_ERROR = Severity.ERROR
# the state that counts where a field is found in several places
_BEST_FIRST = (_PRESENT, State.INVALID, State.PLACEHOLDER, State.EMPTY, _NOWHERE)
_ABSENT: Sighting = (_NOWHERE, None)
_pipeline_tags = partial(vocabulary, Name.PIPELINE_TAGS)


def score(subject: Subject, profile: Profile, findings: Sequence[Finding]) -> Score:
    """Score a card by a profile; a field that an error is about earns nothing."""
    wrong = {found.field for found in findings if found.severity is _ERROR and found.field}
    fields = tuple(_field(subject, field, wrong) for field in profile.fields)
    return Score(profile.name, fields)


def _field(subject: Subject, field: Field, wrong: set[str]) -> FieldScore:
    why_not = _NOT_APPLICABLE.get(field.applies)
    if why_not and (reason := why_not(subject)):
        return FieldScore(field.name, State.NOT_APPLICABLE, 0.0, field.points, None, reason)
    best, reason = _ABSENT, ""
    nowhere = not field.titles or field.titles.isdisjoint(subject.body.sections)
    for place in field.elsewhere if nowhere else field.evidence:
        sighting = _SIGHT[place.kind](subject, place.name, wrong)
        if sighting[0] is _PRESENT:
            return FieldScore(
                field.name, _PRESENT, field.points, field.points, sighting[1], place.text
            )
        if sighting[0] is not _NOWHERE and _fuller(sighting[0], best[0]):
            best, reason = sighting, place.text
    if best is _ABSENT:
        return field.absent
    return FieldScore(field.name, best[0], 0.0, field.points, best[1], reason)


def _fuller(state: State, than: State) -> bool:
    return _BEST_FIRST.index(state) < _BEST_FIRST.index(than)


def _without_language(subject: Subject) -> str | None:
    task = subject.task
    modality = _pipeline_tags().column(task, "modality") if task else None
    return f"{task} handles no language" if modality in _WITHOUT_LANGUAGE else None


def _without_training(subject: Subject) -> str | None:
    relation = subject.relation
    return f"a {relation} model is not trained" if relation in _WITHOUT_TRAINING else None


def _without_origin(subject: Subject) -> str | None:
    if subject.relation or "base_model" in subject.metadata:
        return None
    return "nothing says that it comes from another model"


def _key(subject: Subject, name: str, wrong: set[str]) -> Sighting:
    value: object = subject.metadata
    path = name.split(".") if "." in name else (name,)
    for step in path:
        if not isinstance(value, dict) or step not in value:
            return _ABSENT
        value = value[step]
    state = state_of_value(value)
    if state is _PRESENT and (name in wrong or path[0] in wrong):
        state = State.INVALID
    return state, subject.line_of(*path)


def state_of_value(value: object) -> State:
    """Tell what a metadata value says."""
    if isinstance(value, str):
        return state_of_text(value)
    if value is None or value in ([], {}):
        return State.EMPTY
    items = value if isinstance(value, list) else [value]
    texts = [item for item in items if isinstance(item, str)]
    if len(texts) < len(items):
        return _PRESENT
    return state_of_text("\n".join(texts))


def _section(subject: Subject, name: str, wrong: set[str]) -> Sighting:
    section = subject.body.sections.get(name)
    return (section.state, section.line) if section else _ABSENT


def _label(subject: Subject, name: str, wrong: set[str]) -> Sighting:
    labels = subject.body.labels.get(name, ())
    found = [(state_of_text(label.value), label.line) for label in labels]
    return min(found, key=lambda seen: _BEST_FIRST.index(seen[0]), default=_ABSENT)


def _introduction(subject: Subject, name: str, wrong: set[str]) -> Sighting:
    section = subject.body.introduction
    return section.state, section.line


def _emissions(subject: Subject, name: str, wrong: set[str]) -> Sighting:
    state = _EMISSIONS_STATES[subject.emissions.state]
    if state is _PRESENT and EMISSIONS_KEY in wrong:
        state = State.INVALID
    return state, subject.line_of(EMISSIONS_KEY) if state is not _NOWHERE else None


def _results(subject: Subject, name: str, wrong: set[str]) -> Sighting:
    if subject.has_evaluation_files:
        return _PRESENT, None
    state, line = _key(subject, INDEX_KEY, wrong)
    if state is _PRESENT and not _has_results(subject.metadata[INDEX_KEY]):
        state = State.EMPTY  # as the Trainer writes it before anything was evaluated
    return state, line


def _has_results(index: object) -> bool:
    models = index if isinstance(index, list) else []
    return any(isinstance(model, dict) and model.get("results") for model in models)


def _body_emissions(subject: Subject, name: str, wrong: set[str]) -> Sighting:
    stated = subject.body_emissions
    return (_PRESENT, stated[0].line) if stated else _ABSENT


def _body_energy(subject: Subject, name: str, wrong: set[str]) -> Sighting:
    stated = subject.body_energy
    return (_PRESENT, stated[0].line) if stated else _ABSENT


_EMISSIONS_STATES = {
    EmissionsState.ABSENT: _NOWHERE,
    EmissionsState.EMPTY: State.EMPTY,
    EmissionsState.PLACEHOLDER: State.PLACEHOLDER,
    EmissionsState.ZERO: State.INVALID,
    EmissionsState.RANGE: State.INVALID,
    EmissionsState.INVALID: State.INVALID,
    EmissionsState.PRESENT: _PRESENT,
}
_NOT_APPLICABLE: dict[Applies, Callable[[Subject], str | None]] = {
    Applies.LANGUAGE: _without_language,
    Applies.TRAINED: _without_training,
    Applies.DERIVED: _without_origin,
}
_SIGHT: dict[Kind, Callable[[Subject, str, set[str]], Sighting]] = {
    Kind.KEY: _key,
    Kind.SECTION: _section,
    Kind.LABEL: _label,
    Kind.INTRODUCTION: _introduction,
    Kind.EMISSIONS: _emissions,
    Kind.RESULTS: _results,
    Kind.BODY_EMISSIONS: _body_emissions,
    Kind.BODY_ENERGY: _body_energy,
}
