import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from hubscan.catalogue.collect import Request, collect
from hubscan.catalogue.exchange import export
from hubscan.catalogue.loading import load
from hubscan.catalogue.record import BaseModel, Relation, Rung, TaskSource
from hubscan.catalogue.store import open_catalogue
from hubscan.errors import DataError, UsageError
from tests.catalogue.hubserver import raw_card, raw_model
from tests.catalogue.records import record, snapshot
from tests.conftest import ROOT

ROWS = 25


@pytest.fixture(autouse=True)
def machine_without_a_network(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("USE_TORCH", "0")
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))


@pytest.fixture
def catalogue(tmp_path):
    with open_catalogue(tmp_path / "data", snapshot=snapshot(0)) as opened:
        yield opened


def hub_stats_row(number):
    row = raw_model(number)
    return row | {name: json.dumps(row[name]) for name in ("cardData", "config")}


def card_row(number):
    raw = raw_model(number)
    return {
        "modelId": raw["id"],
        "last_modified": raw["lastModified"],
        "tags": raw["tags"],
        "card": raw_card(number).decode(),
    }


def write(path, rows, **options):
    path.parent.mkdir(exist_ok=True, parents=True)
    pq.write_table(pa.Table.from_pylist(list(rows)), path, **options)
    return str(path)


@pytest.fixture
def tables(tmp_path):
    models = write(tmp_path / "models.parquet", map(hub_stats_row, range(ROWS)))
    cards = write(tmp_path / "cards.parquet", map(card_row, range(ROWS)))
    return models, cards


def test_tables_are_joined_on_the_id(catalogue, tables):
    for table in tables:
        assert load(catalogue, table).rows == ROWS
    assert len(catalogue) == ROWS
    _, found = catalogue.find("owner-7/model-7")
    assert found.description == "This model finds the mood of a customer in review number 7."
    assert (found.parameters, found.parameters_rung) == (66_000_007, Rung.EXACT)
    assert found.downloads == raw_model(7)["downloads"]
    assert found.license == "apache-2.0"


def test_the_order_of_the_tables_does_not_matter(tmp_path, tables):
    found = []
    for name, order in (("one", tables), ("other", tables[::-1])):
        with open_catalogue(tmp_path / name, snapshot=snapshot(0)) as catalogue:
            for table in order:
                load(catalogue, table)
            _, each = catalogue.find("owner-7/model-7")
            found.append((each.description, each.parameters, each.downloads, each.license))
    assert found[0] == found[1]


def test_other_processes_read_the_same(tmp_path, tables):
    found = []
    for processes in (0, 2):
        with open_catalogue(tmp_path / str(processes), snapshot=snapshot(0)) as catalogue:
            load(catalogue, tables[0], processes=processes)
            found.append(list(catalogue.iterate()))
    assert found[0] == found[1]


def test_a_table_is_at_least_as_new_as_what_it_saw(catalogue, tables):
    load(catalogue, tables[0])
    newest = max(raw_model(number)["lastModified"] for number in range(ROWS))[:10]
    assert catalogue.find("owner-7/model-7")[1].as_of == newest
    load(catalogue, tables[0], as_of="2026-09-30")
    assert catalogue.find("owner-7/model-7")[1].as_of == "2026-09-30"


def test_a_second_loading_changes_nothing(catalogue, tables):
    load(catalogue, tables[0])
    generation = catalogue.generation
    assert load(catalogue, tables[0]).changed == 0
    assert catalogue.generation == generation


def test_a_folder_of_shards_is_one_table(catalogue, tmp_path):
    for shard in range(3):
        numbers = range(5 * shard, 5 * shard + 5)
        write(tmp_path / "shards" / f"part-{shard}.parquet", map(hub_stats_row, numbers))
    assert load(catalogue, str(tmp_path / "shards")).rows == 15
    assert len(catalogue) == 15


def test_dirty_rows_are_set_aside(catalogue, tmp_path):
    rows = [hub_stats_row(n) for n in range(4)]
    rows[1]["id"] = None
    rows[2]["cardData"] = "{not json"
    status = load(catalogue, write(tmp_path / "dirty.parquet", rows))
    assert (status.rows, status.problems) == (3, 2)
    assert {problem.field for problem in catalogue.journal.problems()} == {"id", "cardData"}


def test_a_row_of_broken_text_is_set_aside_alone(catalogue, tmp_path):
    ids = pa.array([b"a/good", b"a/b\xff\xfe", b"a/better"]).view(pa.string())
    pq.write_table(pa.table({"id": ids}), tmp_path / "broken.parquet")
    status = load(catalogue, str(tmp_path / "broken.parquet"))
    assert {each.model_id for _, each in catalogue.iterate()} == {"a/good", "a/better"}
    assert status.problems == 1


