import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.catalogue.hubserver import FakeHub, Fault, Scripted, raw_card, raw_model

ROWS = 12
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def machine_without_a_token(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    for name in ("HF_TOKEN", "HF_HUB_OFFLINE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def fake():
    hub = FakeHub([raw_model(number) for number in range(ROWS)])
    hub.cards = {raw_model(number)["id"]: raw_card(number) for number in range(ROWS)}
    with hub.serve() as endpoint:
        hub.endpoint = endpoint
        yield hub


@pytest.fixture
def own_data(data_dir, tmp_path):
    """A catalogue and an index of one's own: the shipped ones, to write into."""
    with sqlite3.connect(data_dir / "catalogue.sqlite") as shipped:
        shipped.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shipped.close()
    return shutil.copytree(data_dir, tmp_path / "data")


@pytest.fixture
def few_models(own_data):
    """The same with the first of the shipped models only."""
    with sqlite3.connect(own_data / "catalogue.sqlite") as own:
        own.execute("DELETE FROM models WHERE row >= 200")
    own.close()
    return own_data


@pytest.fixture
def harvest(run, fake, own_data):
    def run_harvest(*args):
        where = ("--endpoint", fake.endpoint, "--data-dir", own_data)
        return run("harvest", *args, *where)

    return run_harvest


def test_harvesting_models_by_their_id(harvest):
    result = harvest("owner-3/model-3", "nobody/nothing")
    assert result.exit_code == 1
    assert result.stderr == "hubscan: nobody/nothing: not on the Hub, or private\n"
    assert "1 model read, 1 new or changed, 0 gone; 1 card." in result.stdout
    assert "1 value set aside: `hubscan harvest --problems` says why." in result.stdout


def test_harvesting_a_selection_as_json(harvest):
    result = harvest("--task", "text-generation", "--limit", "3", "--no-cards", "--json")
    found = json.loads(result.stdout)
    assert (found["models"], found["changed"], found["cards"]) == (3, 3, 0)


def test_what_was_harvested_is_shown(harvest, run, own_data):
    harvest("--author", "owner-5")
    result = run("catalogue", "status", "--data-dir", own_data, "--json")
    assert json.loads(result.stdout)["with_description"] == 1


def test_what_was_harvested_is_found_and_what_is_gone_is_not(harvest, run, fake, own_data):
    facts = {"pipeline_tag": "object-detection", "tags": ["okapi"], "downloads": 90_000}
    fake.put(raw_model(3, id="zoo/okapi-detector", **facts))
    fake.cards["zoo/okapi-detector"] = b"# x\n\nDetects okapis and other objects in images.\n"
    need = ("recommend", "detect okapis in images", "--data-dir", own_data, "--json")
    harvest("zoo/okapi-detector")
    assert json.loads(run(*need).stdout)["results"][0]["model_id"] == "zoo/okapi-detector"
    # on the Hub's word the public row would go; this one came from the fake
    fake.remove("zoo/okapi-detector")
    assert "1 gone" in harvest("zoo/okapi-detector").stdout
    found = [each["model_id"] for each in json.loads(run(*need).stdout)["results"]]
    assert "zoo/okapi-detector" not in found


def test_problems_are_told(harvest, run, fake, own_data):
    fake.faults = Scripted(model=[Fault.WRONG_TYPES])
    harvest("owner-3/model-3", "--no-cards")
    result = run("harvest", "--problems", "--data-dir", own_data)
    assert "owner-3/model-3" in result.stdout
    assert "downloads" in result.stdout
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
    as_json = json.loads(run("harvest", "--problems", "--data-dir", own_data, "--json").stdout)
    assert {problem["model_id"] for problem in as_json} == {"owner-3/model-3"}


def test_no_problems(run, own_data):
    result = run("harvest", "--problems", "--data-dir", own_data)
    assert result.stdout == "Nothing is set aside.\n"


@pytest.mark.parametrize(
    ("args", "exit_code", "message"),
    [
        (["a/b", "--author", "c"], 2, "one of the three"),
        (["--limit", "0"], 2, "--limit is at least 1"),
        (["--limit", "many"], 2, "'many' is not a valid integer"),
        (["--since", "yesterday"], 2, "does not match the format"),
        (["--requests-per-5min", "-1"], 2, "at least 1"),
        (["--from", "nowhere.parquet"], 1, "nowhere.parquet: no such file"),
        (["--from", "one", "a/b"], 2, "one of the three"),
        (["--from", "folder/nowhere.parquet"], 1, "folder/nowhere.parquet: no such file"),
        (["--from", ""], 1, "no such file, folder or dataset"),
        (["--author", ""], 2, "--author is empty"),
        (["--search", " "], 2, "--search is empty"),
        (["--filter", ""], 2, "--filter is empty"),
        (["--task", "text-clasification"], 2, "did you mean text-classification"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_is_one_line(harvest, args, exit_code, message):
    result = harvest(*args)
    assert result.exit_code == exit_code
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_hub_that_is_not_there(run, own_data):
    result = run("harvest", "a/b", "--endpoint", "ftp://localhost", "--data-dir", own_data)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith("is no endpoint: it begins with https://\n")


HARVESTS = {
    "harvest": ["harvest", "a/b"],
    "harvest of a selection": ["harvest", "--author", "a"],
    "audit": ["audit", "a/b"],
    "audit of an author": ["audit", "--author", "a"],
}


@pytest.mark.parametrize("args", HARVESTS.values(), ids=HARVESTS)
def test_a_hub_that_cannot_be_reached_is_one_line(run, own_data, args):
    result = run(*args, "--endpoint", "http://127.0.0.1:9", "--data-dir", own_data)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("hubscan: the Hub (127.0.0.1:9) cannot be reached: ")
    assert result.stderr.endswith(". Nothing was changed; run the same command again.\n")
    assert result.stderr.count("\n") == 1


def test_a_missing_table_is_told_before_a_missing_library(own_data):
    code = "import sys; sys.modules['datasets'] = None; from hubscan.cli import main; "
    command = [sys.executable, "-c", f"{code} sys.exit(main(sys.argv[1:]))"]
    command += ["harvest", "--from", "missing.parquet", "--data-dir", str(own_data)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "hubscan: missing.parquet: no such file, folder or dataset\n"


def test_export_import_compact_and_path(run, few_models, tmp_path):
    own_data = few_models
    exported = run("catalogue", "export", "--to", tmp_path / "out", "--data-dir", own_data)
    assert exported.exit_code == 0, exported.stderr
    assert exported.stdout.startswith("200 models in 1 file: ")
    again = run("catalogue", "export", "--to", tmp_path / "out", "--data-dir", own_data)
    assert again.exit_code == 2
    imported = run("catalogue", "import", tmp_path / "out", "--data-dir", own_data, "--json")
    assert json.loads(imported.stdout)["changed"] == 0
    compacted = run("catalogue", "compact", "--data-dir", own_data)
    assert compacted.stdout == "0 models that were gone are dropped.\n"
    path = run("catalogue", "path", "--data-dir", own_data)
    assert path.stdout == f"{own_data / 'catalogue.sqlite'}\n"


def test_the_status_of_the_catalogue(run, own_data):
    result = run("catalogue", "status", "--data-dir", own_data)
    assert result.exit_code == 0
    assert "with a task" in result.stdout
    assert all(len(line) <= 80 for line in result.stdout.splitlines())
