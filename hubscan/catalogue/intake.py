"""Takes raw records in: derives, merges with what is known, stores; sets the unreadable aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from hubscan.catalogue.derive import Derived, Provenance, derive, model_id_of
from hubscan.catalogue.fields import Fields, checked_mapping
from hubscan.catalogue.journal import CardVersion, Problem
from hubscan.catalogue.merge import refresh
from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.record import ModelRecord
from hubscan.catalogue.remote import CardAnswer, CardRequest
from hubscan.errors import BadRecordError


@dataclass(frozen=True)
class Taken:
    """What became of some raw records: the row numbers of all that were read, and counts."""

    rows: tuple[int, ...]
    changed: int
    problems: tuple[Problem, ...]


class Intake:
    """Stores what one source says; every ``take`` is one transaction."""

    def __init__(self, catalogue: Catalogue, endpoint: str | None, source: str) -> None:
        self._catalogue, self._journal = catalogue, catalogue.journal
        self._endpoint, self._source = endpoint, source

    def cards_wanted(self, items: Iterable[object]) -> Iterator[CardRequest]:
        """Yield what to ask for: the cards of commits that are not those read last."""
        for item in items:
            try:
                raw = Fields(checked_mapping(item, self._source))
                model_id, sha = model_id_of(raw), raw.text("sha")
            except BadRecordError:
                continue
            found = self._catalogue.find(model_id)
            version = self._journal.card_version(found[0]) if found else None
            if sha is not None and (version is None or version.sha != sha):
                yield CardRequest(model_id, sha, version.etag if version else None)

    def take(
        self, items: Iterable[object], as_of: str, cards: Mapping[str, CardAnswer] | None = None
    ) -> Taken:
        """Store raw records; nothing in them stops this."""
        origin = Provenance(self._source, as_of, self._endpoint)
        records = dict[str, ModelRecord]()
        problems = list[Problem]()
        for item in items:
            try:
                derived = self._read(item, origin, cards or {})
            except BadRecordError as error:
                problems.append(self._problem(error.record, error.field, error.reason, as_of))
                continue
            model_id = derived.record.model_id
            records[model_id] = derived.record
            problems += (self._problem(model_id, *each, as_of) for each in derived.problems.items())
        answers = [answer for model_id, answer in (cards or {}).items() if model_id in records]
        problems += (
            self._problem(answer.request.model_id, "card", answer.problem, as_of)
            for answer in answers
            if answer.problem
        )
        return self._store(records, answers, problems)

    def set_aside(self, model_id: str, field: str, reason: str, as_of: str) -> None:
        """Keep a problem that is not one of a raw record."""
        self._journal.set_aside([self._problem(model_id, field, reason, as_of)])

    def _store(
        self,
        records: Mapping[str, ModelRecord],
        answers: Iterable[CardAnswer],
        problems: list[Problem],
    ) -> Taken:
        with self._catalogue.transaction():
            changed = self._catalogue.upsert(records.values())
            rows = self._catalogue.rows_of(list(records))
            for answer in answers:
                if answer.is_read:
                    version = CardVersion(answer.request.revision, answer.etag)
                    self._journal.save_card_version(rows[answer.request.model_id], version)
            self._journal.forget_problems(records)
            self._journal.set_aside(problems)
        return Taken(tuple(rows.values()), len(changed), tuple(problems))

    def _read(self, item: object, origin: Provenance, cards: Mapping[str, CardAnswer]) -> Derived:
        raw = Fields(checked_mapping(item, self._source))
        answer = cards.get(model_id_of(raw))
        derived = derive(item, origin, answer.text if answer else None, self._known)
        older = self._known(derived.record.model_id)
        if older is None:
            return derived
        return replace(derived, record=refresh(older, derived.record))

    def _known(self, model_id: str) -> ModelRecord | None:
        found = self._catalogue.find(model_id)
        return found[1] if found else None

    def _problem(self, model_id: str, field: str, reason: str, as_of: str) -> Problem:
        return Problem(model_id, field, reason, self._source, as_of)
