import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubscan.catalogue.record import BaseModel, Relation
from hubscan.catalogue.schema import MIGRATIONS
from hubscan.catalogue.store import FILE_NAME, open_catalogue
from hubscan.errors import CatalogueError
from tests.catalogue.records import record, score, snapshot

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def catalogue(tmp_path):
    with open_catalogue(tmp_path, snapshot=snapshot(30)) as opened:
        yield opened


def rows(catalogue):
    return dict(catalogue.iterate())


def test_first_use_numbers_the_rows_as_they_come(catalogue):
    assert rows(catalogue) == {number: record(number) for number in range(30)}
    assert len(catalogue) == catalogue.row_limit == 30
    assert catalogue.snapshot_date == date(2025, 12, 1)


def test_second_use_fills_nothing(tmp_path, catalogue):
    with open_catalogue(tmp_path, snapshot=snapshot(5)) as again:
        assert rows(again) == rows(catalogue)
        assert again.generation == catalogue.generation


def test_progress_ends_at_the_total(tmp_path):
    told = []
    open_catalogue(
        tmp_path, snapshot=snapshot(2_500), progress=lambda *state: told.append(state)
    ).close()
    assert told == [(0, 2500), (1000, 2500), (2000, 2500), (2500, 2500)]


def test_an_id_given_twice_is_one_row(tmp_path):
    twice = [record(0, model_id="Owner/Model"), record(1, model_id="owner/model"), record(2)]
    with open_catalogue(tmp_path, snapshot=snapshot(twice)) as catalogue:
        assert rows(catalogue) == {0: twice[0], 1: twice[2]}


@pytest.mark.parametrize(
    "wanted", ["owner-3/model-3", "Owner-3/MODEL-3"], ids=["exact", "other case"]
)
def test_find(catalogue, wanted):
    assert catalogue.find(wanted) == (3, record(3))


@pytest.mark.parametrize("wanted", ["owner-3/model-4", "model-3", "", "%", "'"])
def test_find_of_an_unknown_model(catalogue, wanted):
    assert catalogue.find(wanted) is None


@pytest.mark.parametrize(
    ("meant", "near"),
    [
        pytest.param("distilbert-base-uncased", "distilbert/distilbert-base-uncased", id="owner"),
        pytest.param(
            "distilbert/distillbert-base-uncased", "distilbert/distilbert-base-uncased", id="typo"
        ),
        pytest.param(
            "someone/distilbert-base-uncased", "distilbert/distilbert-base-uncased", id="moved"
        ),
        pytest.param("google-bert/brt-base-cased", "google-bert/bert-base-cased", id="start"),
    ],
)
def test_find_near_names_what_was_meant_first(tmp_path, meant, near):
    known = [
        record(n, model_id=model_id)
        for n, model_id in enumerate(
            [
                "distilbert/distilbert-base-uncased",
                "distilbert/distilbert-base-multilingual-cased",
                "google-bert/bert-base-cased",
                "google-bert/bert-large-cased",
                "gpt2",
            ]
        )
    ]
    with open_catalogue(tmp_path, snapshot=snapshot(known)) as catalogue:
        assert catalogue.find_near(meant)[0] == near


UNLIKE = {
    "zzzz/yyyy-xxxx": "distilbert/distilbert-base-uncased",
    "nobody/nothing": "huggingtweets/notadamking",
    "org/none": "yuan1729/Non_CL",
}


@pytest.mark.parametrize(("meant", "known"), UNLIKE.items(), ids=UNLIKE)
def test_find_near_of_nothing_like_it(tmp_path, meant, known):
    rows = [record(0, model_id=known)]
    with open_catalogue(tmp_path, snapshot=snapshot(rows)) as catalogue:
        assert catalogue.find_near(meant) == []


def test_records_come_in_the_order_asked(catalogue):
    assert catalogue.records([7, 2, 7]) == [record(7), record(2), record(7)]
    assert catalogue.records([]) == []


def test_rows_of_ids_as_they_were_given(catalogue):
    assert catalogue.rows_of(["Owner-3/MODEL-3", "no/body", "owner-1/model-1"]) == {
        "Owner-3/MODEL-3": 3,
        "owner-1/model-1": 1,
    }


