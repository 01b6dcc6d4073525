"""``hubscan alternatives``, ``lineage``, ``compare`` and ``scan`` on the shipped catalogue."""

from __future__ import annotations

import json

import pytest

WHISPER = "openai/whisper-large-v3"


@pytest.fixture(autouse=True)
def _shipped(data_dir, monkeypatch, tmp_path):
    monkeypatch.setenv("HUBSCAN_DATA_DIR", str(data_dir))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.py").write_text(f'pipeline("x", model="{WHISPER}")\n')


# command line -> what its text says
SAYS = {
    ("alternatives", WHISPER): (
        "In mind: openai/whisper-large-v3",
        "distil-whisper/distil-large-v3",
        "energy, times",
        "1,000 queries: ",
        "1.82 GB fp16",
        "Order: the nearest kin first",
        "~ may not use less",
        "(int4, as much)",
        "20 % overhead",
        "Catalogue of 20",
    ),
    ("alternatives", "nobody/whisper-large-v3-GGUF"): (
        "read as a copy of",
        "openai/whisper-large-v3, by its name",
    ),
    ("alternatives", "facebook/sam-vit-base"): ("energy unknown: ", "Known for 0 of"),
    ("lineage", WHISPER): ("comes from", "was made into", "distil-whisper/distil-large-v3, 756M"),
    ("lineage", WHISPER, "--mermaid"): ("flowchart TD", "-->|distilled|"),
    ("compare", WHISPER, "distil-whisper/distil-large-v3"): (
        "licence",
        "Tedlium",
        "not reported",
        "1 (reference)",
    ),
    ("compare", "Qwen/Qwen2.5-7B-Instruct", "openai/whisper-tiny"): (
        "different tasks",
        "watts when served",
        "No benchmark",
    ),
    ("scan", "."): (
        "1 models in 1 files",
        "app.py:1 pipeline",
        "-> ",
        "times the energy",
        "GB fp16",
        "overhead",
    ),
}


@pytest.mark.parametrize(("args", "told"), SAYS.items(), ids=map(" ".join, SAYS))
def test_the_text_says_it_at_80_columns(run, args, told):
    ran = run(*args)
    assert ran.exit_code == 0, ran.stderr
    for part in told:
        assert part in ran.stdout
    assert "\x1b" not in ran.stdout
    if "--mermaid" not in args:
        assert max(map(len, ran.stdout.splitlines())) <= 80


SHAPES = {
    ("alternatives", WHISPER, "--json"): {
        "model_id",
        "results",
        "energy_kwh_per_1000_queries",
        "snapshot_date",
    },
    ("lineage", WHISPER, "--json"): {"model_id", "bases", "derived", "derived_not_shown"},
    ("compare", WHISPER, "openai/whisper-tiny", "--json"): {
        "models",
        "scores",
        "same_task",
        "device",
    },
    ("scan", ".", "--json"): {"path", "models", "total", "files_read", "not_read"},
}


@pytest.mark.parametrize(("args", "keys"), SHAPES.items(), ids=map(" ".join, SHAPES))
def test_json_has_the_documented_shape(run, args, keys):
    ran = run(*args)
    assert ran.exit_code == 0, ran.stderr
    assert keys <= set(json.loads(ran.stdout))
    assert run(*args).stdout == ran.stdout


WRONG = {
    ("alternatives",): "Missing argument 'MODEL_ID'",
    ("alternatives", "nobody/zzyzx"): "is not in the catalogue",
    ("alternatives", WHISPER, "--limit", "0"): "impossible limit",
    ("lineage", "nobody/zzyzx"): "is not in the catalogue",
    ("lineage", WHISPER, "--depth", "0"): "impossible depth",
    ("compare", WHISPER): "from 2 to 8 different models",
    ("compare", WHISPER, "nobody/zzyzx"): "is not in the catalogue",
    ("compare", WHISPER, "openai/whisper-tiny", "--device", "abacus"): "abacus",
    ("scan",): "Missing argument 'PATH'",
    ("scan", "nowhere"): "does not exist",
}


@pytest.mark.parametrize(("args", "told"), WRONG.items(), ids=map(" ".join, WRONG))
def test_usage_errors_exit_with_2(run, args, told):
    ran = run(*args)
    assert ran.exit_code == 2
    assert told in ran.stderr
    assert ran.stdout == ""
