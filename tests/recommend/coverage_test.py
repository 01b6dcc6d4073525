"""What a catalogue has, counted."""

from __future__ import annotations

import pytest

import hubscan
from hubscan.catalogue.store import open_catalogue, shipped_snapshot
from hubscan.recommend.coverage import NOT_KNOWN
from tests.catalogue.records import record, snapshot

RECORDS = (
    record(0, pipeline_tag="fill-mask", parameters=9_999_999, last_modified="2024-05-01T00:00:00Z"),
    record(1, pipeline_tag="fill-mask", parameters=10_000_000, license="gpl-3.0", emissions_g=5.0),
    record(2, pipeline_tag="summarization", parameters=None, last_modified="2023-01-01"),
    record(3, pipeline_tag=None, parameters=2 * 10**11, license=None, last_modified="2024-12-31"),
    record(4, pipeline_tag=None, parameters=5_000_000, license="other", description="a text"),
)


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    folder = tmp_path_factory.mktemp("coverage")
    made_of = snapshot(RECORDS, (), shipped_snapshot().fingerprint)
    open_catalogue(folder, snapshot=made_of).close()
    with hubscan.open(folder) as engine:
        yield engine.coverage()


def pairs(counts):
    return [(count.name, count.models) for count in counts]


def test_tasks_are_ranked_and_the_unknown_is_last(known):
    assert pairs(known.by_task) == [("fill-mask", 2), ("summarization", 1), (NOT_KNOWN, 2)]


def test_a_size_on_a_bound_belongs_to_the_larger(known):
    # 9,999,999 and 5,000,000 | 10,000,000 | 2e11 | one is not known
    assert pairs(known.by_size) == [
        ("under 10M", 2),
        ("10M to 100M", 1),
        ("100M to 1B", 0),
        ("1B to 10B", 0),
        ("10B to 100B", 0),
        ("100B and more", 1),
        (NOT_KNOWN, 1),
    ]


def test_licences_are_counted_by_class(known):
    assert dict(pairs(known.by_license)) == {
        "permissive": 2,
        "copyleft": 1,
        "another licence": 1,
        NOT_KNOWN: 1,
    }


def test_years_are_in_order(known):
    assert pairs(known.by_year) == [("2023", 1), ("2024", 2), (NOT_KNOWN, 2)]


def test_what_is_known_is_counted(known):
    assert (known.models, known.with_emissions, known.with_card_text) == (5, 1, 1)
    assert (known.oldest, known.newest) == ("2025-12-01", "2025-12-01")


def test_every_model_is_in_every_count(engine):
    known = engine.coverage()
    for counts in (known.by_task, known.by_size, known.by_license, known.by_year):
        assert sum(count.models for count in counts) == known.models
    assert 0 < known.energy_measured < known.energy_measured + known.energy_estimated < known.models
    assert known.as_dict()["models"] == known.models
