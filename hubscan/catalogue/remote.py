"""What the Hub says: pages of raw records, single models, cards.

``huggingface_hub.utils.paginate`` shows neither where a page ends nor the link to the next, and a
crawl that survives being killed needs both: its session and ``Link`` are used one step lower.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from itertools import islice
from typing import Any
from urllib.parse import quote, urlsplit

from hubscan.catalogue.answers import CardAnswer, CardRequest
from hubscan.catalogue.hub import Answer, Call, Failure, Hub, Outcome, times
from hubscan.catalogue.pace import Resource
from hubscan.catalogue.selection import Query
from hubscan.errors import AccessError, GoneError, HubError, RefusedError

FIELDS: tuple[str, ...] = (
    "author", "cardData", "config", "createdAt", "downloads", "gated", "gguf",
    "lastModified", "library_name", "likes", "pipeline_tag", "private", "safetensors", "sha",
    "tags",
)  # fmt: skip
# the list route may refuse it (huggingface_hub's PR 3182): then the tags tell the lineage
_DOUBTFUL_FIELDS = (*FIELDS, "baseModels")

NOT_THERE = "not on the Hub, or private"
CARD_BYTES = 1 << 20  # the longest of 25,000 real cards has 600 kB
_PAGE_BYTES = 256 << 20
_UNREADABLE_RETRIES = 2


@dataclass(frozen=True)
class Page:
    """One page of a list: raw items, the link to the next page, the Hub's own time."""

    items: tuple[object, ...]
    next_url: str | None = None
    date: datetime | None = None
    problem: str | None = None


class Remote:
    """Asks one Hub about models."""

    def __init__(self, hub: Hub, *, workers: int = 8) -> None:
        self.hub = hub
        self._workers = workers
        self._fields = _DOUBTFUL_FIELDS

    def first_page(self, query: Query) -> Page:
        """Ask for the first page of the models that a query selects."""
        return self._asking_fields(f"{self.hub.endpoint}/api/models", query, list)

    def next_page(self, next_url: str) -> Page:
        """Follow a page's link: its query counts, not its host, which would get the token."""
        url = f"{self.hub.endpoint}/api/models?{urlsplit(next_url).query}"
        return self._page(Call(url, Resource.API, _PAGE_BYTES), list)

    def model(self, model_id: str) -> Page:
        """Ask for one model, as a page of one; raises GoneError or AccessError."""
        return self._asking_fields(f"{self.hub.endpoint}/api/models/{quote(model_id)}", (), dict)

    def cards(self, requests: Iterable[CardRequest]) -> Iterator[CardAnswer]:
        """Get cards, a few at a time; every request has one answer, in the order asked.

        Waits happen here and not in the workers, so that an interruption is never held up.
        """
        waiting = iter(requests)
        running: deque[tuple[CardRequest, int, Future[Outcome]]] = deque()
        pool = ThreadPoolExecutor(self._workers, thread_name_prefix="card")

        def start(request: CardRequest, attempt: int = 0) -> None:
            self.hub.pace.enter(Resource.RESOLVERS)
            call = self._card_call(request)
            running.append((request, attempt, pool.submit(self.hub.attempt, call)))

        try:
            for request in islice(waiting, self._workers):
                start(request)
            while running:
                request, attempt, future = running.popleft()
                outcome = future.result()
                if isinstance(outcome, Failure) and attempt < self.hub.retries:
                    self.hub.pace.pause(self.hub.wait_s(outcome, attempt), outcome.reason)
                    start(request, attempt + 1)
                    continue
                yield _card_answer(request, outcome, attempt + 1)
                for following in islice(waiting, 1):
                    start(following)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _card_call(self, request: CardRequest) -> Call:
        path = f"{quote(request.model_id)}/resolve/{quote(request.revision, safe='')}/README.md"
        conditional = {"If-None-Match": request.etag} if request.etag else {}
        url = f"{self.hub.endpoint}/{path}"
        return Call(url, Resource.RESOLVERS, CARD_BYTES, headers=conditional)

    def _asking_fields(self, url: str, query: Query, shape: type) -> Page:
        fields = tuple(("expand", name) for name in self._fields)
        try:
            return self._page(Call(url, Resource.API, _PAGE_BYTES, query + fields), shape)
        except RefusedError:
            if self._fields == FIELDS:
                raise
            self._fields = FIELDS
            return self._asking_fields(url, query, shape)

    def _page(self, call: Call, shape: type) -> Page:
        """Ask for JSON of a shape, some times if need be; raise HubError without a way on."""
        for _ in range(_UNREADABLE_RETRIES + 1):
            answer = self.hub.get(call)
            _raise_for(answer.status, answer.headers, str(call))
            content, problem = _read_json(answer, shape)
            if problem is None:
                break
            self.hub.pace.note_failure(problem)
        if problem is not None and answer.next_url is None:
            raise HubError(f"{call}: {problem}")
        items = tuple(content) if isinstance(content, list) else (content,)
        return Page(items, answer.next_url, _date(answer.headers), problem)


def _read_json(answer: Answer, shape: type) -> tuple[Any, str | None]:
    """Return what an answer holds, or nothing and the reason why it cannot be read."""
    try:
        content = json.loads(answer.content)
    except (ValueError, RecursionError) as error:
        return [], f"no JSON: {error}"
    if not isinstance(content, shape):
        return [], f"JSON of another shape: {type(content).__name__} instead of {shape.__name__}"
    return content, None


def _date(headers: Mapping[str, str]) -> datetime | None:
    try:
        date = parsedate_to_datetime(headers.get("Date", ""))
    except ValueError:
        return None
    return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)


def _card_answer(request: CardRequest, outcome: Outcome, attempts: int) -> CardAnswer:
    if isinstance(outcome, Failure):
        reason = f"{outcome.reason}{times(attempts)}"
        return CardAnswer(request, problem=reason, is_read=False)
    if outcome.status == HTTPStatus.NOT_MODIFIED:
        return CardAnswer(request, etag=request.etag)
    try:
        _raise_for(outcome.status, outcome.headers, "card")
    except GoneError:
        if outcome.headers.get("X-Error-Code") != "RepoNotFound":
            return CardAnswer(request)  # a model without a card
        return CardAnswer(request, problem=NOT_THERE, is_read=False)
    except HubError as error:
        return CardAnswer(request, problem=str(error), is_read=False)
    etag = outcome.headers.get("ETag")
    return CardAnswer(request, outcome.content, etag, _doubt(outcome))


def _doubt(answer: Answer) -> str | None:
    if answer.cut:
        return f"longer than {CARD_BYTES:,} bytes: cut there"
    try:
        answer.content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return f"not UTF-8 at byte {error.start}: what cannot be read is replaced"
    return None


def _raise_for(status: int, headers: Mapping[str, str], what: str) -> None:
    code = headers.get("X-Error-Code", "")
    if status == HTTPStatus.NOT_FOUND or code in ("RepoNotFound", "EntryNotFound"):
        raise GoneError(f"{what}: {NOT_THERE}")
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        why = "gated" if code == "GatedRepo" else "not allowed"
        raise AccessError(f"{what}: {why} ({status}): give a --token that may read it")
    if status == HTTPStatus.BAD_REQUEST:
        raise RefusedError(f"{what}: the Hub does not understand the question (400)")
    if status != HTTPStatus.OK:
        raise HubError(f"{what}: the Hub answered {status}")
