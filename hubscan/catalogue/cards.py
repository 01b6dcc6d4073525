"""Cards straight from the Hub, for those who read them and want no catalogue."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from hubscan.catalogue.answers import CardAnswer, CardRequest
from hubscan.catalogue.hub import Hub
from hubscan.catalogue.pace import Pace, Waiting
from hubscan.catalogue.remote import NOT_THERE, Remote
from hubscan.catalogue.selection import Order, Plan, Selection
from hubscan.errors import AccessError, GoneError

_REVISION = "main"


class CardSource:
    """Cards of one Hub; ``waiting`` is told before a pause of so many seconds.

    Without a token the user's own is taken, with False none.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        token: str | Literal[False] | None = None,
        waiting: Waiting = lambda seconds, why: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._remote = Remote(Hub(endpoint, token, Pace(told=waiting, sleep=sleep)))

    def ids_of(self, author: str, most: int | None = None) -> list[str]:
        """Return the ids of an author's models, at most so many. Raises HubError."""
        query = Plan(Selection(author=author), Order.CREATED, cards=False).query()
        page, ids = self._remote.first_page(query), dict[str, None]()
        while new := dict.fromkeys(_ids(page.items)).keys() - ids.keys():
            ids.update(dict.fromkeys(sorted(new)))
            if page.next_url is None or (most is not None and len(ids) >= most):
                break
            page = self._remote.next_page(page.next_url)
        return list(ids)[:most]

    def cards(self, model_ids: Iterable[str]) -> Iterator[CardAnswer]:
        """Get the cards of models in their order; a model that is not there is a problem."""
        for answer in self._remote.cards(CardRequest(name, _REVISION) for name in model_ids):
            yield self._explained(answer) if answer.content is None and answer.is_read else answer

    def _explained(self, answer: CardAnswer) -> CardAnswer:
        """Tell a model without a card from one that does not exist."""
        try:
            self._remote.model(answer.request.model_id)
        except (GoneError, AccessError):
            return CardAnswer(answer.request, problem=NOT_THERE, is_read=False)
        return answer


def _ids(items: Iterable[object]) -> Iterator[str]:
    for item in items:
        if isinstance(item, dict) and isinstance(item.get("id"), str):
            yield item["id"]
