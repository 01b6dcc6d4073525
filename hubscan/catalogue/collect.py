"""What ``hubscan harvest`` does: one request, to the Hub or of tables, one at a time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from hubscan.catalogue.models import Catalogue
from hubscan.catalogue.pace import Waiting
from hubscan.catalogue.selection import Selection
from hubscan.catalogue.sources import check_source
from hubscan.catalogue.status import Progress, Status, only_one
from hubscan.errors import UsageError

_TRENDING = 100  # the list of what is trending has no end


@dataclass(frozen=True)
class Request:
    """What to harvest: tables if any are named, else models by id, else a selection.

    ``cards`` None leaves the choice to the selection; ``as_of`` is the day of the tables.
    """

    model_ids: tuple[str, ...] = ()
    selection: Selection = field(default_factory=Selection)
    tables: tuple[str, ...] = ()
    cards: bool | None = None
    as_of: date | None = None
    resume: bool = True
    token: str | None = None
    endpoint: str | None = None
    requests_per_5min: int | None = None


def collect(
    catalogue: Catalogue,
    request: Request,
    progress: Progress = lambda status: None,
    waiting: Waiting = lambda seconds, why: None,
) -> Status:
    """Bring what a request names into the catalogue; ``waiting`` is told before a pause.

    Raises HubError where the Hub does not answer: what came before is kept, and the next harvest
    of the same request goes on from there.
    """
    _check(request)
    with only_one(catalogue.path.parent):
        if request.tables:
            return _tables(catalogue, request, progress)
        return _from_hub(catalogue, request, progress, waiting)


def _check(request: Request) -> None:
    _check_words(request.selection)
    narrowed = request.selection != Selection()
    if sum([bool(request.model_ids), narrowed, bool(request.tables)]) > 1:
        raise UsageError("name models, or narrow a selection, or load tables: one of the three")
    for table in request.tables:  # before the libraries that read it are missed
        check_source(table)
    if request.requests_per_5min is not None and request.requests_per_5min < 1:
        raise UsageError("--requests-per-5min is at least 1")
    if request.selection.limit is not None and request.selection.limit < 1:
        raise UsageError("--limit is at least 1")


def _check_words(selection: Selection) -> None:
    """Refuse an empty word: it would not narrow anything, and nobody means the whole Hub by it."""
    for name in ("author", "task", "library", "search"):
        word = getattr(selection, name)
        if word is not None and not word.strip():
            raise UsageError(f"--{name} is empty")
    if not all(tag.strip() for tag in selection.filters):
        raise UsageError("--filter is empty")


def _tables(catalogue: Catalogue, request: Request, progress: Progress) -> Status:
    from hubscan.catalogue.loading import load  # imports datasets

    as_of = request.as_of.isoformat() if request.as_of else None
    whole = Status()
    for table in request.tables:
        status = load(catalogue, table, as_of=as_of, resume=request.resume, progress=progress)
        whole.count(status.rows, status.changed, status.problems)
    return whole


def _from_hub(
    catalogue: Catalogue, request: Request, progress: Progress, waiting: Waiting
) -> Status:
    from hubscan.catalogue.harvest import Harvester
    from hubscan.catalogue.hub import Hub  # imports huggingface_hub
    from hubscan.catalogue.pace import Pace
    from hubscan.catalogue.remote import Remote

    pace = Pace(request.requests_per_5min, told=waiting)
    hub = Hub(request.endpoint, request.token, pace)
    harvester = Harvester(catalogue, Remote(hub), progress)
    if request.model_ids:
        return harvester.models(request.model_ids, cards=request.cards is not False)
    selection = request.selection
    if selection.trending and selection.limit is None:
        selection = replace(selection, limit=_TRENDING)
    return harvester.crawl(selection, cards=request.cards, resume=request.resume)