def test_a_loading_goes_on_where_it_stopped(catalogue, tmp_path):
    path = tmp_path / "models.parquet"
    write(path, map(hub_stats_row, range(9_000)), row_group_size=500)
    whole = path.read_bytes()

    def stop(status):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(catalogue, str(path), progress=stop)
    assert len(catalogue) == 8_000
    path.write_bytes(whole)
    status = load(catalogue, str(path))
    assert status.rows == 1_000
    assert len(catalogue) == 9_000


KILLED = """
import multiprocessing, os, signal, sys
from pathlib import Path
from hubscan.catalogue.loading import load
from hubscan.catalogue.store import open_catalogue
from tests.catalogue.records import snapshot

def kill(status):
    print(*(child.pid for child in multiprocessing.active_children()), flush=True)
    os.kill(os.getpid(), int(sys.argv[3]))

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where jobs run in background
    with open_catalogue(Path(sys.argv[1]), snapshot=snapshot(0)) as catalogue:
        load(catalogue, sys.argv[2], processes=2, progress=kill)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=lambda how: how.name)
def test_a_loading_that_is_killed_leaves_no_process_and_what_it_stored(tmp_path, how):
    table = write(tmp_path / "models.parquet", map(hub_stats_row, range(20_000)))
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    arguments = [sys.executable, str(script), str(tmp_path / "data"), table, str(int(how))]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(arguments, env=environment, capture_output=True, text=True, timeout=120)
    assert ended.returncode in (-how, 1), ended.stderr
    others = [int(pid) for pid in ended.stdout.split()]
    assert len(others) == 2
    deadline = time.monotonic() + 60
    while any(is_alive(pid) for pid in others) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(is_alive(pid) for pid in others)
    with open_catalogue(tmp_path / "data", snapshot=snapshot(0)) as catalogue:
        assert len(catalogue) == 8_000
        assert load(catalogue, table).rows == 12_000


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


BROKEN = {
    "no file": (lambda path: path.unlink(), "no such file"),
    "not Parquet": (lambda path: path.write_bytes(b"PAR1 nonsense"), "no table that can be read"),
    "empty": (lambda path: path.write_bytes(b""), "no table that can be read"),
    "truncated": (
        lambda path: os.truncate(path, path.stat().st_size // 2),
        "no table that can be read",
    ),
    "another table": (lambda path: write(path, [{"x": 1}]), "no table of models"),
    "a shard of a folder": (
        lambda path: path.with_name("models-2.parquet").write_bytes(b"junk"),
        "no table that can be read",
    ),
}


@pytest.mark.parametrize(("spoil", "message"), BROKEN.values(), ids=BROKEN)
def test_a_table_that_cannot_be_read_is_one_line(catalogue, tmp_path, capfd, spoil, message):
    path = tmp_path / "models.parquet"
    write(path, [hub_stats_row(1)])
    spoil(path)
    source = path.parent if len(list(path.parent.glob("*.parquet"))) > 1 else path
    with pytest.raises(DataError, match=message) as caught:
        load(catalogue, str(source))
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")
    assert len(catalogue) == 0


@pytest.mark.parametrize("source", ["", "/nowhere/x.parquet", "/nowhere"], ids=repr)
def test_a_place_where_nothing_is(catalogue, source):
    with pytest.raises(DataError, match="no such file, folder or dataset"):
        load(catalogue, source)


def test_a_table_without_rows_is_no_error(catalogue, tmp_path):
    path = tmp_path / "models.parquet"
    pq.write_table(pa.table({"id": pa.array([], pa.string())}), path)
    assert load(catalogue, str(path)).rows == 0


# what a hostile row of hubscan's own shape says -> what is kept of it, fields set aside
OWN = {
    "parameters in words": ({"parameters": "many"}, {"parameters": None}, {"parameters"}),
    "fewer than none": (
        {"parameters": -5, "emissions_g": float("nan")},
        {"parameters": None, "emissions_g": None},
        {"parameters", "emissions_g"},
    ),
    "tags that are none": ({"tags": [1, 2]}, {"tags": ()}, {"tags"}),
    "a list for a word": ({"license": ["mit"]}, {"license": None}, {"license"}),
    "an unknown relation": (
        {"base_models": [{"id": "a/b", "relation": "weird"}]},
        {"base_models": (BaseModel("a/b", Relation.UNKNOWN),)},
        {"base_models.0.relation"},
    ),
    "bases without a name": (
        {"base_models": [{"relation": "merge"}]},
        {"base_models": ()},
        {"base_models"},
    ),
    "an unknown source of the task": (
        {"pipeline_tag_source": "guessed"},
        {"pipeline_tag_source": TaskSource.INFERRED},
        {"pipeline_tag_source"},
    ),
    "no day": ({"as_of": None, "source": None}, {"source": "own.parquet"}, set()),
    "a day that is none": ({"as_of": "yesterday"}, {"as_of": "1970-01-01"}, {"as_of"}),
    "a size from nowhere": ({"parameters_rung": None}, {"parameters": None}, set()),
    "columns nobody knows": ({"evil": "x"}, {}, set()),
}


@pytest.mark.parametrize(("said", "kept", "fields"), OWN.values(), ids=OWN)
def test_a_hostile_export_is_read_as_any_other_table(catalogue, tmp_path, said, kept, fields):
    row = {
        "model_id": "a/model",
        "pipeline_tag": "fill-mask",
        "pipeline_tag_source": "stated",
        "parameters": 2_000_000,
        "parameters_rung": "exact",
        "as_of": "2025-12",
        "source": "x",
    }
    load(catalogue, write(tmp_path / "own.parquet", [row | said]))
    (found,) = (each for _, each in catalogue.iterate())
    assert {name: getattr(found, name) for name in kept} == kept
    assert {problem.field for problem in catalogue.journal.problems()} == fields


@pytest.mark.parametrize("model_id", [None, "", "../../etc/passwd", "a/b\x1b[31m"], ids=repr)
def test_an_export_without_a_usable_id(catalogue, tmp_path, model_id):
    rows = [{"model_id": each, "as_of": "2025"} for each in (model_id, "a/b")]
    assert load(catalogue, write(tmp_path / "own.parquet", rows)).problems == 1
    assert [each.model_id for _, each in catalogue.iterate()] == ["a/b"]


def test_a_day_to_come_does_not_date_a_table(catalogue, tmp_path):
    rows = [hub_stats_row(1) | {"lastModified": day} for day in ("2199-01-01", "zzzz")]
    load(catalogue, write(tmp_path / "models.parquet", rows))
    assert {each.as_of for _, each in catalogue.iterate()} == {"1970-01-01"}


def test_an_export_comes_back(tmp_path):
    rows = [record(number, description="a card's own words") for number in range(ROWS)]
    rows[3] = record(3, sha="f" * 40, endpoint="https://hub.example", private=True)
    rows[5] = record(5, base_models=(BaseModel("a/teacher", Relation.DISTILLED, 0.8),))
    with open_catalogue(tmp_path / "one", snapshot=snapshot(rows)) as catalogue:
        written = export(catalogue, tmp_path / "export", private=True)
        expected = [each for _, each in catalogue.iterate()]
    assert (written.rows, written.files, written.private) == (ROWS, 1, 0)
    with open_catalogue(tmp_path / "other", snapshot=snapshot(0)) as catalogue:
        load(catalogue, str(tmp_path / "export"))
        found = [each for _, each in catalogue.iterate()]
    assert found == [replace(each, description=None) for each in expected]  # facts only


def test_private_models_stay_at_home_unless_asked_for(tmp_path):
    rows = [record(0), record(1, private=True)]
    with open_catalogue(tmp_path / "data", snapshot=snapshot(rows)) as catalogue:
        assert export(catalogue, tmp_path / "public").private == 1
        assert export(catalogue, tmp_path / "all", private=True).rows == 2
    (file,) = (tmp_path / "public" / "data").iterdir()
    assert pq.read_table(file)["model_id"].to_pylist() == [rows[0].model_id]
    card = (tmp_path / "public" / "README.md").read_text()
    assert "1 models" in card
    assert rows[1].model_id not in card


def test_an_export_overwrites_no_other(catalogue, tmp_path):
    export(catalogue, tmp_path / "export")
    catalogue.upsert([record(1)])
    export(catalogue, tmp_path / "export")
    with pytest.raises(UsageError, match="empty folder"):
        export(catalogue, tmp_path / "export")


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (Request(model_ids=("a/b",), tables=("x.parquet",)), "one of the three"),
        (Request(requests_per_5min=0), "at least 1"),
        (Request(tables=("nowhere.parquet",)), "no such file"),
    ],
    ids=["two at once", "no requests", "no table"],
)
def test_requests_that_make_no_sense(catalogue, request_, message):
    with pytest.raises((UsageError, DataError), match=message):
        collect(catalogue, request_)
