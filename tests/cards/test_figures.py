from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubscan.cards.codecarbon import Hardware
from hubscan.cards.figures import (
    figures_of,
    grams_in_words,
    hardware_in_words,
    markdown,
    place_in_words,
    plain_number,
    provider_in_words,
    rounded,
)
from hubscan.cards.log_places import Place
from hubscan.cards.record import Method, Record, RecordedRun


@pytest.mark.parametrize(
    ("number", "value", "text"),
    [
        (0, 0, "0"),
        (0.00000001234567, 1.235e-08, "0.00000001235"),
        (0.04017470, 0.04017, "0.04017"),
        (1.0, 1, "1"),
        (12.5, 12.5, "12.5"),
        (999.96, 1000, "1000"),
        (89729.97, 89730, "89730"),
        (961264.9, 961300, "961300"),
        (1.5e15, 1500000000000000, "1500000000000000"),
    ],
    ids=str,
)
def test_numbers_keep_four_digits_and_no_exponent(number, value, text):
    assert rounded(number) == value
    assert type(rounded(number)) is type(value)
    assert plain_number(number) == text


@pytest.mark.parametrize(
    ("grams", "words"),
    [
        (0.0000004, "0.0000004 g CO2eq"),
        (0.4, "0.4 g CO2eq"),
        (999, "999 g CO2eq"),
        (1000, "1 kg CO2eq"),
        (5672.69, "5.673 kg CO2eq"),
        (999_999, "1000 kg CO2eq"),
        (1_250_000, "1.25 t CO2eq"),
    ],
    ids=str,
)
def test_an_amount_has_the_unit_of_its_size(grams, words):
    assert grams_in_words(grams) == words


@settings(deadline=None)
@given(st.floats(1e-9, 1e15))
def test_rounding_stays_within_the_fourth_digit(number):
    assert rounded(number) == pytest.approx(number, rel=5.1e-4)
    assert float(plain_number(number)) == rounded(number)
    assert rounded(rounded(number)) == rounded(number)


@pytest.mark.parametrize(
    ("region", "words"),
    [
        ("north rhine-westphalia", "North Rhine-Westphalia, X"),
        ("île-de-france", "Île-de-France, X"),
        ("castille-la mancha", "Castille-La Mancha, X"),
        ("provence-alpes-côte d'azur", "Provence-Alpes-Côte d'Azur, X"),
        ("hawke's bay", "Hawke's Bay, X"),
        ("community of madrid", "Community of Madrid, X"),
        ("Ohio", "Ohio, X"),
        ("", "X"),
        ("X", "X"),
    ],
)
def test_a_region_is_written_as_people_write_it(region, words):
    assert place_in_words(Place(country="X", region=region or None)) == words


@pytest.mark.parametrize(
    ("place", "words", "provider"),
    [
        (Place(), None, "Private infrastructure"),
        (Place(cloud_provider="gcp", cloud_region="asia-east1"), "gcp asia-east1", "gcp"),
        (Place(country="Taiwan", cloud_provider="gcp"), "Taiwan", "gcp"),
    ],
    ids=["unknown", "cloud only", "country before cloud"],
)
def test_places(place, words, provider):
    assert place_in_words(place) == words
    assert provider_in_words(place) == provider


@pytest.mark.parametrize(
    ("hardware", "nodes", "words"),
    [
        (Hardware("4 x NVIDIA A100", 4), 1, "4 x NVIDIA A100"),
        (Hardware("4 x NVIDIA A100", 4), 2, "8 x NVIDIA A100"),
        (Hardware("1 x NVIDIA A100", 1), 1, "NVIDIA A100"),
        (Hardware("2 x NVIDIA A100, 1 x Tesla T4", 3), 1, "2 x NVIDIA A100, Tesla T4"),
        (Hardware("2 x NVIDIA A100, 1 x Tesla T4", 3), 2, "4 x NVIDIA A100, 2 x Tesla T4"),
        (Hardware("NVIDIA A100", 4), 1, "4 x NVIDIA A100"),
        (Hardware("Apple M1", 1, "Apple M1", 8), 1, "Apple M1"),
        (Hardware(None, None, "AMD EPYC", 64), 1, "AMD EPYC (64 logical CPUs)"),
        (Hardware(None, None, "AMD EPYC", None), 3, "3 x AMD EPYC"),
        (Hardware(), 1, None),
    ],
    ids=[
        *("one node", "two nodes", "one device", "two kinds", "two kinds on two nodes", "bare"),
        *("apple", "processor", "processors", "unknown"),
    ],
)
def test_hardware(hardware, nodes, words):
    assert hardware_in_words(hardware, nodes) == words


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Intel(R) Core(TM) i7 @ 2.60GHz", "Intel(R) Core(TM) i7 @ 2.60GHz"),
        ("<script>", "&lt;script>"),
        ("a|b*c_d`e[f]\\g", r"a\|b\*c\_d\`e\[f\]\\g"),
        ("a & b", "a &amp; b"),
    ],
)
def test_markup_in_a_log_stays_text(text, escaped):
    assert markdown(text) == escaped


def run(run_id: str, **more: object) -> RecordedRun:
    return RecordedRun(run_id, Method.MEASURED, "CodeCarbon", 100.0, **more)


@pytest.mark.parametrize(
    ("runs", "source"),
    [
        ([run("a")], "CodeCarbon (measured)"),
        ([run("a", tool_version="2.7.1")] * 2, "CodeCarbon 2.7.1 (measured)"),
        (
            [run("a", tool_version="2.7.1"), run("b", tool_version="2.7.2")],
            "CodeCarbon 2.7.1, 2.7.2 (measured)",
        ),
        (
            [run("a", tool_version="2.7.1", nodes=4), run("b", tool_version="2.7.1")],
            "CodeCarbon 2.7.1 (measured on 1 of 4 nodes); CodeCarbon 2.7.1 (measured)",
        ),
    ],
    ids=["no version", "one version", "two versions", "nodes"],
)
def test_the_source_names_tools_versions_and_method(runs, source):
    assert figures_of(Record().with_runs(runs)).source.startswith(source)


def test_a_total_is_unknown_where_one_run_does_not_tell():
    record = Record().with_runs([run("a", energy_kwh=1.0, hours=2.0), run("b", hours=3.0)])
    figures = figures_of(record)

    assert figures.emissions_g == 200
    assert figures.energy_kwh is None
    assert figures.hours == 5


@pytest.mark.parametrize(
    ("methods", "low_g", "high_g", "words"),
    [
        (["estimated"], 81, 412, "(estimated for the whole facility, 90 % interval 81 to 410 g"),
        (
            ["estimated"],
            81,
            4120,
            "(estimated for the whole facility, 90 % interval 81 g to 4.1 kg",
        ),
        (["estimated", "measured"], 8100, 41e3, "(estimated in part, 90 % interval 16 to 82 kg"),
        (["estimated"], None, 410, None),
        (["measured"], 81, 410, None),
    ],
    ids=["one unit", "two units", "in part", "no interval", "measured"],
)
def test_an_estimate_says_what_it_counts_and_how_sure_it_is(methods, low_g, high_g, words):
    runs = [
        RecordedRun(method, Method(method), "hubscan", 200, None, low_g, high_g)
        for method in methods
    ]
    told = figures_of(Record().with_runs(runs)).emissions_in_words()
    total = f"{200 * len(methods)} g CO2eq"

    assert told == (f"{total} {words} CO2eq)" if words else total)
