from contextlib import nullcontext, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.energy.places import (
    country_code,
    every_cloud_region,
    every_country,
    exact_carbon_intensity,
    exact_pue,
    known_country,
    place,
    pue,
    site,
)
from hubscan.errors import UsageError

SAME = {
    "NOR": ["Norway", "NO", "nor", "norway", " Norway "],
    "USA": ["United States", "US", "USA", "U.S.A.", "united states of america", "America"],
    "GBR": ["UK", "GB", "Great Britain", "United Kingdom", "England"],
    "KOR": ["South Korea", "KR", "Republic of Korea", "Korea, Republic of"],
    "TUR": ["Türkiye", "Turkey", "Turkiye"],
    "CIV": ["Côte d'Ivoire", "Ivory Coast"],
    "DEU": ["Frankfurt, Germany", "Deutschland", "Frankfurt an Main, Germany"],
    "NLD": ["Eemshaven, Netherlands, Europe", "The Netherlands"],
    "XKX": ["Kosovo", "XK"],
}


@pytest.mark.parametrize(
    ("iso3", "name"), [(iso3, name) for iso3, names in SAME.items() for name in names]
)
def test_a_country_by_any_of_its_names(iso3, name):
    assert place(name).iso3 == iso3


@pytest.mark.parametrize(
    ("name", "code", "known"),
    [
        ("DE", "DEU", "DEU"),
        ("Frankfurt, Germany", "DEU", None),
        ("eu-west-3", "FRA", None),
        ("World", None, None),
        ("Atlantis", None, None),
    ],
)
def test_a_country_s_code(name, code, known):
    assert known_country(name) == known
    with nullcontext() if code else pytest.raises(UsageError):
        assert country_code(name) == code


@pytest.mark.parametrize("one", every_country(), ids=lambda one: one.iso3)
def test_every_country_by_code_and_name(one):
    assert place(one.iso3) == place(one.name) == one
    assert one.method == "life-cycle"
    assert 0 < one.carbon_intensity.value < 1500


@pytest.mark.parametrize("one", every_cloud_region(), ids=lambda one: one.region)
def test_every_cloud_region_by_its_code(one):
    assert place(one.region) == one
    assert 1 <= one.pue.value < 2


@pytest.mark.parametrize(
    ("name", "region", "g_per_kwh", "pue_value", "method"),
    [
        ("us-east1", "gcp:us-east1", 560, 1.09, "hourly grid mix"),
        ("google:us-east1", "gcp:us-east1", 560, 1.09, "hourly grid mix"),
        ("aws:eu-north-1", "aws:eu-north-1", 35.26, 1.12, "life-cycle"),
        ("AWS/EU-NORTH-1", "aws:eu-north-1", 35.26, 1.12, "life-cycle"),
        ("East US", "azure:eastus", 384.4, 1.14, "life-cycle"),
        ("eu-west-3", "aws:eu-west-3", 40.86, 1.15, "life-cycle"),
    ],
    ids=lambda value: str(value),
)
def test_a_cloud_region(name, region, g_per_kwh, pue_value, method):
    found = place(name)
    assert (found.region, found.pue.value, found.method) == (region, pue_value, method)
    assert found.carbon_intensity.value == pytest.approx(g_per_kwh, rel=0.02)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Polnd", "unknown country or cloud region 'Polnd'; the nearest are Poland"),
        ("us-east-9", "the nearest are us-east"),
        ("Atlantis", "unknown country or cloud region 'Atlantis'"),
        ("gcp:us-east-1", "unknown country or cloud region"),
        ("", "unknown country or cloud region ''$"),
        (",", "unknown country or cloud region"),
    ],
)
def test_an_unknown_place_gets_the_nearest(name, message):
    with pytest.raises(UsageError, match=message):
        place(name)


@given(st.text(max_size=60))
def test_any_text_is_a_place_or_a_usage_error(text):
    with suppress(UsageError):
        assert place(text).carbon_intensity.value >= 0


@pytest.mark.parametrize(
    ("asked", "taken"), [(2019, 2019), (1990, 2015), (2100, 2025), (None, 2025)]
)
def test_the_nearest_year_is_taken(asked, taken):
    assert place("Norway", asked).year == taken


def test_an_unknown_place_is_as_wide_as_the_world():
    unknown = place(None)
    assert unknown.carbon_intensity.low < place("Norway").carbon_intensity.value
    assert unknown.carbon_intensity.high > place("Poland").carbon_intensity.value


def test_the_same_grid_is_shared():
    assert place("Poland").carbon_intensity.shared == place("PL").carbon_intensity.shared
    assert place("Poland").carbon_intensity.shared != place("Norway").carbon_intensity.shared


@pytest.mark.parametrize(
    ("asked", "attribute", "value"),
    [
        ({"provider": "aws"}, "pue", 1.15),
        ({"provider": "Google Cloud"}, "pue", 1.09),
        ({"provider": "own"}, "pue", 1.0),
        ({"pue_value": 1.3}, "pue", 1.3),
        ({"provider": "aws", "pue_value": 1.3}, "pue", 1.3),
        ({"g_per_kwh": 56}, "carbon_intensity", 56),
        ({"g_per_kwh": 0}, "carbon_intensity", 0),
    ],
    ids=str,
)
def test_what_the_user_knows_wins(asked, attribute, value):
    factor = getattr(site("Norway", **asked), attribute)
    assert factor.value == value


def test_the_usual_pue_of_an_unknown_site_is_wide():
    assert (pue(None).low, pue(None).value, pue(None).high) == (1.1, 1.4, 1.6)


@pytest.mark.parametrize("value", [0.99, 5.01, float("nan"), float("inf"), -1])
def test_an_impossible_pue_is_refused(value):
    with pytest.raises(UsageError, match="a facility draws 1 to 5 times"):
        exact_pue(value)


@pytest.mark.parametrize("value", [-1, 2001, float("nan"), float("inf")])
def test_an_impossible_grid_is_refused(value):
    with pytest.raises(UsageError, match="a grid emits 0 to 2000 g/kWh"):
        exact_carbon_intensity(value)


def test_an_unknown_provider_gets_the_nearest():
    with pytest.raises(UsageError, match="unknown provider 'azur'; the nearest are azure"):
        pue("azur")
