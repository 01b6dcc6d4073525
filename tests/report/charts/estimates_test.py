"""The places of a job on a map and below each other."""

from __future__ import annotations

import pytest

from hubscan.energy import asking
from hubscan.report.charts.estimates import region_chart, region_map
from hubscan.report.estimates import QUARTERS, region_rows


@pytest.fixture(scope="module")
def rows():
    ((_, located),) = asking.regions(kwh=100.0, pue=None, clouds=False).by_method.items()
    return region_rows(located)


def test_a_place_without_emissions_is_drawn_too(rows):
    least = [{**rows[0], "emissions_g": 0.0}, *rows[1:5]]
    chart = region_chart(least).to_dict()
    assert chart["datasets"][chart["data"]["name"]] == least
    for layer in chart["layer"]:
        scale = layer["encoding"]["x"]["scale"]
        assert scale == {"zero": True}  # a logarithm of nothing would draw nothing at all


def test_the_dots_stand_on_the_land(rows):
    chart = region_map(rows).to_dict()
    (land,), dots = chart["layer"][0]["layer"], chart["layer"][1]
    assert land["encoding"]["x"]["scale"] == dots["encoding"]["x"]["scale"]
    assert land["encoding"]["y"]["scale"] == dots["encoding"]["y"]["scale"]
    assert len(chart["datasets"][dots["data"]["name"]]) > 200


def test_colour_shape_and_words_tell_the_quarters(rows):
    encoding = region_map(rows).to_dict()["layer"][1]["encoding"]
    assert encoding["color"]["scale"]["domain"] == list(QUARTERS)
    assert encoding["shape"]["scale"]["domain"] == list(QUARTERS)
