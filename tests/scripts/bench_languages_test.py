"""The benchmark of languages and typos: the same tasks in each, the same typos each time."""

from __future__ import annotations

from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"


@pytest.fixture(autouse=True)
def _scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))


def test_every_language_has_the_same_tasks() -> None:
    import bench_languages

    needs = [need for need in bench_languages._needs() if need.pipeline_tag]
    tasks = {
        language: [need.pipeline_tag for need in needs if need.language == language]
        for language in ("en", "es", "fr", "de", "it", "pt")
    }
    assert len(needs) == sum(map(len, tasks.values()))
    assert all(found == tasks["en"] for found in tasks.values())
    assert len(set(tasks["en"])) == 20


@pytest.mark.parametrize(
    ("kind", "spoilt"),
    [("swapped", "tranlsate"), ("dropped", "tranlate"), ("doubled", "transslate")],
)
def test_typos(kind: str, spoilt: str) -> None:
    import bench_languages

    assert bench_languages.TYPOS[kind]("translate", 4) == spoilt


def test_a_need_is_spoilt_alike_each_time_in_two_longer_words() -> None:
    import bench_languages

    need = bench_languages.Need("en", False, "translation", "translate my german letters")
    spoilt = [
        bench_languages._with_typos(need, bench_languages.TYPOS["dropped"]).text for _ in range(2)
    ]
    assert spoilt[0] == spoilt[1]
    pairs = zip(need.text.split(), spoilt[0].split(), strict=True)
    changed = [(right, wrong) for right, wrong in pairs if right != wrong]
    assert len(changed) == 2
    assert all(len(wrong) == len(right) - 1 for right, wrong in changed)
