"""The relevance benchmark: honest folds, right counting, clear errors."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
CANDIDATES = """\
canonical_id,domain,functionality,description
a/one,Natural Language Processing Translation,Translation,English to German
a/two,Audio Audio Classification,Emotion,Recognises anger in a voice
a/one,Natural Language Processing Text2Text Generation,Rewriting,The same model once more
"""
NEEDS = """\
row,instruction,canonical_id,domain,pipeline_tag
0,Translate to German,a/one,Natural Language Processing Translation,translation
1,Hear the anger,a/two,Audio Audio Classification,audio-classification
"""


@pytest.fixture
def benchmark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    from encoder.benchmark import Benchmark

    (tmp_path / "needs.csv").write_text(NEEDS, encoding="utf-8")
    (tmp_path / "candidates.csv").write_text(CANDIDATES, encoding="utf-8")
    return Benchmark.read(tmp_path / "needs.csv", tmp_path / "candidates.csv")


def test_documents_and_answers(benchmark) -> None:
    assert benchmark.documents[0].text == (
        "a/one. Natural Language Processing Translation. Translation. English to German"
    )
    tags = [document.pipeline_tag for document in benchmark.documents]
    assert tags == ["translation", "audio-classification", "text2text-generation"]
    assert [need.answers for need in benchmark.needs] == [(0, 2), (1,)]


@pytest.mark.parametrize(
    ("domain", "tag"),
    [
        ("Multimodal Document Question Answering", "document-question-answering"),
        ("Multimodal Document Question Answer", "document-question-answering"),
        ("Multimodal Graph Machine Learning", "graph-ml"),
        ("Audio Classification", "audio-classification"),
        ("Audio Automatic Speech Recognition", "automatic-speech-recognition"),
        ("Computer Vision Zero-Shot Image Classification", "zero-shot-image-classification"),
        ("Reinforcement Learning", "reinforcement-learning"),
        ("Reinforcement Learning Robotics", "robotics"),
        ("Tabular Tabular Regression", "tabular-regression"),
    ],
)
def test_tag_of_domain(benchmark, domain: str, tag: str) -> None:
    from encoder.benchmark import tag_of_domain

    assert tag_of_domain(domain) == tag


@pytest.mark.parametrize(
    ("found", "rank", "task_right"),
    [
        ([1, 0, 2], 2, False),
        ([2, 0, 1], 1, False),  # the model's other entry: the right model, another task
        ([0, 2, 1], 1, True),
        ([1], None, False),
        ([], None, False),
    ],
    ids=["second", "other entry", "first", "not found", "nothing found"],
)
def test_a_model_listed_twice_counts_once(
    benchmark, found: list[int], rank: int | None, task_right: bool
) -> None:
    from encoder.measure import ask

    outcome = ask(benchmark, lambda need: found, [0])[0]
    assert (outcome.rank, outcome.task_right) == (rank, task_right)


@pytest.mark.parametrize(
    ("found", "wrong", "unknown"),
    [
        ([0, 1], 1, 0),
        ([2, 0], 1, 0),  # the model's other entry is not looked at
        ([3, 1, 0], 1, 1),
        ([], 0, 0),
    ],
    ids=["one of another task", "a model once", "one of no known task", "nothing found"],
)
def test_tasks_of_the_first(benchmark, found: list[int], wrong: int, unknown: int) -> None:
    from encoder.measure import ask

    untold = replace(
        benchmark, models=[*benchmark.models, "a/three"], domains=[*benchmark.domains, None]
    )
    outcome = ask(untold, lambda need: found, [0])[0]
    assert (outcome.wrong, outcome.unknown) == (wrong, unknown)


def test_needs_of_one_model_share_a_fold(benchmark) -> None:
    from encoder.folds import Division

    division = Division.of(["a", "b", "c", "d", "e", "a", "c", "f"], 3)
    assert len(division) == 3
    assert sorted(set(division.fold_of.values())) == [0, 1, 2]
    assert division == Division.of("fedcba", 3)  # the same every time
    assert division.key != Division.of("fedcba", 2).key


def test_a_fold_learns_all_but_what_it_tests(benchmark) -> None:
    from encoder.folds import Division

    division = Division({"a/one": 0, "a/two": 1})
    assert division.tested(benchmark.needs, 0) == [0]
    assert [need.model_id for need in division.learnt(benchmark.needs, 0)] == ["a/two"]


def test_missing_file_is_one_line(tmp_path: Path) -> None:
    command = [sys.executable, str(SCRIPTS / "bench_relevance.py"), "none.csv", "none.csv"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr == "error: none.csv cannot be read: No such file or directory\n"
