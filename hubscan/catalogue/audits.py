"""Audits of cards straight from the Hub: of models by id, or of all that an owner has."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass

from hubscan.background import Work
from hubscan.cards.audit.fixes import fix
from hubscan.cards.audit.runner import Options, audit_fetched
from hubscan.cards.audit.subject import Models, Subject
from hubscan.cards.audit.uploads import UploadAudit
from hubscan.cards.card import parse
from hubscan.catalogue.answers import CardAnswer
from hubscan.catalogue.cards import CardSource
from hubscan.errors import UsageError

LISTING, FETCHING = "asking which models there are", "fetching and auditing cards"
_MOST_BYTES = 64 << 20  # of the cards of one audit: they are held in memory


@dataclass(frozen=True)
class FetchedAudit(UploadAudit):
    """The audit of a card from the Hub; ``doubt`` says in what it may not be the whole card."""

    doubt: str | None = None


def audit_remote(
    source: CardSource, model_ids: Iterable[str], options: Options, models: Models | None
) -> Generator[FetchedAudit]:
    """Fetch and audit the cards of models, in their order; one without a card has a finding."""
    for answer in source.cards(model_ids):
        yield _audited(answer, options, models)


class AuthorAudit(Work[None]):
    """Fetches and audits the cards of an owner; ``audits`` grows meanwhile, ``total`` is known.

    ``model_ids`` are those known of the owner; without any the Hub is asked, at most ``most`` of
    them. Nobody's token is taken but the one that is given, which is kept for no longer than this
    works.
    """

    def __init__(
        self,
        author: str,
        model_ids: Sequence[str],
        options: Options,
        *,
        most: int,
        models: Models | None = None,
        token: str | None = None,
        endpoint: str | None = None,
    ) -> None:
        self.author, self.options = author, options
        self.audits: list[FetchedAudit] = []
        self.total = 0
        source = CardSource(endpoint, token or False, self._tell_wait, self.sleep)

        def run(work: Work[None]) -> None:
            asked = list(model_ids[:most]) or source.ids_of(author, most)
            if not asked:
                raise UsageError(f"{author}: neither the catalogue nor the Hub shows their models")
            self._audit(source, asked, options, models)

        super().__init__(run, LISTING)

    def _audit(
        self, source: CardSource, asked: list[str], options: Options, models: Models | None
    ) -> None:
        self.total, size = len(asked), 0
        self.tell(FETCHING, 0, self.total)
        with closing(audit_remote(source, asked, options, models)) as audits:
            for audit in audits:
                self.audits.append(audit)
                self.tell(FETCHING, len(self.audits), self.total)
                size += len(audit.content)
                if size > _MOST_BYTES:
                    told = f"more than {_MOST_BYTES >> 20} MB of cards: ask for fewer"
                    raise UsageError(told)

    def _tell_wait(self, seconds: float, why: str) -> None:
        self.told = f"waiting {seconds:,.0f} s for the Hub: {why}"


def _audited(answer: CardAnswer, options: Options, models: Models | None) -> FetchedAudit:
    model_id, content, problem = answer.request.model_id, answer.content, answer.problem
    audit = audit_fetched(model_id, content, options, problem=problem, models=models)
    content, doubt = content or b"", problem if content else None
    return FetchedAudit(content, audit, fix(content, Subject(parse(content), options.today)), doubt)
