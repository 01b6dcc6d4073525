from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from hubscan.catalogue.bitmap import Bitmap
from hubscan.errors import DataError, IndexMismatchError
from hubscan.search.index import Document, Manifest, SearchIndex, check, read_manifest, seal
from hubscan.search.tasks import ALIKE
from tests.search.encoders import HashingEncoder

DOCUMENTS = [
    Document("sentiment of german customer reviews", "text-classification"),
    Document("named entities in news", "token-classification"),
    Document("customer reviews summarized", "summarization"),
    Document("german speech recognition", "automatic-speech-recognition"),
    Document("sentiment of customer reviews", None),
]


@pytest.fixture(scope="module")
def encoder():
    return HashingEncoder()


@pytest.fixture(scope="module")
def folder(tmp_path_factory, encoder):
    folder = tmp_path_factory.mktemp("index")
    SearchIndex.build(folder, iter(DOCUMENTS), encoder)
    seal(folder, Manifest.of(encoder, "generation 1"))
    return folder


@pytest.fixture(scope="module")
def index(folder, encoder):
    return SearchIndex.open(folder, encoder, "generation 1")


def found(index, need, **how):
    query = index.understand(need, how.pop("task", None))
    return index.search(query, **how)


def test_the_words_and_the_meaning_find_the_model(index):
    hits = found(index, "named entities in news")
    assert hits["position"][0] == 1
    assert hits["similarity"][0] == pytest.approx(1.0, abs=1e-3)
    assert hits["bm25"][0] > 0
    assert sorted(hits["position"].tolist()) == [0, 1, 2, 3, 4]


class Understanding(HashingEncoder):
    def read(self, need):
        return need.replace("Nachrichten", "news")


def test_a_need_is_read_and_the_words_of_a_model_are_not(folder):
    index = SearchIndex.open(folder, Understanding(), "generation 1")
    read, taken = index.understand("Nachrichten"), index.understand_words("Nachrichten")
    assert (read.need, taken.need) == ("news", "Nachrichten")
    assert index.search(read)["position"][0] == 1
    assert not np.array_equal(read.vector, taken.vector)


def test_scores_fall_and_stay_paired(index, encoder):
    need = "customer reviews"
    hits = found(index, need)
    vector = encoder.encode([need])[0]
    for hit in hits:
        text = encoder.encode([DOCUMENTS[hit["position"]].text])[0]
        assert hit["similarity"] == pytest.approx(float(text @ vector), abs=2e-3)
    assert hits["score"].tolist() == sorted(hits["score"].tolist(), reverse=True)


@pytest.mark.parametrize(("task", "first"), [("text-classification", 0), ("summarization", 2)])
def test_a_stated_task_decides_between_texts_alike(index, task, first):
    hits = found(index, "customer reviews", task=task)
    assert hits["position"][0] == first
    assert hits["task_probability"][0] == 1.0


def test_the_words_of_a_sure_task_are_not_sought_in_names(index):
    need = "summarization of customer reviews"
    stated = found(index, need, task="summarization")
    assert (
        stated["bm25"][stated["position"] == 2] < found(index, need, task="fill-mask")["bm25"].max()
    )
    assert found(index, "summarization", task="summarization")["bm25"].max() == 0


def test_tags_alike_serve_alike(encoder, tmp_path):
    documents = [Document("french vectors", tag) for tag in (*ALIKE[0], "fill-mask")]
    SearchIndex.build(tmp_path, documents, encoder)
    seal(tmp_path, Manifest.of(encoder, "g"))
    hits = found(SearchIndex.open(tmp_path, encoder, "g"), "vectors", task=min(ALIKE[0]))
    by_position = dict(
        zip(hits["position"].tolist(), hits["task_probability"].tolist(), strict=True)
    )
    assert by_position == {0: 1.0, 1: 1.0, 2: 0.0}


def test_a_model_without_a_task_has_no_task_probability(index):
    hits = found(index, "customer reviews")
    assert hits[hits["position"] == 4]["task_probability"].tolist() == [0.0]


def test_a_mask_is_obeyed(index):
    passing = Bitmap.at(5, [1, 2])
    assert set(found(index, "customer reviews", passing=passing)["position"].tolist()) == {1, 2}


def test_a_mask_that_lets_nothing_pass_finds_nothing(index):
    assert len(found(index, "customer", passing=Bitmap.at(5, []))) == 0


def test_what_is_proposed_is_scored_once(index):
    passing = Bitmap.at(5, [0])
    hits = found(index, "customer", passing=passing, proposed=[0, 3])
    assert sorted(hits["position"].tolist()) == [0, 3]


def test_inferred_tasks_are_probabilities(index):
    tasks = index.understand("customer reviews").tasks
    assert sum(guess.probability for guess in tasks) == pytest.approx(1, abs=1e-4)
    shares = [guess.probability for guess in tasks]
    assert shares == sorted(shares, reverse=True)


OTHERS = {
    "another encoder": (HashingEncoder(name="other"), "generation 1"),
    "another revision": (HashingEncoder(revision="2"), "generation 1"),
    "another catalogue": (HashingEncoder(), "generation 2"),
}


@pytest.mark.parametrize(("other", "generation"), OTHERS.values(), ids=OTHERS)
def test_an_index_of_something_else_is_never_used(folder, other, generation):
    with pytest.raises(IndexMismatchError, match="made of"):
        SearchIndex.open(folder, other, generation)


def truncate(path):
    path.write_bytes(path.read_bytes()[:-1])


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [truncate, flip, Path.unlink])
@pytest.mark.parametrize("name", ["vectors.i8", "tasks.npy", "words/meta.json"])
def test_a_damaged_file_is_found(folder, encoder, tmp_path, name, damage):
    copy = shutil.copytree(folder, tmp_path / "copy")
    damage(copy / name)
    with pytest.raises(DataError, match="is damaged"):
        SearchIndex.open(copy, encoder, "generation 1")


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"made_of": {"x": 1}, "files": {}}'])
def test_a_damaged_manifest_is_found(folder, encoder, tmp_path, content):
    copy = shutil.copytree(folder, tmp_path / "copy")
    (copy / "manifest.json").write_text(content)
    with pytest.raises(DataError, match="no readable manifest"):
        check(copy, Manifest.of(encoder, "generation 1"))
    assert read_manifest(copy) is None


def test_the_manifest_says_what_the_index_was_made_of(folder):
    content = json.loads((folder / "manifest.json").read_text())
    assert content["made_of"]["encoder"] == "hashing"
    assert read_manifest(folder) == Manifest.of(HashingEncoder(), "generation 1")


def test_an_empty_catalogue_can_be_searched(tmp_path, encoder):
    SearchIndex.build(tmp_path, [], encoder)
    seal(tmp_path, Manifest.of(encoder, "g"))
    assert len(found(SearchIndex.open(tmp_path, encoder, "g"), "anything")) == 0


def test_progress_counts_the_documents(tmp_path, encoder):
    told = []
    SearchIndex.build(tmp_path, DOCUMENTS * 1000, encoder, told.append)
    assert told[-1] == 5000
    assert told == sorted(told)