def test_more_records_than_sqlite_takes_parameters(tmp_path):
    with open_catalogue(tmp_path, snapshot=snapshot(1_200)) as catalogue:
        order = list(range(1_199, -1, -1))
        assert catalogue.records(order) == [record(number) for number in order]


def test_iterating_crosses_the_batches(tmp_path):
    with open_catalogue(tmp_path, snapshot=snapshot(4_001)) as catalogue:
        assert [row for row, _ in catalogue.iterate()] == list(range(4_001))


def test_upsert_tells_what_changed(catalogue):
    before = catalogue.generation
    changed = catalogue.upsert(
        [record(3), record(4, downloads=None), record(30), record(5, as_of="2026-01-01")]
    )
    assert changed == [4, 30]
    assert catalogue.records([4, 30, 5]) == [
        record(4, downloads=None),
        record(30),
        record(5, as_of="2026-01-01"),  # seen again: newer, not changed
    ]
    assert catalogue.generation != before
    assert catalogue.changes_since(before).upserted == (4, 30)


def test_upsert_of_the_same_facts_changes_nothing(catalogue):
    before = catalogue.generation
    assert catalogue.upsert(record(number) for number in range(30)) == []
    assert catalogue.generation == before


def test_deleted_rows_leave_a_tombstone_and_come_back_under_their_number(catalogue):
    before = catalogue.generation
    assert catalogue.delete(["owner-3/model-3", "nobody/nothing"]) == [3]
    assert catalogue.find("owner-3/model-3") is None
    assert len(catalogue) == 29
    assert catalogue.row_limit == 30
    assert catalogue.changes_since(before).deleted == (3,)
    assert catalogue.upsert([record(3)]) == [3]
    assert catalogue.changes_since(before) == catalogue.changes_since(before)
    assert catalogue.changes_since(before).deleted == ()
    assert catalogue.changes_since(before).upserted == (3,)


def test_a_catalogue_filled_anew_has_other_numbers(tmp_path, catalogue):
    with open_catalogue(tmp_path / "other", snapshot=snapshot(30)) as other:
        assert other.changes_since(catalogue.generation) is None
    assert catalogue.changes_since("nonsense") is None


@pytest.mark.parametrize(
    "spelling", ["google-bert/bert-base-uncased", "Google-BERT/bert-base-uncased"]
)
def test_lineage_below(tmp_path, spelling):
    with open_catalogue(tmp_path, snapshot=snapshot(6)) as catalogue:
        children = [edge.child for edge in catalogue.lineage(spelling).children]
    assert children == ["owner-5/model-5", "owner-3/model-3", "owner-1/model-1"]


def test_lineage_follows_an_update(catalogue):
    teacher = BaseModel("google-bert/bert-large", Relation.DISTILLED, 0.8)
    catalogue.upsert([record(1, base_models=(teacher,))])
    catalogue.delete(["owner-3/model-3"])
    (edge,) = catalogue.lineage("google-bert/bert-large").children
    assert (edge.child, edge.relation, edge.confidence) == (
        "owner-1/model-1",
        Relation.DISTILLED,
        0.8,
    )
    below = {e.child for e in catalogue.lineage("google-bert/bert-base-uncased", 99).children}
    assert not below & {"owner-1/model-1", "owner-3/model-3"}
    assert catalogue.lineage("owner-1/model-1").parents[0].base == "google-bert/bert-large"


def test_a_newer_snapshot_brings_the_rows_up_to_date(tmp_path, catalogue):
    harvested = record(3, likes=5, description="own words", as_of="2026-05-01", source="hub")
    catalogue.upsert([harvested])
    shipped = [
        record(2, license="mit", as_of="2026-03-01"),
        record(3, license="mit", context_length=512, as_of="2026-03-01"),
        record(30, as_of="2026-03-01"),
    ]
    newer = snapshot(shipped, [score("owner-2/model-2")], fingerprint="second")
    with open_catalogue(tmp_path, snapshot=newer) as again:
        assert again.records([2, 3, 30]) == [
            shipped[0],
            replace(harvested, context_length=512),  # harvested after the snapshot was made
            shipped[2],
        ]
        assert again.scores("owner-2/model-2") == [score("owner-2/model-2")]
        generation = again.generation
        assert again.snapshot_date == date(2026, 3, 1)
    with open_catalogue(tmp_path, snapshot=newer) as again:
        assert again.generation == generation


