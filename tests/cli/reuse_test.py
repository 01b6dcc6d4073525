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
        "1 model in 1 file",
        "app.py:1 pipeline",
        "-> ",
        "times the energy",
        "of 1 model.",
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


# files of a project -> what a scan of it says, and what it does not say
SCANNED = {
    "a file's name that suits any model": (
        {"c/model.gguf": "x"},
        ("model.gguf\n", "unknown: the file's name tells no model"),
        ("8.03B",),
    ),
    "a name of Ollama's": (
        {"Modelfile": "FROM llama3:8b\n"},
        ("llama3:8b (read as a copy of meta-llama/Meta-Llama-3-8B-Instruct",),
        ("Q4_K_M-GGUF",),
    ),
    "a task without a model": (
        {"a.py": '\npipeline("ner")\n'},
        ('a.py:2 pipeline("ner"): no model named: transformers picks one; name it',),
        (),
    ),
    "nothing to replace": (
        {"a.py": 'f.from_pretrained("sshleifer/tiny-gpt2")\n'},
        ("no greener model is known",),
        ("All replaced",),
    ),
    "one call that a run would tell": (
        {"a.py": "f.from_pretrained(x)\n"},
        ("0 models in 1 file of", "1 call names a model only when it runs."),
        (),
    ),
    "two calls that a run would tell": (
        {"a.py": "f.from_pretrained(x)\nf.from_pretrained(y)\n"},
        ("2 calls name a model only when they run.",),
        (),
    ),
}


@pytest.mark.parametrize(("files", "told", "untold"), SCANNED.values(), ids=SCANNED)
def test_a_scan_says_what_it_knows_and_no_more(run, tmp_path, files, told, untold):
    for name, text in files.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    ran = run("scan", "project")
    assert ran.exit_code == 0, ran.stderr
    text = ran.stdout.replace(" \n", "\n")
    assert [part for part in told if part not in text] == []
    assert [part for part in untold if part in text] == []


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
