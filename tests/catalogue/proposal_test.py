from __future__ import annotations

import pytest

from hubscan.catalogue.proposal import propose_card
from hubscan.errors import CardError, HubError, HubscanError, UsageError
from tests.catalogue.hubserver import Fault, Scripted
from tests.catalogue.proposals import ProposalHub, Proposed

BEFORE = b"---\r\nlicense: mit\r\n---\r\n# M\r\n"
AFTER = BEFORE.replace(b"mit\r\n", b"mit\r\nco2_eq_emissions: 500\r\n")


@pytest.fixture
def hub():
    return ProposalHub(BEFORE)


def proposed(hub, before=BEFORE, after=AFTER, **asked):
    with hub.serve() as endpoint:
        asked = {"model_id": hub.model_id, "token": hub.token, "endpoint": endpoint} | asked
        url = propose_card(asked.pop("model_id"), before, after, **asked)
        return url.removeprefix(endpoint)


def test_a_pull_request_holds_the_card_byte_for_byte(hub):
    assert proposed(hub) == f"/{hub.model_id}/discussions/7"

    path = f"/api/models/{hub.model_id}/commit/main?create_pr=1"
    assert hub.proposed == [Proposed(path, hub.sha, "README.md", AFTER)]


def test_a_card_that_changed_on_the_hub_is_left_alone(hub):
    hub.cards[hub.model_id] = BEFORE + b"somebody else wrote\n"
    with pytest.raises(CardError, match="not the one that you gave"):
        proposed(hub)
    assert hub.proposed == []


@pytest.mark.parametrize(
    ("asked", "error", "told"),
    [
        ({"token": ""}, UsageError, "needs your token"),
        ({"model_id": "no-owner"}, UsageError, "owner/name"),
        ({"model_id": "owner/../../etc"}, UsageError, "owner/name"),
        ({"model_id": "nobody/knows"}, HubError, "not on the Hub"),
        ({"after": BEFORE}, UsageError, "nothing to propose"),
        ({"token": "hf_the_wrong_token"}, HubError, "no pull request"),
    ],
    ids=["no token", "no owner", "a path", "unknown", "no change", "wrong token"],
)
def test_a_refusal_is_a_sentence(hub, asked, error, told):
    with pytest.raises(error, match=told):
        proposed(hub, **asked)
    assert hub.proposed == []


def test_the_hub_may_refuse_pull_requests(hub):
    hub.answer = 403
    with pytest.raises(HubError, match="no pull request") as raised:
        proposed(hub)
    assert hub.token not in str(raised.value)


@pytest.mark.parametrize("fault", [Fault.GONE_CARD, Fault.ERROR_500, Fault.CUT, Fault.NOT_UTF8])
def test_a_card_that_cannot_be_compared_is_not_overwritten(hub, fault):
    hub.faults = Scripted(card=[fault])
    with pytest.raises(HubscanError):
        proposed(hub)
    assert hub.proposed == []


def test_a_token_is_in_no_message(hub):
    for token in ("hf_the_wrong_token", "hf_with\nnewline", "hf_caf\u00e9"):
        with pytest.raises(HubscanError) as raised:
            proposed(hub, token=token)
        assert token not in str(raised.value)
        assert token not in repr(raised.value.__cause__)


def test_nobodys_token_is_taken(hub, monkeypatch):
    monkeypatch.setenv("HF_TOKEN", hub.token)  # the token of whoever runs the server
    with pytest.raises(UsageError):
        proposed(hub, token="")
    assert hub.log == []
