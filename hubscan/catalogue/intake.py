"""Takes raw records in: derives, merges with what is known, stores; sets the unreadable aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hubscan.catalogue.answers import CardAnswer, CardRequest
from hubscan.catalogue.derive import Derived, Provenance, derive, model_id_of
from hubscan.catalogue.fields import Fields, checked_mapping
from hubscan.catalogue.inherit import Lookup, inherited, is_complete
from hubscan.catalogue.journal import CardVersion, Problem
from hubscan.catalogue.merge import refresh
from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.record import BaseModel
from hubscan.catalogue.rows import COLUMNS, Row, decode_bases, encode
from hubscan.catalogue.writing import Join
from hubscan.errors import BadRecordError

_MODEL_ID, _BASES = COLUMNS.index("model_id"), COLUMNS.index("base_models")
_TASK, _RUNG = COLUMNS.index("pipeline_tag"), COLUMNS.index("parameters_rung")


@dataclass
class Readings:
    """Raw records as read: the row of each model by its id, and what could not be read."""

    rows: dict[str, Row] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Taken:
    """What became of some raw records: the models that were read, and counts."""

    model_ids: tuple[str, ...]
    changed: int
    problems: int


def read(
    items: Iterable[object],
    origin: Provenance,
    cards: Mapping[str, CardAnswer] | None = None,
    derived_of: Callable[[object, Provenance, str | None], Derived] = derive,
) -> Readings:
    """Read raw records, by default the Hub's, and their cards; nothing in them stops this."""
    readings = Readings()
    for item in items:
        try:
            card = cards.get(model_id_of(_fields(item, origin.source))) if cards else None
            derived = derived_of(item, origin, card.text if card else None)
        except BadRecordError as error:
            readings.problems.append(_problem(error.record, error.field, error.reason, origin))
            continue
        model_id = derived.record.model_id
        readings.rows[model_id] = encode(derived.record)
        for name, reason in derived.problems.items():
            readings.problems.append(_problem(model_id, name, reason, origin))
        if card and card.problem:
            readings.problems.append(_problem(model_id, "card", card.problem, origin))
    return readings


class Intake:
    """Brings what was read into the catalogue; every ``store`` is one transaction.

    ``join(older, newer)`` makes one row of what the catalogue holds and what a source says.
    """

    def __init__(self, catalogue: Catalogue, join: Join = refresh) -> None:
        self._catalogue, self._journal, self._join = catalogue, catalogue.journal, join

    def cards_wanted(self, items: Iterable[object]) -> Iterator[CardRequest]:
        """Yield what to ask for: the cards of commits that are not those read last."""
        for item in items:
            try:
                raw = _fields(item, "hub")
                model_id, sha = model_id_of(raw), raw.text("sha")
            except BadRecordError:
                continue
            found = self._catalogue.find(model_id)
            version = self._journal.card_version(found[0]) if found else None
            if sha is not None and (version is None or version.sha != sha):
                yield CardRequest(model_id, sha, version.etag if version else None)

    def store(self, readings: Readings, cards: Mapping[str, CardAnswer] | None = None) -> Taken:
        """Store rows, problems and which cards were read."""
        with self._catalogue.transaction():
            changed = self._catalogue.put(self._completed(readings.rows.values()), self._join)
            self._journal.forget_problems(readings.rows)
            self._journal.set_aside(readings.problems)
            self._note(cards or {})
        return Taken(tuple(readings.rows), len(changed), len(readings.problems))

    def _note(self, cards: Mapping[str, CardAnswer]) -> None:
        for model_id, row in self._catalogue.rows_of(cards).items():
            if (answer := cards[model_id]).is_read:
                version = CardVersion(answer.request.revision, answer.etag)
                self._journal.save_card_version(row, version)

    def _completed(self, rows: Iterable[Row]) -> list[Row]:
        """Return rows with what they have from their bases, which are looked up all at once."""
        rows = list(rows)
        lacking = {
            row[_MODEL_ID]: decode_bases(row[_BASES])
            for row in rows
            if row[_BASES] and not is_complete(row[_TASK], row[_RUNG])
        }
        known = self._catalogue.bases(edge.id for bases in lacking.values() for edge in bases)
        return [_filled(row, lacking.get(row[_MODEL_ID], ()), known.get) for row in rows]


def _filled(row: Row, bases: Iterable[BaseModel], known: Lookup) -> Row:
    facts = inherited(row[_MODEL_ID], bases, row[_TASK], row[_RUNG], known)
    if not facts:
        return row
    return tuple(facts.get(name, value) for name, value in zip(COLUMNS, row, strict=True))


def _fields(item: object, source: str) -> Fields:
    return Fields(checked_mapping(item, source))


def _problem(model_id: str, name: str, reason: str, origin: Provenance) -> Problem:
    return Problem(model_id, name, reason, origin.source, origin.as_of)
