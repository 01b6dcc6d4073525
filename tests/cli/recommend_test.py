from __future__ import annotations

import json

import pytest

TOXIC = ("recommend", "detect toxic comments")


@pytest.fixture(autouse=True)
def _shipped(data_dir, monkeypatch):
    monkeypatch.setenv("HUBSCAN_DATA_DIR", str(data_dir))


def test_the_table_reads_at_80_columns(run):
    ran = run(*TOXIC, "--license", "any", "--max-params", "200M")
    assert ran.exit_code == 0
    assert max(map(len, ran.stdout.splitlines())) <= 80
    for part in (
        "Need: detect toxic comments",
        "text-classification",
        "1 before 2:",
        "Excluded of",
    ):
        assert part in ran.stdout
    assert "Catalogue of 20" in ran.stdout
    assert "Next: hubscan show " in ran.stdout
    assert "\x1b[" not in ran.stdout


def test_json_has_the_documented_shape(run):
    answer = json.loads(run(*TOXIC, "--json", "--license", "mit", "--limit", "2").stdout)
    assert {"need", "tasks", "snapshot_date", "results", "excluded"} <= set(answer)
    assert set(answer["tasks"][0]) == {"pipeline_tag", "probability"}
    assert len(answer["results"]) == 2
    assert {
        "model_id",
        "pipeline_tag",
        "score",
        "parameters",
        "license",
        "languages",
        "base_models",
        "downloads",
        "memory_gb",
        "reasons",
    } <= set(answer["results"][0])
    assert answer["results"][0]["license"] == "mit"


def test_no_result_is_an_answer_too(run):
    ran = run(*TOXIC, "--max-params", "1k")
    assert ran.exit_code == 0
    assert "No model in the catalogue satisfies every constraint." in ran.stdout


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("recommend", ""), "the need is empty"),
        ((*TOXIC, "--task", "toxicity"), "is no task of the Hub"),
        ((*TOXIC, "--license", "gratis"), "is no licence of the Hub"),
        ((*TOXIC, "--language", "xx-none"), "is no language"),
        ((*TOXIC, "--max-params", "many"), "write 66M, 1.5B"),
        ((*TOXIC, "--limit", "many"), "is not a valid integer"),
        (("recommend",), "Missing argument 'NEED'"),
        (("show", "no/such-model-anywhere"), "is not in the catalogue"),
        (("recomend", "x"), "No such command 'recomend'. Did you mean 'recommend'?"),
        (("lineages", "x"), "Did you mean 'lineage'?"),
        (("zzyzx", "x"), "No such command 'zzyzx'.\n"),
    ],
)
def test_usage_errors_exit_with_2(run, args, told):
    ran = run(*args)
    assert ran.exit_code == 2
    assert told in ran.stderr
    assert ran.stdout == ""


def test_a_data_folder_that_is_a_file_is_told(run, tmp_path):
    (tmp_path / "file").write_text("not a folder")
    ran = run(*TOXIC, "--data-dir", tmp_path / "file")
    assert ran.exit_code in (1, 2)
    assert "Traceback" not in ran.stderr


def test_a_foreign_database_is_told_and_kept(run, tmp_path):
    path = tmp_path / "catalogue.sqlite"
    path.write_bytes(b"somebody else's file" * 100)
    ran = run(*TOXIC, "--data-dir", tmp_path)
    assert ran.exit_code == 1
    assert ran.stderr.startswith("hubscan: ")
    assert ran.stderr.count("\n") == 1
    assert path.read_bytes() == b"somebody else's file" * 100


def test_an_encoder_that_does_not_exist_is_told(run, tmp_path):
    ran = run(*TOXIC, "--encoder", tmp_path / "nothing")
    assert ran.exit_code in (1, 2)
    assert "Traceback" not in ran.stderr
    assert str(tmp_path / "nothing") in ran.stderr


def test_show_prints_what_is_known(run):
    ran = run("show", "openai/whisper-tiny")
    assert ran.exit_code == 0
    assert "automatic-speech-recognition" in ran.stdout
    assert "from transformers import pipeline" in ran.stdout


def test_the_snippet_alone_can_be_run(run):
    code = run("show", "openai/whisper-tiny", "--snippet").stdout
    compile(code, "snippet", "exec")
    assert 'model="openai/whisper-tiny"' in code


def test_show_as_json(run):
    model = json.loads(run("show", "openai/whisper-tiny", "--json").stdout)
    assert model["model_id"] == "openai/whisper-tiny"
    assert model["emissions_g"] is None
