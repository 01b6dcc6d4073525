from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hubscan.cards.runs import Nodes, combined, read_log, selected
from hubscan.errors import LogError, UsageError
from tests.cards.codecarbon_logs import row, write


def flushed(run_id: str, minute: int, kg: float, **changes: str) -> list[str]:
    """Return a row that a run writes after some minutes: what it emitted since it began."""
    cells = {
        "run_id": run_id,
        "timestamp": f"2026-05-01T10:{minute:02d}:00",
        "duration": str(minute * 60),
        "emissions": str(kg),
        "energy_consumed": str(kg * 2.5),
    }
    return row(**{**cells, **changes})


CASES = {
    "one row": ([flushed("a", 5, 0.1)], {"a": 100}),
    "cumulative rows, the last counts": (
        [flushed("a", 5, 0.1), flushed("a", 10, 0.2), flushed("a", 15, 0.3)],
        {"a": 300},
    ),
    "in the wrong order, the latest counts": (
        [flushed("a", 15, 0.3), flushed("a", 5, 0.1), flushed("a", 10, 0.2)],
        {"a": 300},
    ),
    "runs add up, interleaved": (
        [flushed("a", 5, 0.1), flushed("b", 6, 0.4), flushed("a", 10, 0.2)],
        {"a": 200, "b": 400},
    ),
    "the same row twice counts once": ([flushed("a", 5, 0.1)] * 2, {"a": 100}),
    # stopped after 10 minutes, started anew at 10:20, stopped 5 minutes later: 200 + 100 g
    "a restart under the same id is split": (
        [
            flushed("a", 10, 0.2),
            flushed("a", 25, 0.1, duration="300"),
            flushed("a", 30, 0.15, duration="600"),
        ],
        {"a": 350},  # 200 of the first, 150 of the second
    ),
    "tasks of a run add up": (
        [flushed("a", 5, 0.1, task_name="load"), flushed("a", 9, 0.05, task_name="train")],
        {"a": 150},
    ),
}


@pytest.mark.parametrize(("rows", "grams"), CASES.values(), ids=CASES.keys())
def test_which_rows_count(tmp_path, rows, grams):
    more = ("task_name",) if len(rows[0]) > len(row()) else ()
    log = read_log(write(tmp_path / "l.csv", *rows, more=more))

    assert {run.run_id: run.emissions_g for run in log.runs} == pytest.approx(grams)
    assert log.refused == ()


@pytest.mark.parametrize(
    ("second", "falls"),
    [
        (flushed("a", 11, 0.3, duration="540"), "duration"),  # 9 minutes, 1 minute later
        (flushed("a", 15, 0.1), "emissions"),
        (flushed("a", 15, 0.1, duration="60", timestamp="?"), "duration"),
    ],
    ids=["no restart explains it", "emissions alone", "no time tells"],
)
def test_rows_that_contradict_each_other_refuse_their_run_by_name(tmp_path, second, falls):
    path = write(tmp_path / "l.csv", flushed("a", 10, 0.2), second, flushed("b", 5, 0.1))

    log = read_log(path)

    assert [run.run_id for run in log.runs] == ["b"]
    (refused,) = log.refused
    assert refused.run_id == "a"
    assert f"its {falls} falls from line 2 to line 3" in refused.reason


def test_a_refused_run_is_an_error_unless_it_is_left_out(tmp_path):
    path = write(
        tmp_path / "l.csv", flushed("a", 10, 0.2), flushed("a", 15, 0.1), flushed("b", 5, 0.1)
    )
    logs = [read_log(path)]

    with pytest.raises(LogError, match="run a: its emissions falls"):
        selected(logs)
    assert [run.run_id for run in selected(logs, run_ids=("b",))] == ["b"]


def test_rows_without_an_id_are_runs_of_their_own_and_are_counted(tmp_path):
    log = read_log(write(tmp_path / "l.csv", flushed("", 5, 0.1), flushed("", 10, 0.2)))

    assert sum(run.emissions_g for run in log.runs) == pytest.approx(300)
    assert log.rows_without_id == 2
    assert len({run.run_id for run in log.runs}) == 2


