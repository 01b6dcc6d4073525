from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys

import pytest

import hubscan
from hubscan.errors import UsageError
from hubscan.recommend.engine import Engine

# need -> (constraints, the task that the first result must do)
NEEDS = {
    "sentiment": ("detect the sentiment of customer reviews", {}, "text-classification"),
    "speech": ("transcribe Spanish phone calls", {}, "automatic-speech-recognition"),
    "entities": ("find names of people and companies in news", {}, "token-classification"),
    "translation": ("translate English to French", {}, "translation"),
    "images": ("classify photos of plants", {}, "image-classification"),
    "objects": ("detect cars and pedestrians in street images", {}, "object-detection"),
    "summaries": ("summarize long news articles", {}, "summarization"),
    "a tag overrules the words": (
        "customer reviews",
        {"task": "summarization"},
        "summarization",
    ),
    "a retired tag is understood": ("chat with me", {"task": "conversational"}, "text-generation"),
}


@pytest.mark.parametrize(("need", "given", "task"), NEEDS.values(), ids=NEEDS)
def test_the_first_result_does_the_task(engine, need, given, task):
    answer = engine.recommend(need, **given)
    assert answer.results[0].record.pipeline_tag == task
    assert answer.tasks[0].pipeline_tag == task


READ = {
    "Spanish": ("clasificar reseñas en francés", "classify review french", "text-classification"),
    "a slip": ("trnascribe speech", "transcribe speech", "automatic-speech-recognition"),
    "English": ("transcribe speech", None, "automatic-speech-recognition"),
}


@pytest.mark.parametrize(("need", "read_as", "task"), READ.values(), ids=READ)
def test_the_answer_says_how_the_need_was_read(engine, need, read_as, task):
    answer = engine.recommend(need)
    assert (answer.need, answer.read_as) == (need, read_as)
    assert answer.as_dict()["read_as"] == read_as
    assert answer.results[0].record.pipeline_tag == task


def test_languages_are_understood_in_the_words_of_the_need(engine):
    first = engine.recommend("transcribir grabaciones en alemán").results[0].record
    assert "de" in first.languages


CONSTRAINTS = {
    "licence": ({"license": "mit"}, lambda r: r.license == "mit"),
    "size": ({"max_params": "70M"}, lambda r: r.parameters <= 70_000_000),
    "language": ({"language": "German"}, lambda r: "de" in r.languages),
    "library": ({"library": "transformers"}, lambda r: r.library_name == "transformers"),
    "format": ({"format": "onnx"}, lambda r: "onnx" in r.formats),
    "author": ({"author": "cardiffnlp"}, lambda r: r.author == "cardiffnlp"),
    "age": ({"max_age": "3y"}, lambda r: r.last_modified >= "2023"),
    "task": ({"task": "fill-mask"}, lambda r: r.pipeline_tag == "fill-mask"),
}


@pytest.mark.parametrize(("given", "holds"), CONSTRAINTS.values(), ids=CONSTRAINTS)
def test_every_result_satisfies_the_constraint(engine, given, holds):
    results = engine.recommend(
        "classify the sentiment of product reviews", limit=50, **given
    ).results
    assert results
    assert all(holds(result.record) for result in results)


def test_memory_is_a_hard_limit(engine):
    results = engine.recommend("sentence embeddings", max_memory_gb="150MB", limit=50).results
    assert results
    assert all(result.memory_gb <= 0.15 for result in results)


def test_what_is_excluded_adds_up(engine):
    answer = engine.recommend(
        "sentence embeddings",
        task="sentence-similarity",
        license="mit",
        max_params="50M",
        limit=200,
    )
    assert 0 < sum(answer.excluded.values()) < answer.coverage.considered
    assert set(answer.excluded) == {
        "licence unknown",
        "licence not mit",
        "parameters unknown",
        "more than 50M parameters",
    }


def test_an_excluded_model_is_left_out(engine):
    first = engine.recommend("toxic comments").results[0].record.model_id
    others = engine.recommend("toxic comments", exclude=[first], limit=50).results
    assert first not in [result.record.model_id for result in others]


