"""From the Hub into the catalogue: page by page, each page and the cursor behind it at once.

A harvest that is killed has lost the page under way and nothing else: the next one goes on from
the cursor. Nothing that comes from outside ends it: what cannot be read is set aside, with reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hubscan.catalogue.answers import CardAnswer
from hubscan.catalogue.derive import Provenance
from hubscan.catalogue.fields import Fields
from hubscan.catalogue.intake import Intake, Taken, read
from hubscan.catalogue.journal import Cursor, Problem
from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.remote import Page, Remote
from hubscan.catalogue.selection import BEGINNING, Order, Plan, Selection, plan
from hubscan.catalogue.status import Progress, Status
from hubscan.errors import AccessError, GoneError, HubError, RefusedError, UnreachableError
from hubscan.terminal import counted

_SOURCE = "hub"
_FAILURES = 3  # in a row
_A_MOMENT, _A_DAY = timedelta(seconds=1), timedelta(days=1)


class Harvester:
    """Brings what one Hub says into a catalogue; ``progress`` is told after every page."""

    def __init__(
        self,
        catalogue: Catalogue,
        remote: Remote,
        progress: Progress = lambda status: None,
    ) -> None:
        self._catalogue, self._remote, self._progress = catalogue, remote, progress
        self._journal = catalogue.journal
        self._endpoint = None if remote.hub.is_public else remote.hub.endpoint
        self._intake = Intake(catalogue)
        self._failures = 0
        self._trouble: HubError | None = None
        self.status = Status()

    def crawl(self, selection: Selection, *, cards: bool | None, resume: bool = True) -> Status:
        """Harvest all that a selection holds, from where an unfinished crawl of it stopped."""
        endpoint = self._remote.hub.endpoint
        name, lasting = selection.name(endpoint), selection.lasting().name(endpoint)
        mark = self._journal.watermark(lasting)
        how = plan(selection, cards, mark, self._catalogue.snapshot_date)
        cursor = self._journal.cursor(name) if resume else None
        if cursor is None or cursor.next_url is not None:
            cursor = self._walk(how, cursor, name)
        self._finish(how, cursor, lasting)
        return self._tell(1.0)

    def models(self, model_ids: Sequence[str], *, cards: bool) -> Status:
        """Harvest single models; one that is gone from the Hub goes from the catalogue too.

        Those that neither has are in the status, as missing.
        """
        for done, model_id in enumerate(model_ids, 1):
            if page := self._ask(model_id):
                self._store_one(model_id, page, self._cards(page.items) if cards else {})
            self._tell(done / len(model_ids))
        if self._trouble is not None and self._failures == len(model_ids):
            raise self._trouble  # the Hub answered for none of them
        return self.status

    def _walk(self, how: Plan, cursor: Cursor | None, name: str) -> Cursor:
        """Take page after page, from a cursor or from the first; return the last cursor."""
        page, cursor = self._begin(how, cursor, name)
        links = set[str]()
        while (cursor := self._take_page(page, how, cursor)).next_url is not None:
            if cursor.next_url in links:
                raise HubError("the Hub's pages go round in a circle: begin anew with --restart")
            links.add(cursor.next_url)
            page = self._remote.next_page(cursor.next_url)
        return cursor

    def _begin(self, how: Plan, cursor: Cursor | None, name: str) -> tuple[Page, Cursor]:
        if cursor is not None and cursor.next_url is not None:
            with suppress(RefusedError):  # links grow old: then from the beginning
                return self._remote.next_page(cursor.next_url), cursor
        page = self._remote.first_page(how.query())
        if how.is_complete:
            self._journal.forget_met()
        now = page.date or datetime.now(UTC)
        mark = min([*_moments(page.items, "lastModified")[:1], now]) if how.floor else now
        return page, Cursor(name, started=now.isoformat(), watermark=mark.isoformat())

    def _take_page(self, page: Page, how: Plan, cursor: Cursor) -> Cursor:
        """Store a page together with the cursor behind it."""
        limit = how.selection.limit
        items = page.items if limit is None else page.items[: limit - cursor.rows]
        answers = self._cards(items) if how.cards else {}
        cursor = _advanced(cursor, page, items, how)
        with self._catalogue.transaction():
            taken = self._store(page, items, answers)
            for place, reason in _doubts(page):
                self._set_aside("?", place, reason)
            if how.is_complete:
                self._meet(taken)
            self._journal.save_cursor(cursor)
        self._tell(_fraction(how, cursor, items))
        return cursor

    def _meet(self, taken: Taken) -> None:
        """Note the models of a page as met; where all were before, the Hub sent it twice."""
        rows = self._catalogue.rows_of(taken.model_ids).values()
        if self._journal.meet(rows) == 0 and rows:
            models = counted(len(rows), "model")
            reason = f"nothing but what came before: {models}, {taken.model_ids[0]} the first"
            self._set_aside("?", "repeated", reason)

    def _cards(self, items: Iterable[object]) -> dict[str, CardAnswer]:
        answers = {}
        for answer in self._remote.cards(list(self._intake.cards_wanted(items))):
            answers[answer.request.model_id] = answer
            self.status.cards += 1
        return answers

    def _finish(self, how: Plan, cursor: Cursor, lasting: str) -> None:
        """Find what is gone, and remember how far the crawl went."""
        if how.is_complete and cursor.is_whole:
            self._look_for(list(self._journal.never_met(how.selection.author, self._endpoint)))
        covers = cursor.is_whole and how.order in (Order.CREATED, Order.MODIFIED)
        with self._catalogue.transaction():
            self._journal.finish(cursor, lasting if covers else None)
            if covers and how.selection.is_whole:
                self._catalogue.set_meta("snapshot_date", cursor.started[:10])

    def _look_for(self, never_met: Sequence[str]) -> None:
        """Ask for models that were on no page: gone, or on a page that was skipped."""
        skipped = list[str]()
        for model_id in never_met:
            if page := self._ask(model_id):
                self._store_one(model_id, page, {})
                self._journal.meet(self._catalogue.rows_of([model_id]).values())
                skipped.append(model_id)
            self._tell(None)
        if skipped:
            models = counted(len(skipped), "model")
            reason = f"on no page, but on the Hub: {models}, {skipped[0]} the first"
            self._set_aside("?", "skipped", reason)

    def _ask(self, model_id: str) -> Page | None:
        """Ask for one model; on the Hub's word that it is gone, delete it.

        Raises HubError when the Hub fails again and again: it is in trouble, not the models.
        """
        try:
            page = self._remote.model(model_id)
        except GoneError as error:
            self._bury(model_id, str(error))
            return None
        except UnreachableError:
            raise
        except HubError as error:
            if not isinstance(error, AccessError):
                self._failures, self._trouble = self._failures + 1, error
            if self._failures == _FAILURES:
                raise
            self._set_aside(model_id, "model", str(error))
            return None
        self._failures = 0
        return page

    def _store_one(self, asked: str, page: Page, cards: Mapping[str, CardAnswer]) -> None:
        """Store one model; where it answers to another name, the old one is gone."""
        with self._catalogue.transaction():
            taken = self._store(page, page.items, cards)
            if taken.model_ids and asked.casefold() != taken.model_ids[0].casefold():
                self.status.deleted += len(self._catalogue.delete([asked]))

    def _bury(self, model_id: str, reason: str) -> None:
        found = self._catalogue.find(model_id)
        if found is None:
            self.status.missing.append(model_id)
        if found is None or (found[1].private or found[1].endpoint != self._endpoint):
            self._set_aside(model_id, "model", reason)
            return
        self.status.deleted += len(self._catalogue.delete([found[1].model_id]))

    def _set_aside(self, model_id: str, place: str, reason: str) -> None:
        self._journal.set_aside([Problem(model_id, place, reason, _SOURCE, _day(None))])
        self.status.problems += 1

    def _store(self, page: Page, items: Sequence[object], cards: Mapping[str, CardAnswer]) -> Taken:
        origin = Provenance(_SOURCE, _day(page.date), self._endpoint)
        taken = self._intake.store(read(items, origin, cards), cards)
        self.status.count(len(taken.model_ids), taken.changed, taken.problems)
        return taken

    def _tell(self, fraction: float | None) -> Status:
        pace = self._remote.hub.pace
        self.status.requests, self.status.waited_s = pace.requests, pace.waited_s
        self.status.remaining_requests = pace.remaining
        self.status.failures = dict(pace.failures)
        self.status.fraction = fraction
        self._progress(self.status)
        return self.status


def _doubts(page: Page) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a page as a whole."""
    if page.problem is not None:
        yield "page", page.problem
    now = datetime.now(UTC)
    if page.date is not None and abs(page.date - now) > _A_DAY:
        yield "clock", f"the Hub's clock said {page.date.isoformat()} at {now.isoformat()[:19]}"


