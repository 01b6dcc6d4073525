"""The order among candidates that are alike but for one thing."""

from __future__ import annotations

import numpy as np
import pytest

from hubscan.catalogue.columns_builder import ColumnsBuilder
from hubscan.catalogue.record import ModelRecord
from hubscan.recommend.figures import measures
from hubscan.recommend.ranking import WEIGHTS, Prefer, rank, with_decades
from hubscan.search.index import CANDIDATE


@pytest.fixture(scope="module")
def columns():
    builder = ColumnsBuilder()
    for row in range(3):
        record = ModelRecord(
            model_id=f"a/{row}", pipeline_tag="translation", as_of="2026-01-01", source="test"
        )
        builder.add(row, record, measures(record))
    return with_decades(builder.finish())


def candidates(probabilities):
    found = np.zeros(len(probabilities), CANDIDATE)
    found["position"] = np.arange(len(probabilities))
    found["task_probability"] = probabilities
    return found


PROBABILITIES = {
    # of the likeliest task, of one half as likely, of one not asked for at all
    "three tasks": ([0.0, 0.8, 0.4], [1, 2, 0], [0.0, 0.5, 1.0]),
    "one task": ([1.0, 1.0, 1.0], [0, 1, 2], [0.0, 0.0, 0.0]),
    "two of no known task": ([0.0, 0.0, 0.3], [2, 0, 1], [0.0, 1.0, 1.0]),
}


@pytest.mark.parametrize(
    ("probabilities", "order", "doubts"), PROBABILITIES.values(), ids=PROBABILITIES
)
def test_a_model_of_a_less_likely_task_stands_behind(columns, probabilities, order, doubts):
    ranked = rank(candidates(probabilities), columns)
    assert ranked["position"].tolist() == order
    lost = ranked["score"][0] - ranked["score"]
    expected = WEIGHTS[Prefer.BALANCED].wrong_task * np.array(doubts)
    assert lost == pytest.approx(expected, abs=1e-6)


def test_nothing_known_of_any_task_changes_nothing(columns):
    ranked = rank(candidates([0.0, 0.0, 0.0]), columns)
    assert ranked["position"].tolist() == [0, 1, 2]
    assert len(set(ranked["score"].tolist())) == 1


def test_nothing_found_is_nothing_ranked(columns):
    assert len(rank(candidates([]), columns)) == 0
