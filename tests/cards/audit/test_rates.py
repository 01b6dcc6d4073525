import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.cards.audit.findings import CardAudit, FieldScore, Score
from hubscan.cards.audit.rates import completeness, wilson
from hubscan.cards.audit.text import State


def audited(*states, has_card=True):
    fields = [
        FieldScore(f"field {number}", state, 0, 1, None, "") for number, state in enumerate(states)
    ]
    return CardAudit("a", (), Score("p", tuple(fields)), has_card=has_card)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [
        # centre (p + z2/2n)/(1 + z2/n), z2 = 3.8415
        # half-width z/(1 + z2/n) sqrt(p(1-p)/n + z2/4n2)
        (0, 10, 0.0, 0.27753),  # 3.8415 / (10 + 3.8415) = 0.27753
        (10, 10, 0.72247, 1.0),  # 1 - 0.27753
        (5, 10, 0.23659, 0.76341),  # 0.5 -+ 1.95996 / 1.38415 x sqrt(0.025 + 0.0096036)
        (32111, 74970, 0.42478, 0.43187),  # 42.8 %
        (778, 1000, 0.75120, 0.80268),
    ],
    ids=str,
)
def test_wilson_by_hand(count, total, low, high):
    assert wilson(count, total) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000), st.data())
def test_the_interval_holds_the_share(total, data):
    count = data.draw(st.integers(0, total))
    low, high = wilson(count, total)
    assert 0 <= low <= count / total <= high <= 1


@pytest.mark.parametrize(("count", "total"), [(0, 0), (-1, 5), (6, 5)])
def test_what_is_no_share_is_refused(count, total):
    with pytest.raises(ValueError, match="is no share"):
        wilson(count, total)


def test_rates_count_only_where_a_field_applies():
    audits = [
        audited(State.PRESENT, State.NOT_APPLICABLE),
        audited(State.PLACEHOLDER, State.PRESENT),
        audited(State.INVALID, State.NOT_APPLICABLE),
        audited(State.ABSENT, State.ABSENT, has_card=False),
    ]
    rates = {rate.what: (rate.count, rate.total) for rate in completeness(audits)}
    assert rates == {"card": (3, 4), "field 0": (1, 3), "field 1": (1, 1)}


def test_a_field_that_applies_nowhere_has_no_rate():
    assert [rate.what for rate in completeness([audited(State.NOT_APPLICABLE)])] == ["card"]


def test_nothing_audited_has_no_rates():
    assert completeness([]) == ()


def test_the_published_rates_stand_beside_with_their_source():
    (card, *_) = completeness([audited(State.PRESENT)])
    assert [(each.share, each.models) for each in card.published] == [(0.428, 74970), (0.778, 1000)]
    assert "https://" in card.published[0].source