def _advanced(cursor: Cursor, page: Page, items: Sequence[object], how: Plan) -> Cursor:
    """Return the cursor behind a page."""
    rows = cursor.rows + len(items)
    limited = rows == how.selection.limit
    below = how.floor is not None and any(
        moment < how.floor for moment in _moments(items[-1:], "lastModified")
    )
    over = limited or below
    return replace(
        cursor,
        rows=rows,
        next_url=None if over else page.next_url,
        is_whole=cursor.is_whole and page.problem is None and not limited,
    )


def _fraction(how: Plan, cursor: Cursor, items: Sequence[object]) -> float | None:
    """Return how much of a crawl is done, as far as its order tells."""
    if how.selection.limit:
        return cursor.rows / how.selection.limit
    until = how.floor if how.floor else BEGINNING if how.selection.is_whole else None
    last = _moments(items[-1:], str(how.order))
    if until is None or not last:
        return None
    started = datetime.fromisoformat(cursor.started)
    return min(1.0, max(0.0, (started - last[0]) / max(started - until, _A_MOMENT)))


def _moments(items: Iterable[object], name: str) -> list[datetime]:
    texts = (Fields(item).moment(name) for item in items if isinstance(item, dict))
    return [datetime.fromisoformat(text) for text in texts if text]


def _day(now: datetime | None) -> str:
    return (now or datetime.now(UTC)).date().isoformat()
