from __future__ import annotations

import csv

import pytest

from hubscan.energy.evidence import Boundary, Grade, Load
from hubscan.energy.measured import measurements_of
from hubscan.resources import resource

CASES = [
    # model, task, kWh of 1,000 queries as printed, boundary, load, start of the source
    (
        "meta-llama/Meta-Llama-3-8B",
        "text-generation",
        0.017333139,
        Boundary.DEVICE,
        Load.BATCH_1,
        "AI Energy Score",
    ),
    (
        "dslim/bert-large-NER",
        "token-classification",
        0.00629629,
        Boundary.SERVER,
        Load.BATCH_1,
        "Power Hungry Processing",
    ),
    (  # 38.5 J a request x 1,000 / 3.6e6 J/kWh
        "meta-llama/Llama-3.1-8B-Instruct",
        "text-generation",
        0.010689,
        Boundary.DEVICE,
        Load.SATURATED,
        "ML.ENERGY",
    ),
    (
        "openai-community/gpt2",
        "text-generation",
        0.0291904,
        Boundary.SERVER,
        Load.BATCH_1,
        "Power Hungry Processing",
    ),
]


@pytest.mark.parametrize(
    ("model_id", "task", "kwh", "boundary", "load", "source"), CASES, ids=[c[0] for c in CASES]
)
def test_golden_rows(model_id, task, kwh, boundary, load, source):
    (row, *_) = measurements_of(model_id, task)
    figure = row.evidence()
    assert figure.interval() == pytest.approx((0.8 * kwh, kwh, 1.25 * kwh), rel=1e-5)
    assert (figure.boundary, figure.load) == (boundary, load)
    assert figure.grade == Grade.THIRD_PARTY_MEASURED
    assert figure.source.startswith(source)


def test_two_sources_stay_apart():
    # AI Energy Score 0.000356581 kWh at the accelerator, Power Hungry Processing 0.00466733 kWh
    # of a whole server: 13 times. Neither is averaged with the other.
    rows = measurements_of(
        "nlptown/bert-base-multilingual-uncased-sentiment", "text-classification"
    )
    assert [row.kwh_per_1000_queries for row in rows] == pytest.approx([0.000356581, 0.00466733])
    assert [row.boundary for row in rows] == [Boundary.DEVICE, Boundary.SERVER]


def test_repeats_of_one_source_are_joined():
    # sqrt(0.003291817 x 0.003278611) = 0.0032852
    (row,) = measurements_of("facebook/detr-resnet-50-dc5", "object-detection")
    assert row.kwh_per_1000_queries == pytest.approx(0.0032852, rel=1e-5)


@pytest.mark.parametrize(
    ("model_id", "task"),
    [
        ("META-LLAMA/meta-llama-3-8b", "text-generation"),
        ("meta-llama/Meta-Llama-3-8B", "text-classification"),
        ("nobody/nothing", "text-generation"),
        ("", ""),
    ],
)
def test_only_the_same_model_and_task_count(model_id, task):
    expected = 1 if task == "text-generation" and "llama" in model_id else 0
    assert len(measurements_of(model_id, task)) == expected


def test_every_row_says_where_it_comes_from():
    with resource("data", "energy", "measured.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 100
    assert all(all(value for value in row.values()) for row in rows)
    assert all(float(row["kwh_per_1000_queries"]) > 0 for row in rows)
    assert not any(" " in row["model_id"] for row in rows), "a variant nobody named"
