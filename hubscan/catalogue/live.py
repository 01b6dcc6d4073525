"""Asks the Hub about a handful of models: what has changed since the catalogue's rows were true."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from hubscan.catalogue.derive import Provenance, derive
from hubscan.catalogue.hub import Hub
from hubscan.catalogue.record import ModelRecord
from hubscan.catalogue.remote import Remote
from hubscan.errors import AccessError, BadRecordError, GoneError, HubError, UnreachableError

_TIMEOUT_S = 5.0


@dataclass(frozen=True)
class LiveModel:
    """What the Hub says of one model now: ``differences`` from the row, and today's downloads."""

    model_id: str
    differences: tuple[str, ...]
    downloads: int | None = None


@dataclass(frozen=True)
class LiveCheck:
    """The answers for some models; ``problem`` says why there are none, or not all."""

    models: tuple[LiveModel, ...]
    asked_at: str
    problem: str | None = None

    def as_dict(self) -> dict[str, object]:
        models = [vars(model) | {"differences": list(model.differences)} for model in self.models]
        return {"asked_at": self.asked_at, "problem": self.problem, "models": models}


def check_live(
    records: Iterable[ModelRecord], endpoint: str | None = None, token: str | None = None
) -> LiveCheck:
    """Compare rows with what the Hub says now; without a network, say so."""
    remote = Remote(Hub(endpoint, token, retries=0, timeout_s=_TIMEOUT_S))
    now, models = datetime.now(UTC).isoformat(timespec="seconds"), list[LiveModel]()
    for record in records:
        try:
            models.append(_compare(remote, record))
        except UnreachableError as error:
            return LiveCheck((), now, str(error))
        except HubError as error:
            return LiveCheck(tuple(models), now, f"the Hub was not asked further: {error}")
    return LiveCheck(tuple(models), now)


def _compare(remote: Remote, record: ModelRecord) -> LiveModel:
    try:
        page = remote.model(record.model_id)
        current = derive(page.items[0], Provenance("hub", record.as_of)).record
    except GoneError:
        return LiveModel(record.model_id, ("gone from the Hub, or private",))
    except AccessError:
        return LiveModel(record.model_id, ("gated or private now",))
    except (BadRecordError, IndexError):
        return LiveModel(record.model_id, ("the Hub's answer cannot be read",))
    return LiveModel(record.model_id, tuple(_differences(record, current)), current.downloads)


def _differences(record: ModelRecord, current: ModelRecord) -> Iterable[str]:
    if current.model_id.casefold() != record.model_id.casefold():
        yield f"renamed to {current.model_id}"
    if current.gated and not record.gated:
        yield "gated now"
    if current.new_version and current.new_version != record.new_version:
        yield f"its author points to a newer version: {current.new_version}"
    if current.license != record.license and (current.license or record.license):
        yield f"licence {current.license or 'unknown'}, was {record.license or 'unknown'}"
    if record.sha and current.sha and current.sha != record.sha:
        yield "changed since it was harvested"
