"""Which models a harvest asks for, in which order, and down to where."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

# A page of the Hub has at most 1,000 models; with cards, less is lost when a page is begun anew.
_PAGE_ROWS, _PAGE_ROWS_WITH_CARDS = 1_000, 100
OVERLAP = timedelta(hours=1)
BEGINNING = datetime(2022, 3, 2, tzinfo=UTC)  # the Hub dates all older models to this day


Query = tuple[tuple[str, str], ...]


class Order(StrEnum):
    """The order of a crawl: by creation nothing is skipped or met twice while models change."""

    CREATED = "createdAt"
    MODIFIED = "lastModified"
    DOWNLOADS = "downloads"
    TRENDING = "trendingScore"


@dataclass(frozen=True)
class Selection:
    """The models that a harvest is about; an empty one is the whole Hub."""

    author: str | None = None
    task: str | None = None
    library: str | None = None
    search: str | None = None
    filters: tuple[str, ...] = ()
    trending: bool = False
    since: date | None = None
    limit: int | None = None
    full: bool = False

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing narrows the selection."""
        return not (self.author or self.task or self.library or self.search or self.filters)

    def name(self, endpoint: str) -> str:
        """Return what its cursor and its watermark are kept under."""
        own = {key: value for key, value in asdict(self).items() if value}
        return json.dumps({"endpoint": endpoint, **own}, default=str, sort_keys=True)

    def lasting(self) -> Selection:
        """Return the selection whose watermark a crawl of this one moves."""
        return Selection(self.author, self.task, self.library, self.search, self.filters)


@dataclass(frozen=True)
class Plan:
    """How a selection is crawled. ``floor`` ends a crawl by modification."""

    selection: Selection
    order: Order
    cards: bool
    floor: datetime | None = None

    @property
    def is_complete(self) -> bool:
        """Tell whether the crawl meets every model selected, so that the rest are gone."""
        narrow = self.selection.task or self.selection.library or self.selection.search
        return self.order == Order.CREATED and not (narrow or self.selection.filters)

    def query(self) -> Query:
        """Return the parameters of the first request."""
        selection = self.selection
        named = {
            "author": selection.author,
            "pipeline_tag": selection.task,
            "search": selection.search,
        }
        rows = _PAGE_ROWS_WITH_CARDS if self.cards else _PAGE_ROWS
        filters = (*selection.filters, *((selection.library,) if selection.library else ()))
        return (
            *((name, value) for name, value in named.items() if value),
            *(("filter", tag) for tag in filters),
            ("sort", self.order),
            ("direction", "-1"),
            ("limit", str(min(rows, selection.limit or rows))),
        )


def plan(selection: Selection, cards: bool | None, watermark: str | None, filled: date) -> Plan:
    """Choose how to crawl a selection.

    ``watermark`` is how far finished crawls went, ``filled`` the day that the catalogue's rows
    are from. ``cards`` None reads the cards of a selection, but not those of the whole Hub.
    """
    wants_cards = cards if cards is not None else not selection.is_whole or bool(selection.limit)
    if selection.trending:
        return Plan(selection, Order.TRENDING, wants_cards)
    if floor := _floor(selection, watermark, filled):
        return Plan(selection, Order.MODIFIED, wants_cards, floor)
    order = Order.DOWNLOADS if selection.limit else Order.CREATED
    return Plan(selection, order, wants_cards)


def _floor(selection: Selection, watermark: str | None, filled: date) -> datetime | None:
    if selection.since:
        return _midnight(selection.since)
    if selection.full or selection.limit:
        return None
    if watermark:
        return datetime.fromisoformat(watermark) - OVERLAP
    return _midnight(filled) if selection.is_whole else None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