def test_a_run_in_two_logs_counts_once_with_its_longer_reading(tmp_path):
    early = read_log(write(tmp_path / "early.csv", flushed("a", 5, 0.1)))
    late = read_log(write(tmp_path / "late.csv", flushed("a", 10, 0.2), flushed("b", 5, 0.1)))

    for logs in ([early, late], [late, early], [early, late, early]):
        assert sum(run.emissions_g for run in combined(logs)) == pytest.approx(300)


@pytest.mark.parametrize(
    ("run_ids", "projects", "chosen"),
    [
        ((), (), ["a", "b", "c"]),
        (("a", "c"), (), ["a", "c"]),
        ((), ("dpo",), ["b", "c"]),
        (("b",), ("dpo",), ["b"]),
    ],
    ids=["all", "by id", "by project", "by both"],
)
def test_selection(tmp_path, run_ids, projects, chosen):
    dpo = {"project_name": "dpo"}
    rows = [flushed("a", 5, 0.1), flushed("b", 5, 0.1, **dpo), flushed("c", 5, 0.1, **dpo)]
    logs = [read_log(write(tmp_path / "l.csv", *rows))]

    assert [run.run_id for run in selected(logs, run_ids, projects)] == chosen


@pytest.mark.parametrize(("option", "names"), [("run_ids", ("zz",)), ("projects", ("zz",))])
def test_selecting_what_is_not_there_names_what_is(tmp_path, option, names):
    logs = [read_log(write(tmp_path / "l.csv", flushed("a", 5, 0.1)))]

    with pytest.raises(UsageError, match=r"'zz' \(found: (a|sft)\)"):
        selected(logs, **{option: names})


@pytest.mark.parametrize(
    ("values", "nodes"),
    [
        ([], {"a": None, "b": None}),
        (["4"], {"a": 4, "b": 4}),
        (["sft=2"], {"a": 2, "b": None}),
        (["4", "sft=2"], {"a": 2, "b": 4}),
        (["b=3", "dpo=2"], {"a": None, "b": 3}),
        (["x=y=2"], {"a": None, "b": None}),
    ],
    ids=["none", "all", "project", "one differs", "id before project", "equals sign in a name"],
)
def test_nodes(tmp_path, values, nodes):
    rows = [flushed("a", 5, 0.1), flushed("b", 5, 0.1, project_name="dpo")]
    log = read_log(write(tmp_path / "l.csv", *rows))
    told = Nodes.parse(values)

    assert {run.run_id: told.of(run) for run in log.runs} == nodes


@pytest.mark.parametrize(
    "values",
    [["0"], ["-1"], ["x"], ["a="], ["1.5"], ["2", "3"], ["9" * 30], ["²"]],
    ids=str,
)
def test_nodes_that_cannot_be(values):
    with pytest.raises(UsageError, match="--nodes"):
        Nodes.parse(values)


def test_nodes_of_a_run_that_is_not_there(tmp_path):
    log = read_log(write(tmp_path / "l.csv", flushed("a", 5, 0.1)))

    with pytest.raises(UsageError, match="'zz'"):
        Nodes.parse(["zz=2"]).check(log.runs)


@settings(deadline=None)
@given(st.lists(st.floats(0.001, 10), min_size=1, max_size=8))
def test_flushing_more_often_changes_nothing(tmp_path_factory, steps):
    path = tmp_path_factory.getbasetemp() / "flushed.csv"
    totals = [sum(steps[: n + 1]) for n in range(len(steps))]
    rows = [flushed("a", n + 1, total) for n, total in enumerate(totals)]

    often = read_log(write(path, *rows)).runs
    once = read_log(write(path, rows[-1])).runs

    assert [run.emissions_g for run in often] == [run.emissions_g for run in once]
