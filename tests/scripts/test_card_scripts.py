import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CARDS = [
    ("team/plain", "---\nlicense: mit\n---\n# Plain\n"),
    ("team/norwegian", "---\nlanguage:\n- no\ntags: ['a']\n---\n# Norsk\n"),
    ("team/emissions", "---\nco2_eq_emissions:\n  emissions: 1e-05\n---\n# Measured\n"),
    ("team/without", "# Nothing\n"),
    ("team/template", "---\n{}\n---\n# Template\n"),
]
DUPLICATE = ("team/duplicate", "---\nlicense: mit\nlicense: mit\n---\n")


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, CARDS)
    return tmp_path


def write(folder, cards):
    with gzip.open(folder / "cards.jsonl.gz", "wt", encoding="utf-8", newline="\n") as stream:
        for model_id, text in cards:
            stream.write(json.dumps({"model_id": model_id, "text": text}) + "\n")


def run(script, *arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / script), *map(str, arguments)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
    )


def figures(output):
    """Return the lines of a report as words and numbers."""
    return [" ".join(line.split()) for line in output.splitlines()]


def test_check_cards(folder):
    result = run("check_cards.py", folder)
    lines = figures(result.stdout)
    assert result.returncode == 0, result.stderr
    assert lines[0] == "5 cards"
    assert "emissions inserted 4 (26 lines added)" in lines  # 3 x 6, and 8 with new fences
    assert "emissions replaced (--force) 1 only lines of the old value touched" in lines
    assert "team/template: its metadata is {}, and that line became the emissions" in lines
    assert "refused 0 (0.000%)" in lines
    assert "broken promises 0" in lines
    # huggingface_hub turns `no` into false, takes the quotes away, and cannot see {} as empty
    assert any(line.startswith("other lines lost or changed 2") for line in lines)


def test_check_cards_fails_when_more_is_refused_than_promised(folder):
    write(folder, [*CARDS, DUPLICATE])
    result = run("check_cards.py", folder)
    assert result.returncode == 1
    assert "refused 1 (16.667%)" in figures(result.stdout)
    assert "team/duplicate: line 3: the key `license` stands twice" in result.stdout


def test_fuzz_cards(folder):
    result = run("fuzz_cards.py", folder, "--count", 200, "--seed", 5)
    assert result.returncode == 0, result.stdout + result.stderr
    assert "faults: 0" in figures(result.stdout)


def test_fuzzing_is_the_same_every_time(folder):
    one, other = (run("fuzz_cards.py", folder, "--count", 60) for _ in range(2))
    assert figures(one.stdout)[1:3] == figures(other.stdout)[1:3]


def test_bench_cards(folder):
    result = run("bench_cards.py", folder, "--rounds", 1)
    assert "5 cards, the fastest of 1 rounds" in result.stdout
    assert "huggingface_hub ModelCard.load" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize("script", ["check_cards.py", "fuzz_cards.py", "bench_cards.py"])
def test_a_folder_without_cards_is_told(script, tmp_path):
    result = run(script, tmp_path)
    assert result.returncode == 1
    assert result.stderr.strip() == f"{tmp_path}: no *.jsonl.gz with model_id and text here"
