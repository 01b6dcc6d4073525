from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.errors import UsageError
from hubscan.recommend.sizes import (
    format_count,
    format_gb,
    parse_days,
    parse_memory_gb,
    parse_parameters,
)

PARAMETERS = [
    ("66M", 66_000_000),
    ("66m", 66_000_000),
    (" 1.5 B ", 1_500_000_000),
    (".5b", 500_000_000),
    ("7e9", 7_000_000_000),
    ("66986000", 66_986_000),
    ("300k", 300_000),
    ("1.2T", 1_200_000_000_000),
    (67_000_000, 67_000_000),
    (6.7e7, 67_000_000),
]
NO_PARAMETERS = [
    "",
    "big",
    "-5M",
    "0",
    "66MB",
    "1,5B",
    "nan",
    "inf",
    "1e400",
    "9e99",
    "M",
    "٣M",
    -1,
]
MEMORY = [
    ("0.5", 0.5),
    ("500MB", 0.5),
    ("8GB", 8.0),
    ("8 gb", 8.0),
    ("1TB", 1000.0),
    ("8GiB", 8.589934592),  # 8 x 2^30 / 10^9
    (4, 4.0),
]
NO_MEMORY = ["", "0", "-1", "0GB", "8 G B", "eight", "nan", "7M", 0, float("inf")]
DAYS = [("90", 90), ("90d", 90), ("2w", 14), ("6m", 183), ("2y", 730), (30, 30)]
NO_DAYS = ["", "0", "-3", "soon", "1e9", "3 decades"]


@pytest.mark.parametrize(("text", "count"), PARAMETERS)
def test_parameters(text, count):
    assert parse_parameters(text) == count


@pytest.mark.parametrize(("text", "size_gb"), MEMORY)
def test_memory(text, size_gb):
    assert parse_memory_gb(text) == pytest.approx(size_gb)


@pytest.mark.parametrize(("text", "days"), DAYS)
def test_days(text, days):
    assert parse_days(text) == days


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        *((parse_parameters, text) for text in NO_PARAMETERS),
        *((parse_memory_gb, text) for text in NO_MEMORY),
        *((parse_days, text) for text in NO_DAYS),
    ],
)
def test_impossible_sizes_say_how_to_write_them(parse, text):
    with pytest.raises(UsageError, match=r"write|not a number"):
        parse(text)


FORMATTED = [
    (0, "0"),
    (999, "999"),
    (1_000, "1k"),
    (66_986_000, "67M"),
    (124_439_808, "124M"),
    (999_999_999, "1B"),
    (1_543_714_304, "1.54B"),
    (671_000_000_000, "671B"),
]


@pytest.mark.parametrize(("count", "text"), FORMATTED)
def test_format_count(count, text):
    assert format_count(count) == text


@pytest.mark.parametrize(
    ("size_gb", "text"), [(0.2679, "0.268 GB"), (14.0, "14 GB"), (140.4, "140 GB")]
)
def test_format_gb(size_gb, text):
    assert format_gb(size_gb) == text


@given(st.integers(min_value=1, max_value=10**15))
def test_a_written_count_is_read_back_within_its_three_digits(count):
    assert parse_parameters(format_count(count)) == pytest.approx(count, rel=0.005)