def test_scores(tmp_path):
    scores = [score("owner-1/model-1", 0.5), score("owner-1/model-1", 0.25, benchmark="arc")]
    with open_catalogue(tmp_path, snapshot=snapshot(3, scores)) as catalogue:
        assert catalogue.scores("Owner-1/model-1") == [scores[1], scores[0]]
        assert catalogue.scores("owner-2/model-2") == []


def test_a_block_that_fails_writes_nothing(catalogue):
    before = catalogue.generation

    def write_and_fail():
        with catalogue.transaction():
            catalogue.upsert([record(99)])
            catalogue.set_meta("cursor", "half way")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert catalogue.find(record(99).model_id) is None
    assert catalogue.meta("cursor") is None
    assert catalogue.generation == before


def test_a_reader_goes_on_while_another_writes(tmp_path, catalogue):
    with open_catalogue(tmp_path, snapshot=snapshot(30)) as writer, writer.transaction():
        writer.upsert([record(40)])
        assert catalogue.find(record(40).model_id) is None
        assert len(catalogue) == 30
    assert catalogue.find(record(40).model_id) == (30, record(40))


def test_compacting_drops_what_is_gone_and_orders_by_task_and_downloads(catalogue):
    teacher = BaseModel("google-bert/bert-large", Relation.DISTILLED, 0.8)
    catalogue.upsert([record(4, downloads=10**6, base_models=(teacher,)), record(31)])
    catalogue.delete(["owner-1/model-1", "owner-3/model-3"])
    expected = sorted(
        (each for _, each in catalogue.iterate()),
        key=lambda each: (each.pipeline_tag is None, each.pipeline_tag or "", -each.downloads),
    )
    generation = catalogue.generation
    assert catalogue.compact() == 2
    assert rows(catalogue) == dict(enumerate(expected))
    assert catalogue.row_limit == len(catalogue) == 29
    assert catalogue.changes_since(generation) is None
    (edge,) = catalogue.lineage("google-bert/bert-large").children
    assert edge.child == "owner-4/model-4"
    assert catalogue.is_sound()
    assert catalogue.compact() == 0


def test_the_overview_counts(catalogue):
    catalogue.upsert([record(40, emissions_g=0.0, private=True, license=None)])
    catalogue.delete(["owner-1/model-1"])
    counts = catalogue.overview()
    assert (counts.models, counts.tombstones, counts.private) == (30, 1, 1)
    assert counts.with_emissions == 1  # 0 g is a claim
    assert counts.with_license == 29
    assert (counts.oldest, counts.newest) == ("2025-12-01", "2025-12-01")
    assert counts.as_dict()["models"] == 30


def test_the_overview_of_nothing(tmp_path):
    with open_catalogue(tmp_path, snapshot=snapshot(0)) as empty:
        assert (empty.overview().models, empty.overview().newest) == (0, None)


def test_names_of_the_past_are_found(tmp_path):
    known = [record(1, model_id="google-bert/bert-base-uncased")]
    with open_catalogue(tmp_path, snapshot=snapshot(known)) as catalogue:
        assert catalogue.find("bert-base-uncased") == (0, known[0])


OPERATIONS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 5), st.integers(0, 2)), min_size=1, max_size=25
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(OPERATIONS)
def test_any_history_ends_as_a_dictionary_would(tmp_path, operations):
    folder = tmp_path / "history"
    shutil.rmtree(folder, ignore_errors=True)
    expected, numbers = {}, {}
    with open_catalogue(folder, snapshot=snapshot(0)) as catalogue:
        start = catalogue.generation
        for upsert, number, downloads in operations:
            row = record(number, downloads=downloads)
            if upsert:
                catalogue.upsert([row])
                expected[row.model_id] = row
                numbers.setdefault(row.model_id, len(numbers))
            else:
                catalogue.delete([row.model_id])
                expected.pop(row.model_id, None)
        assert rows(catalogue) == {numbers[name]: row for name, row in expected.items()}
        changes = catalogue.changes_since(start)
        assert sorted(changes.upserted) == sorted(numbers[name] for name in expected)
        assert {*changes.upserted, *changes.deleted} == set(numbers.values())


