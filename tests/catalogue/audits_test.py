"""An owner's cards, fetched from a Hub on this machine and audited in the background."""

from __future__ import annotations

import pytest

from hubscan.background import StoppedError
from hubscan.cards.audit.runner import Options, audit_fetched
from hubscan.catalogue.audits import FETCHING, AuthorAudit
from hubscan.errors import HubError, UsageError
from tests.cards.audit.cases import card
from tests.catalogue.hubserver import Always, FakeHub, Fault, Quota, raw_model

IDS = [f"owner-{number}/model-{number}" for number in range(3)]
OPTIONS = Options()


@pytest.fixture
def fake(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setenv("HF_TOKEN", "hf_of_the_server")
    hub = FakeHub([raw_model(number, author="org") for number in range(3)])
    hub.cards = {IDS[0]: card("license: mit\n").encode(), IDS[1]: card("licence: mit\n").encode()}
    with hub.serve() as hub.endpoint:
        yield hub


def begun(fake, ids=(), author="org", most=25, token=None):
    return AuthorAudit(author, ids, OPTIONS, most=most, token=token, endpoint=fake.endpoint)


def test_cards_are_audited_in_the_order_of_the_known_ids(fake):
    work = begun(fake, [IDS[1], IDS[2], IDS[0]])
    work.result()
    expected = [(IDS[1], fake.cards[IDS[1]]), (IDS[2], None), (IDS[0], fake.cards[IDS[0]])]
    assert [each.audit for each in work.audits] == [
        audit_fetched(model_id, content, OPTIONS) for model_id, content in expected
    ]
    assert (work.told, work.fraction, work.total) == (FETCHING, 1.0, 3)
    assert fake.requests["list"] == 0


def test_each_has_what_can_be_fixed_like_an_upload(fake):
    work = begun(fake, [IDS[1]])
    work.result()
    assert "+license: mit" in work.audits[0].diff()


@pytest.mark.parametrize(("most", "found"), [(25, 3), (2, 2)])
def test_the_hub_lists_what_the_catalogue_does_not_know(fake, most, found):
    fake.page_rows = 1
    work = begun(fake, most=most)
    work.result()
    assert len(work.audits) == work.total == found
    assert fake.requests["list"] <= most + 1


def test_nobody_is_a_sentence(fake):
    with pytest.raises(UsageError, match="nobody: neither the catalogue nor the Hub"):
        begun(fake, author="nobody").result()


def test_a_hub_that_cannot_be_reached_is_a_sentence(fake):
    fake.faults = Always(Fault.NOT_A_LIST, "list")
    with pytest.raises(HubError, match="instead of list"):
        begun(fake).result()


@pytest.mark.parametrize(
    ("token", "sent"), [(None, ""), ("hf_the_right_token", "Bearer hf_the_right_token")]
)
def test_only_the_token_that_is_given_is_sent(fake, token, sent):
    begun(fake, token=token).result()
    assert {authorization for _, _, authorization in fake.log} == {sent}


def test_a_token_that_none_is_is_told_without_it(fake):
    with pytest.raises(UsageError) as told:
        begun(fake, token="hf_secret\r\n")
    assert "hf_secret" not in str(told.value)


def test_a_card_that_is_cut_says_so(fake):
    fake.faults = Always(Fault.BIG_CARD, "card", IDS[0])
    work = begun(fake, IDS[:2])
    work.result()
    assert [each.doubt and each.doubt.partition(" ")[0] for each in work.audits] == ["longer", None]


def test_it_stops_in_a_wait_that_the_hub_asks_for_and_keeps_what_it_has(fake):
    fake.quotas["resolvers"] = Quota(2, 600.0)
    work = begun(fake, IDS)
    while not work.told.startswith("waiting"):
        assert not work.wait(0.01)
    work.stop()
    with pytest.raises(StoppedError):
        work.result()
    assert work.is_stopped
    assert len(work.audits) <= 2
