"""Needs with what a specialist would accept, asked of the shipped catalogue."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.conftest import ROOT

NEEDS = tomllib.loads((ROOT / "tests" / "recommend" / "needs.toml").read_text())["need"]
ANSWERABLE = [need for need in NEEDS if not need.get("declined")]
IMPOSSIBLE = [need for need in NEEDS if need.get("declined")]


@pytest.mark.parametrize("need", ANSWERABLE, ids=lambda need: need["text"])
def test_a_specialist_would_accept_the_answer(engine, need):
    results = engine.recommend(need["text"], **need.get("given", {})).results
    ids = [result.record.model_id for result in results]
    assert any(re.search(need["accept"], each, re.IGNORECASE) for each in ids), ids
    assert re.fullmatch(need["task"], results[0].record.pipeline_tag or "")


@pytest.mark.parametrize("need", IMPOSSIBLE, ids=lambda need: need["text"])
def test_the_impossible_is_declined(engine, need):
    answer = engine.recommend(need["text"])
    assert answer.declined
    assert answer.results == ()
    assert answer.tasks


def test_the_table_is_broad():
    assert len(ANSWERABLE) >= 60
    assert len(IMPOSSIBLE) >= 10
    assert len({tag for need in ANSWERABLE for tag in need["task"].split("|")}) >= 20
