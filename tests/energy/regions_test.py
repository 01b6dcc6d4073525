import pytest

from hubscan.energy.boundary import emissions, to_facility
from hubscan.energy.evidence import Boundary, Evidence, Factor, Grade, Unit
from hubscan.energy.places import every_cloud_region, every_country, exact_pue, place, site
from hubscan.energy.regions import locate, rank, times
from hubscan.errors import EstimateError

HOME = site("Norway", pue_value=1.2, g_per_kwh=100)


def energy(boundary=Boundary.SERVER, unit=Unit.KWH, value=1.0):
    return Evidence.product(
        (Factor.exact("energy", value, "kWh"),),
        unit=unit,
        boundary=boundary,
        grade=Grade.REPORTED_MEASURED,
        source="a test",
        date="2026",
    )


@pytest.mark.parametrize(
    ("boundary", "kwh"),
    [
        # 10 x 1.4 x 1.2, 10 x 1.2, 10
        (Boundary.DEVICE, 16.8),
        (Boundary.SERVER, 12),
        (Boundary.FACILITY, 10),
    ],
)
def test_to_facility(boundary, kwh):
    found = to_facility(energy(boundary, value=10), HOME)
    assert (found.median, found.boundary) == (pytest.approx(kwh), Boundary.FACILITY)
    # x 100 g/kWh
    assert emissions(energy(boundary, value=10), HOME).median == pytest.approx(100 * kwh)


def test_emissions_need_kwh():
    with pytest.raises(EstimateError, match="need the energy in kWh, not in gCO2e"):
        emissions(energy(unit=Unit.GRAMS), HOME)


def test_poland_against_norway_in_2024():
    # 608.18 / 29.66 = 20.5 at equal PUE; x 1.40 / 1.10 = 26.1 with the usual one of each
    poland, norway = place("Poland", 2024), place("Norway", 2024)
    equal = times(*(locate(energy(), one, exact_pue(1.3)) for one in (poland, norway)))
    usual = times(*(locate(energy(), one) for one in (poland, norway)))
    assert equal.median == pytest.approx(20.5, abs=0.05)
    assert usual.median == pytest.approx(26.1, abs=0.05)
    assert equal.low < equal.median < equal.high < usual.high


@pytest.mark.parametrize("boundary", list(Boundary))
def test_how_often_does_not_depend_on_the_job(boundary):
    two = [place("Poland"), place("Norway")]
    once = times(*(locate(energy(boundary), one) for one in two))
    large = times(*(locate(energy(boundary, value=1e6), one) for one in two))
    assert once == pytest.approx(large)


def test_every_country_is_ranked_the_least_first():
    ranked = rank(energy(), every_country())
    assert list(ranked) == ["life-cycle"]
    grams = [one.emissions.median for one in ranked["life-cycle"]]
    assert grams == sorted(grams)
    assert len(grams) > 200


def test_methods_are_never_ranked_together():
    ranked = rank(energy(), every_cloud_region())
    providers = {
        method: {one.place.region.partition(":")[0] for one in located}
        for method, located in ranked.items()
    }
    assert providers == {"life-cycle": {"aws", "azure"}, "hourly grid mix": {"gcp"}}


def test_an_unknown_energy_is_not_ranked():
    unknown = Evidence.unknown("nobody knows", unit=Unit.KWH)
    with pytest.raises(EstimateError, match="not estimable: nobody knows"):
        rank(unknown, every_country())
