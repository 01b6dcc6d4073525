from __future__ import annotations

import pytest

from hubscan.energy import Evidence, Interval, Unit
from hubscan.recommend.saving import Saving
from hubscan.report.figures import energy_ratio, two_digits, wh_per_1000

NUMBERS = {
    0: "0",
    0.000123: "0.00012",
    0.0456: "0.046",
    1: "1",
    1.26: "1.3",
    45.67: "46",
    734.2: "730",
    2278.6: "2,300",
    1e9: "1,000,000,000",
}


@pytest.mark.parametrize(("value", "told"), NUMBERS.items())
def test_numbers_have_two_digits(value, told):
    assert two_digits(value) == told


def test_unknown_is_said():
    unknown = Evidence.unknown("no law", unit=Unit.KWH)
    assert wh_per_1000(unknown) == "unknown: no law"
    assert energy_ratio(Saving(None, "no law")) == "?"
    assert energy_ratio(Saving(Interval(0.1, 0.25, 0.5))) == "0.25 (0.1 to 0.5)"