# the process fills a catalogue and says so when it is half-way through
FILL = """
import sys, time
from pathlib import Path
from hubscan.catalogue.store import open_catalogue
from tests.catalogue.records import snapshot
def progress(done, total):
    if done == 2000:
        print("half", flush=True)
        time.sleep(float(sys.argv[2]))
with open_catalogue(Path(sys.argv[1]), snapshot=snapshot(4000), progress=progress) as catalogue:
    print(len(catalogue), flush=True)
"""


def fill_in_a_process(folder, pause_s=0.0, **options):
    return subprocess.Popen(
        [sys.executable, "-c", FILL, str(folder), str(pause_s)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    )


def test_a_first_run_killed_half_way_leaves_nothing_to_trip_over(tmp_path):
    with fill_in_a_process(tmp_path, pause_s=60) as process:
        assert process.stdout.readline() == "half\n"
        process.send_signal(signal.SIGKILL)
    assert not (tmp_path / FILE_NAME).exists()
    with open_catalogue(tmp_path, snapshot=snapshot(10)) as catalogue:
        assert len(catalogue) == 10
    assert not list(tmp_path.glob(f".{FILE_NAME}.*"))


def test_two_first_runs_at_once_fill_once(tmp_path):
    with fill_in_a_process(tmp_path, 0.3) as first, fill_in_a_process(tmp_path, 0.3) as second:
        outputs = sorted([first.communicate()[0], second.communicate()[0]])
    assert outputs == ["4000\n", "half\n4000\n"]


def damage_by_truncation(path):
    os.truncate(path, path.stat().st_size // 2)


def damage_by_noise(path):
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)


def foreign_text(path):
    path.write_text("model_id,downloads\n" * 100)


def foreign_database(path):
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE someone_elses (x)")
    connection.close()


def newer_schema(path):
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    connection.close()


def read_all(folder):
    with open_catalogue(folder, snapshot=snapshot(500)) as catalogue:
        return list(catalogue.iterate())


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        pytest.param(damage_by_truncation, "is damaged", id="truncated"),
        pytest.param(damage_by_noise, "is damaged", id="overwritten"),
        pytest.param(foreign_text, "is damaged", id="a text file"),
        pytest.param(lambda path: path.write_bytes(b""), "not a hubscan catalogue", id="empty"),
        pytest.param(foreign_database, "not a hubscan catalogue", id="another's database"),
        pytest.param(newer_schema, "newer hubscan", id="of a newer version"),
    ],
)
def test_a_spoilt_catalogue_is_one_clear_line(tmp_path, spoil, message):
    open_catalogue(tmp_path, snapshot=snapshot(500)).close()
    spoil(tmp_path / FILE_NAME)
    with pytest.raises(CatalogueError, match=message) as caught:
        read_all(tmp_path)
    assert "\n" not in str(caught.value)
    assert FILE_NAME in str(caught.value)


def test_a_data_folder_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(CatalogueError, match="--data-dir"):
        open_catalogue(tmp_path / "file", snapshot=snapshot(1))


READ_ONLY = """
import os, sys
from pathlib import Path
from hubscan.catalogue.store import open_catalogue
from hubscan.errors import CatalogueError
from tests.catalogue.records import record, snapshot
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
try:
    with open_catalogue(Path(sys.argv[1]), snapshot=snapshot(3)) as catalogue:
        print(len(catalogue))
        catalogue.upsert([record(7)])
except CatalogueError as error:
    print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize(
    ("filled", "expected"),
    [
        pytest.param(True, ["3", "cannot be written: choose another --data-dir"], id="filled"),
        pytest.param(False, ["choose another --data-dir"], id="empty"),
    ],
)
def test_a_read_only_folder_is_read(tmp_path, filled, expected):
    if filled:
        open_catalogue(tmp_path, snapshot=snapshot(3)).close()
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    tmp_path.chmod(0o555)
    answer = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    tmp_path.chmod(0o755)
    assert answer.stderr == ""
    lines = answer.stdout.splitlines()
    assert len(lines) == len(expected)
    assert all(line.endswith(end) for line, end in zip(lines, expected, strict=True))
