"""Bars with their numbers."""

from __future__ import annotations

from hubscan.recommend.coverage import Count
from hubscan.report.charts.counts import counts_chart


def test_bars_keep_their_order_and_their_numbers():
    chart = counts_chart([Count("b", 1), Count("a\x07", 12_345)], "models").to_dict()
    (values,) = chart["datasets"].values()
    assert [(row["kind"], row["told"]) for row in values] == [("b", "1"), ("a ", "12,345")]
    assert chart["layer"][0]["encoding"]["y"]["sort"] is None
    assert chart["layer"][0]["encoding"]["x"]["scale"]["domain"][1] > 12_345


def test_nothing_can_be_drawn():
    assert counts_chart([], "models").to_dict()["layer"]
