from __future__ import annotations

import pytest

from hubscan.recommend.scores import shared_scores
from tests.catalogue.records import score


def test_only_what_both_have_is_compared():
    one = [score("a", 90.0), score("a", 50.0, benchmark="squad")]
    two = [score("b", 88.0), score("b", 7.0, benchmark="wer")]
    (shared,) = shared_scores([one, two])
    assert (shared.benchmark, shared.values) == ("glue", (90.0, 88.0))


# what differs makes it another benchmark: no figure is compared with another one's
@pytest.mark.parametrize(
    "other", [{"metric": "f1"}, {"source": "another"}, {"benchmark": "superglue"}]
)
def test_another_metric_source_or_benchmark_is_not_compared(other):
    assert shared_scores([[score("a")], [score("b", **other)]]) == []


# (higher is better, first, second) -> gain: 88 - 90 = -2 points; of an error rate 9 - 12 = -3
GAINS = {
    "fewer points": (True, 90.0, 88.0, -2.0),
    "more points": (True, 88.0, 90.0, 2.0),
    "more errors": (False, 9.0, 12.0, -3.0),
    "fewer errors": (False, 12.0, 9.0, 3.0),
    "the same": (True, 0.0, 0.0, 0.0),
}


@pytest.mark.parametrize(("higher", "first", "second", "gain"), GAINS.values(), ids=GAINS)
def test_a_gain_is_positive_when_it_is_better(higher, first, second, gain):
    one, two = (score("x", value, higher_is_better=higher) for value in (first, second))
    assert shared_scores([[one], [two]])[0].gain == gain


def test_the_newest_of_one_source_counts():
    old, new = score("a", 1.0, as_of="2024-01-01"), score("a", 2.0, as_of="2025-01-01")
    (shared,) = shared_scores([[new, old], [score("b", 3.0)]])
    assert shared.values == (2.0, 3.0)
    assert shared.dates == ("2025-01-01", "2025-12-01")


def test_of_three_models_one_may_lack_a_score():
    (shared,) = shared_scores([[score("a", 1.0)], [], [score("c", 3.0)]])
    assert shared.values == (1.0, None, 3.0)
    assert shared.gain == 2.0


def test_no_gain_where_an_end_is_unknown():
    (shared,) = shared_scores([[], [score("b")], [score("c")]])
    assert shared.gain is None
