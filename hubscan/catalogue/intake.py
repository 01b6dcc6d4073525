"""Takes raw records in: derives, merges with what is known, stores; sets the unreadable aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hubscan.catalogue.derive import Provenance, derive, model_id_of
from hubscan.catalogue.fields import Fields, checked_mapping
from hubscan.catalogue.inherit import inherit
from hubscan.catalogue.journal import CardVersion, Problem
from hubscan.catalogue.merge import refresh
from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.record import ModelRecord
from hubscan.catalogue.remote import CardAnswer, CardRequest
from hubscan.catalogue.writing import key
from hubscan.errors import BadRecordError


@dataclass
class Readings:
    """Raw records as read: each model once, and what could not be read."""

    records: dict[str, ModelRecord] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Taken:
    """What became of some raw records: the models that were read, and counts."""

    model_ids: tuple[str, ...]
    changed: int
    problems: int


def read(
    items: Iterable[object], origin: Provenance, cards: Mapping[str, CardAnswer] | None = None
) -> Readings:
    """Read raw records and their cards; nothing in them stops this."""
    readings = Readings()
    for item in items:
        try:
            card = cards.get(model_id_of(_fields(item, origin.source))) if cards else None
            derived = derive(item, origin, card.text if card else None)
        except BadRecordError as error:
            readings.problems.append(_problem(error.record, error.field, error.reason, origin))
            continue
        model_id = derived.record.model_id
        readings.records[model_id] = derived.record
        for name, reason in derived.problems.items():
            readings.problems.append(_problem(model_id, name, reason, origin))
        if card and card.problem:
            readings.problems.append(_problem(model_id, "card", card.problem, origin))
    return readings


class Intake:
    """Brings what was read into the catalogue; every ``store`` is one transaction.

    ``join(older, newer)`` makes one record of what the catalogue holds and what a source says.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        join: Callable[[ModelRecord, ModelRecord], ModelRecord] = refresh,
    ) -> None:
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
        """Store records, problems and which cards were read."""
        older = self._catalogue.known(readings.records)
        records = [self._joined(record, older) for record in readings.records.values()]
        with self._catalogue.transaction():
            changed = self._catalogue.upsert(records)
            self._journal.forget_problems(readings.records)
            self._journal.set_aside(readings.problems)
            self._note(cards or {})
        return Taken(tuple(readings.records), len(changed), len(readings.problems))

    def _note(self, cards: Mapping[str, CardAnswer]) -> None:
        for model_id, row in self._catalogue.rows_of(cards).items():
            if (answer := cards[model_id]).is_read:
                version = CardVersion(answer.request.revision, answer.etag)
                self._journal.save_card_version(row, version)

    def _joined(
        self, record: ModelRecord, older: Mapping[str, tuple[int, ModelRecord]]
    ) -> ModelRecord:
        record = inherit(record, self._known)
        found = older.get(key(record.model_id))
        return self._join(found[1], record) if found else record

    def _known(self, model_id: str) -> ModelRecord | None:
        found = self._catalogue.find(model_id)
        return found[1] if found else None


def _fields(item: object, source: str) -> Fields:
    return Fields(checked_mapping(item, source))


def _problem(model_id: str, name: str, reason: str, origin: Provenance) -> Problem:
    return Problem(model_id, name, reason, origin.source, origin.as_of)
