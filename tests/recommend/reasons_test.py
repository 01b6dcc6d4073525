from __future__ import annotations

import pytest

from hubscan.catalogue.record import ModelRecord, QualityScore
from hubscan.energy import Evidence, Unit
from hubscan.recommend.reasons import Explained, reasons

UNKNOWN = Evidence.unknown("no law", unit=Unit.KWH)


def record(model_id):
    return ModelRecord(model_id=model_id, as_of="2026-01-01", source="test")


def score(value, benchmark="imagenet-1k", metric="top1", source="s", *, higher=True):
    return QualityScore(
        model_id="any",
        benchmark=benchmark,
        metric=metric,
        value=value,
        higher_is_better=higher,
        as_of="2026-08",
        source=source,
    )


ALONE = "imagenet-1k top1 80.5 (2026-08)"
# what it scored, what the most used scored -> what is told of it
SCORES = {
    "nothing": ([], [score(80)], None),
    "alone": ([score(80.5)], [], ALONE),
    "worse": ([score(80.5)], [score(82.4)], f"{ALONE}, 1.9 worse than a/usual, the most used"),
    "better": ([score(80.5)], [score(80)], f"{ALONE}, 0.5 better than a/usual, the most used"),
    "the same": ([score(80.5)], [score(80.5)], f"{ALONE}, the same as a/usual, the most used"),
    "another benchmark": ([score(80.5)], [score(90, "imagenet-v2")], ALONE),
    "another metric": ([score(80.5)], [score(95, metric="top5")], ALONE),
    "another source": ([score(80.5)], [score(95, source="t")], ALONE),
    "lower is better": (
        [score(7.5, "AMI", "wer", higher=False)],
        [score(8.5, "AMI", "wer", higher=False)],
        "AMI wer 7.5 (2026-08), 1 better than a/usual, the most used",
    ),
    "overall first": (
        [score(9, "AMI", "wer"), score(7, "Open ASR Leaderboard", "wer")],
        [],
        "Open ASR Leaderboard wer 7 (2026-08)",
    ),
}


@pytest.mark.parametrize(("own", "usual", "told"), SCORES.values(), ids=SCORES)
def test_a_published_score_is_held_against_the_same_of_the_most_used(own, usual, told):
    asked = Explained(
        record("b/small"), "need", 1.0, UNKNOWN, record("a/usual"), tuple(own), tuple(usual)
    )
    quality = [reason for reason in reasons(asked) if "(2026-08)" in reason]
    assert quality == ([] if told is None else [told])


def test_the_most_used_is_not_held_against_itself():
    asked = Explained(
        record("a/usual"), "", 1.0, UNKNOWN, record("a/usual"), (score(80.5),), (score(80.5),)
    )
    assert ALONE in reasons(asked)
