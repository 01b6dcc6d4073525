"""What is shown for copying parses to what was asked."""

from __future__ import annotations

import shlex
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.cli.recommend import recommend
from hubscan.report.commands import audit_command, link_query, recommend_command

CASES = {
    "a need": ("detect toxic comments", {}, "hubscan recommend 'detect toxic comments'"),
    "a size": ("x", {"max_params": "50M"}, "hubscan recommend --max-params=50M x"),
    "numbers": (
        "x",
        {"limit": 7, "queries": 1e6},
        "hubscan recommend --limit=7 --queries=1000000 x",
    ),
    "several": ("x", {"allow": ["a", "b"]}, "hubscan recommend --allow=a --allow=b x"),
    "none of several": ("x", {"allow": []}, "hubscan recommend x"),
    "nothing": ("x", {"task": None}, "hubscan recommend x"),
    "like an option": ("--help", {}, "hubscan recommend -- --help"),
    "quotes": ("it's; rm -rf $HOME", {}, "hubscan recommend 'it'\"'\"'s; rm -rf $HOME'"),
}


@pytest.mark.parametrize(("need", "constraints", "command"), CASES.values(), ids=CASES)
def test_a_command_is_written(need, constraints, command):
    assert recommend_command(need, constraints) == command


@given(st.text(min_size=1), st.text(min_size=1), st.floats(1, 1e12))
def test_whatever_was_asked_is_read_back(need, license, queries):
    words = shlex.split(recommend_command(need, {"license": license, "queries": queries}))
    read = recommend.make_context("recommend", words[2:]).params
    assert (read["need"], read["license"]) == (need, license)
    assert read["queries"] == pytest.approx(queries)


def test_an_owner_is_audited():
    assert audit_command("my org", "emissions") == (
        "hubscan audit '--author=my org' --profile=emissions"
    )


def test_a_link_holds_the_need_and_every_constraint():
    query = link_query("a & b?", {"allow": ["gated", "uncensored"], "limit": 7})
    assert parse_qs(query) == {"need": ["a & b?"], "allow": ["gated", "uncensored"], "limit": ["7"]}
