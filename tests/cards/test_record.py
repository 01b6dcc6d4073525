from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubscan.cards.layout import record_path
from hubscan.cards.record import (
    Method,
    Phase,
    Record,
    RecordedRun,
    read_record,
    to_bytes,
    write_record,
)
from hubscan.errors import DataError

AMOUNTS = st.floats(0, 1e12)
TEXTS = st.none() | st.text(max_size=8)
RUNS = st.builds(
    RecordedRun,
    run_id=st.text(max_size=8),
    method=st.sampled_from(Method),
    tool=st.text(max_size=8),
    emissions_g=AMOUNTS,
    energy_kwh=st.none() | AMOUNTS,
    nodes=st.integers(1, 1000),
    hardware=TEXTS,
    location=TEXTS,
)


def run(run_id: str, emissions_g: float = 100.0) -> RecordedRun:
    return RecordedRun(run_id, Method.MEASURED, "CodeCarbon", emissions_g)


@settings(deadline=None)
@given(st.lists(RUNS, max_size=4), TEXTS)
def test_a_record_survives_the_file(tmp_path_factory, runs, training_type):
    path = tmp_path_factory.getbasetemp() / "record" / "emissions.json"
    record = Record(metadata={"emissions": 12.5, "source": "x"}, body={"Hours used": "3"})
    record = record.with_runs(runs, training_type)
    path.unlink(missing_ok=True)
    write_record(path, record)

    assert read_record(path) == record


def test_no_file_is_an_empty_record(tmp_path):
    assert read_record(record_path(tmp_path / "README.md")) == Record()


def test_writing_the_same_record_again_leaves_the_file(tmp_path):
    record = Record().with_runs([run("a")])

    assert write_record(tmp_path / "r.json", record)
    assert not write_record(tmp_path / "r.json", record)


STEPS = {
    "one phase": ([("pre", ["a"])], [("pre", ["a"])]),
    "two phases": ([("pre", ["a"]), ("fine", ["b"])], [("pre", ["a"]), ("fine", ["b"])]),
    "a resumed run joins its phase": (
        [("pre", ["a"]), ("fine", ["b"]), ("pre", ["c"])],
        [("pre", ["a", "c"]), ("fine", ["b"])],
    ),
    "the same run again": ([("pre", ["a"]), ("pre", ["a"])], [("pre", ["a"])]),
    "without a type the run keeps its own": ([("pre", ["a"]), (None, ["a"])], [("pre", ["a"])]),
    "a type told later": ([(None, ["a"]), ("fine", ["a"])], [("fine", ["a"])]),
    "nobody tells": ([(None, ["a"]), (None, ["b"])], [(None, ["a", "b"])]),
}


@pytest.mark.parametrize(("steps", "phases"), STEPS.values(), ids=STEPS.keys())
def test_phases(steps, phases):
    record = Record()
    for training_type, run_ids in steps:
        record = record.with_runs([run(run_id) for run_id in run_ids], training_type)

    assert [(p.training_type, [r.run_id for r in p.runs]) for p in record.phases] == phases


def test_the_default_type_is_for_runs_that_have_none():
    record = Record().with_runs([run("a")], "pre").with_runs([run("a"), run("b")], None, "fine")

    assert record.phases == (Phase("pre", (run("a"),)), Phase("fine", (run("b"),)))


def test_a_run_that_is_read_anew_has_its_new_figures():
    record = Record().with_runs([run("a", 100)]).with_runs([run("a", 250)])

    assert [known.emissions_g for known in record.runs] == [250]


def damaged(**changes: object) -> bytes:
    data = json.loads(to_bytes(Record().with_runs([run("a")])))
    data["phases"][0]["runs"][0].update(changes)
    return json.dumps(data).encode()


DAMAGE = {
    "empty": b"",
    "not json": b"{",
    "not utf-8": b'"\xff"',
    "a list": b"[]",
    "deep": b"[" * 100_000,
    "another format": b'{"format": 2}',
    "no phases": b'{"format": 1, "card": {"metadata": {}, "body": {}}}',
    "negative grams": damaged(emissions_g=-1),
    "grams as text": damaged(emissions_g="100"),
    "not a number": damaged(emissions_g=float("nan")),
    "infinite": damaged(energy_kwh=float("inf")),
    "true for nodes": damaged(nodes=True),
    "unknown method": damaged(method="guessed"),
    "a number as name": damaged(run_id=3),
}


@pytest.mark.parametrize("content", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_record_is_an_error_that_says_what_to_do(tmp_path, content):
    path = tmp_path / "emissions.json"
    path.write_bytes(content)

    with pytest.raises(DataError, match="repair or remove it") as caught:
        read_record(path)

    assert str(path) in str(caught.value)


def test_what_a_later_version_adds_to_a_run_is_passed_over(tmp_path):
    path = tmp_path / "emissions.json"
    path.write_bytes(damaged(water_litres=3))

    assert read_record(path).runs == (run("a"),)
