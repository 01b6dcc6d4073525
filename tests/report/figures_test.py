from __future__ import annotations

import pytest

from hubscan.energy import Evidence, Interval, Unit
from hubscan.recommend.precision import Loaded
from hubscan.recommend.saving import SAME, Saving
from hubscan.report.figures import energy_ratio, memory, memory_basis, two_digits, wh_per_1000
from hubscan.terminal import counted

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


COUNTS = {
    (0, "file"): "0 files",
    (1, "file"): "1 file",
    (2_000, "file"): "2,000 files",
    (1, "copy", "copies"): "1 copy",
    (2, "copy", "copies"): "2 copies",
}


@pytest.mark.parametrize(("asked", "told"), COUNTS.items())
def test_one_of_something_is_no_plural(asked, told):
    assert counted(*asked) == told


def test_unknown_is_said():
    unknown = Evidence.unknown("no law", unit=Unit.KWH)
    assert wh_per_1000(unknown) == "unknown: no law"
    assert energy_ratio(Saving(None, "no law")) == "?"
    assert energy_ratio(SAME) == "1 (reference)"
    assert energy_ratio(Saving(Interval(0.1, 0.25, 0.5))) == "0.25 (0.1 to 0.5)"


MEMORIES = {
    "half": (Loaded("fp16", 1.8154), "1.82 GB fp16"),
    "full": (Loaded("fp32", 3.63), "3.63 GB fp32"),
    "quantized": (Loaded("Q4_K_M", 5.87), "5.87 GB Q4_K_M"),
    "unknown": (None, "?"),
}


@pytest.mark.parametrize(("loaded", "told"), MEMORIES.values(), ids=MEMORIES)
def test_memory_names_its_weight_format(loaded, told):
    assert memory(loaded) == told


def test_memory_says_what_it_counts():
    assert memory_basis() == "weights and 20 % overhead, no cache"
