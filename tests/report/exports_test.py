"""A CSV says what the answer says, and nothing in it runs."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from hubscan.report.exports import recommendations_csv


@pytest.fixture(scope="module")
def answer(engine):
    return engine.recommend("detect toxic comments", limit=8)


def rows_of(answer):
    return list(csv.DictReader(io.StringIO(recommendations_csv(answer))))


def test_a_row_per_result_in_their_order(answer):
    rows = rows_of(answer)
    assert [row["model_id"] for row in rows] == [each.record.model_id for each in answer.results]
    for row, result in zip(rows, answer.results, strict=True):
        energy, parameters = result.energy.median, result.record.parameters
        assert row["energy_kwh_per_1000_queries"] == ("" if energy is None else str(energy))
        assert row["energy_low"] == ("" if energy is None else str(result.energy.low))
        assert row["parameters"] == ("" if parameters is None else str(parameters))
        assert row["energy_source"] == (result.energy.source or result.energy.reason)


def test_no_results_are_a_header(answer):
    assert recommendations_csv(replace(answer, results=())).count("\n") == 1


@pytest.mark.parametrize("license", ["=1+1", "+1", "-1", "@x"])
def test_a_spreadsheet_runs_nothing(answer, license):
    first = answer.results[0]
    hostile = replace(first, record=replace(first.record, license=license))
    assert rows_of(replace(answer, results=(hostile,)))[0]["license"] == f"'{license}"


def test_control_characters_are_dropped(answer):
    first = answer.results[0]
    hostile = replace(first, record=replace(first.record, license="m\x1bi\nt"))
    assert rows_of(replace(answer, results=(hostile,)))[0]["license"] == "m i t"