def test_nobody_is_recommended_twice(engine):
    results = engine.recommend("llama 3 8b instruct chat", limit=50).results
    ids = [result.record.model_id for result in results]
    assert len(set(ids)) == len(ids) == 50


def test_scores_fall(engine):
    scores = [result.score for result in engine.recommend("toxic comments", limit=50).results]
    assert scores == sorted(scores, reverse=True)


def test_the_same_words_give_the_same_bytes(data_dir, engine):
    with hubscan.open(data_dir) as other:
        one, two = (each.recommend("detect spam", license="any") for each in (engine, other))
    assert json.dumps(one.as_dict()) == json.dumps(two.as_dict())


def test_constraints_that_nothing_satisfies_give_an_empty_answer(engine):
    answer = engine.recommend("toxic comments", max_params=1)
    assert answer.results == ()
    assert answer.excluded["more than 1 parameters"] > 0


BAD = {
    "empty": ({"need": "   "}, "the need is empty"),
    "only punctuation": ({"need": "?!"}, "the need is empty"),
    "a novel": ({"need": "word " * 1000}, "longer than 2000 characters"),
    "task": ({"need": "x", "task": "sentimnt"}, "no task of the Hub"),
    "licence": ({"need": "x", "license": "free"}, "no licence of the Hub"),
    "language": ({"need": "x", "language": "Klingonese"}, "no language"),
    "size": ({"need": "x", "max_params": "0"}, "impossible number of parameters"),
    "limit": ({"need": "x", "limit": 0}, "impossible limit"),
    "country": ({"need": "x", "country": "Atlantis"}, "unknown country"),
    "country, nothing found": (
        {"need": "x", "max_params": 1, "queries": 9, "country": "Atlantis"},
        "unknown country",
    ),
    "queries, nothing found": ({"need": "x", "max_params": 1, "queries": -1}, "-1 queries"),
    "excluded model": ({"need": "x", "exclude": ["no/such"]}, "'no/such' is not in the catalogue"),
}


@pytest.mark.parametrize(("given", "told"), BAD.values(), ids=BAD)
def test_bad_input_is_one_line(engine, given, told):
    with pytest.raises(UsageError, match=told) as raised:
        engine.recommend(**given)
    assert "\n" not in str(raised.value)


ODD = [
    "привет мир",
    "感情分析",
    "a" * 2000,
    "x\x00y\x1b[31m",
    "{{ 7*7 }}",
    "تصنيف النصوص",
    "🤖 robot",
]


@pytest.mark.parametrize("need", ODD)
def test_odd_needs_are_answered_or_declined(engine, need):
    answer = engine.recommend(need)
    assert len(answer.results) == (0 if answer.declined else 5)


# task -> what reusing is held against: no chat model transcribes, sees or makes vectors
HELD_AGAINST = {
    "text-classification": "calling an 8B chat model",
    "translation": "calling an 8B chat model",
    "automatic-speech-recognition": "reusing",
    "image-classification": "reusing",
    "sentence-similarity": "reusing",
}


@pytest.mark.parametrize(("task", "reference"), HELD_AGAINST.items(), ids=HELD_AGAINST)
def test_the_verdict_names_no_chat_model_where_none_does_the_task(engine, task, reference):
    verdict = engine.recommend("English", task=task, queries=1e6, country="DE").verdict.as_dict()
    names = [option["name"] for option in verdict["options"]]
    assert verdict["reference"] == names[0]
    assert names[0].startswith(reference)
    assert any("chat model" in name for name in names) == ("chat model" in reference)
    assert sum("with LoRA" in name for name in names) == 1


def test_show_knows_a_model(engine):
    details = engine.show("distilbert/distilbert-base-uncased")
    assert details.record.license == "apache-2.0"
    assert details.record.base_models[0].id == "google-bert/bert-base-uncased"
    assert details.record.base_models[0].relation == "distilled"
    assert 'model="distilbert/distilbert-base-uncased"' in details.snippet


