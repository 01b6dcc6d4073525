"""Offers a changed card to the model's owner: a pull request on the Hub."""

from __future__ import annotations

from hubscan.catalogue.answers import CardRequest
from hubscan.catalogue.hub import Hub
from hubscan.catalogue.names import is_model_id
from hubscan.catalogue.remote import Remote
from hubscan.errors import CardError, HubError, UsageError

_CARD = "README.md"


def propose_card(
    model_id: str, before: bytes, after: bytes, *, token: str, endpoint: str | None = None
) -> str:
    """Open a pull request that turns the card ``before`` into ``after``; return its address.

    Without a token nobody's is taken. Raises CardError when the Hub's card is not ``before``:
    the pull request would undo what somebody else wrote.
    """
    if not is_model_id(model_id):
        raise UsageError(f"{model_id[:100]!r} is no model id: it is written owner/name")
    if not token:
        raise UsageError("a pull request needs your token, with the right to write")
    if not (token.isascii() and token.isprintable()):  # libraries would print it in their error
        raise UsageError("the token has characters that no token has: copy it again")
    if before == after:
        raise UsageError("the card does not change: there is nothing to propose")
    hub = Hub(endpoint, token, retries=0)
    revision = _revision_with(hub, model_id, before)
    return hub.propose(model_id, _CARD, after, revision, "Report the emissions of the training")


def _revision_with(hub: Hub, model_id: str, card: bytes) -> str:
    """Return the Hub's revision of a model, whose card must be the one that was changed."""
    remote = Remote(hub)
    told = remote.model(model_id).items[0]
    revision = told.get("sha") if isinstance(told, dict) else None
    if not isinstance(revision, str):
        raise HubError(f"{model_id}: the Hub does not tell which version is the newest")
    (answer,) = remote.cards([CardRequest(model_id, revision)])
    if not answer.is_read:
        raise HubError(f"{model_id}: {answer.problem}")
    if answer.content != card:
        raise CardError(
            f"{model_id}: the card on the Hub is not the one that you gave: download it from there"
            " and fill that"
        )
    return revision