BERT = "google-bert/bert-base-uncased"
ASKED_BY_ADDRESS = {
    "show": lambda engine, given: engine.show(given).record.model_id,
    "alternatives": lambda engine, given: engine.alternatives(given).subject.record.model_id,
    "lineage": lambda engine, given: engine.lineage(given, depth=1).model_id,
    "compare": lambda engine, given: engine.compare([given, "gpt2"]).models[0].record.model_id,
}


@pytest.mark.parametrize("ask", ASKED_BY_ADDRESS.values(), ids=ASKED_BY_ADDRESS)
@pytest.mark.parametrize("given", [f" {BERT}/", f"https://huggingface.co/{BERT}/tree/main"])
def test_a_model_may_be_named_by_the_address_of_its_page(engine, ask, given):
    assert ask(engine, given) == BERT


def test_show_names_what_is_near(engine):
    with pytest.raises(UsageError, match=r"did you mean .*distilbert/distilbert-base-uncased"):
        engine.show("distilbert/distilbert-base-uncase")


def test_a_damaged_index_is_rebuilt_after_saying_so(data_dir, tmp_path):
    mine = tmp_path / "data"
    shutil.copytree(data_dir, mine)
    vectors = next((mine / "indexes").iterdir()) / "vectors.i8"
    vectors.write_bytes(vectors.read_bytes()[:-100])
    told = set()

    def progress(stage, done, total):
        told.add(stage)

    with Engine.open(mine, progress=progress) as engine:
        assert engine.recommend("toxic comments").results
    assert "rebuilding: damaged" in told


def test_an_index_that_cannot_be_written_is_one_line(run, data_dir, tmp_path):
    shutil.copy2(data_dir / "catalogue.sqlite", tmp_path)
    (tmp_path / "indexes").write_text("in the way")
    ran = run("recommend", "toxic comments", "--data-dir", tmp_path)
    assert ran.exit_code == 1
    assert "choose another --data-dir" in ran.stderr.splitlines()[-1]
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("need", ["transcribe english speech", "classify photos", "embeddings"])
def test_reasons_have_no_exponents(engine, need):
    told = [each for one in engine.recommend(need, limit=30).results for each in one.reasons]
    assert any("times less energy" in each for each in told)
    assert not [each for each in told if re.search(r"\d(\.\d+)?e[+-]\d", each)]


def test_a_folder_that_is_read_only_is_read(data_dir, engine, tmp_path):
    mine = tmp_path / "data"
    shutil.copytree(data_dir, mine, ignore=shutil.ignore_patterns("*-shm", "*-wal"))
    everything = [mine, *mine.rglob("*")]
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    try:
        with hubscan.open(mine) as other:
            one, two = (each.recommend("detect spam").as_dict() for each in (engine, other))
    finally:
        for path in everything:
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert one == two


def test_two_first_runs_at_once_both_answer(tmp_path, root):
    command = [sys.executable, "-m", "hubscan", "recommend", "toxic comments", "--json"]
    command += ["--data-dir", str(tmp_path / "data")]
    runs = [
        subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    answers = [run.communicate(timeout=300)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0]
    assert answers[0] == answers[1]
    assert len(list((tmp_path / "data" / "indexes").iterdir())) == 1


SMALL = {
    "the need asks for a small one": ("small chat model for a laptop", "balanced", "size"),
    "the user knows better": ("small chat model for a laptop", "energy", "energy"),
    "no word of size": ("transcribe phone calls", "balanced", "balanced"),
    "a word inside another": ("detect smallpox", "balanced", "balanced"),
}


@pytest.mark.parametrize(("need", "asked", "decides"), SMALL.values(), ids=SMALL)
def test_a_need_for_a_small_model_prefers_size(engine, need, asked, decides):
    answer = engine.recommend(need, prefer=asked)
    assert answer.prefer == decides == answer.as_dict()["prefer"]
