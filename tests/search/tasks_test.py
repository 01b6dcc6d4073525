"""Which task a need asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from hubscan.errors import DataError
from hubscan.resources import resource
from hubscan.search.encoder import unit_norm
from hubscan.search.loading import load_encoder
from hubscan.search.tasks import SUCCESSORS, TaskGuess, TaskModel, phrasings

# Written for this test: none of these stands in data/tasks/needs.csv.
NEEDS = [
    ("Tell me if a product review is positive or negative", "text-classification"),
    ("Find the names of people and cities in letters", "token-classification"),
    ("translate a manual from English into German", "translation"),
    ("summarize a long report", "summarization"),
    ("Bericht zusammenfassen", "summarization"),
    ("transcribe an interview recording into text", "automatic-speech-recognition"),
    ("read this message aloud with a natural voice", "text-to-speech"),
    ("draw bounding boxes around cars in a photo", "object-detection"),
    ("estimate depth from one photograph", "depth-estimation"),
    ("generate an image from a text prompt", "text-to-image"),
    ("ask questions about a spreadsheet table", "table-question-answering"),
    ("fill in the masked word in a sentence", "fill-mask"),
    ("predict house prices from a table of features", "tabular-regression"),
    ("which customers will churn, from a table of columns", "tabular-classification"),
    ("an agent that plays Atari games", "reinforcement-learning"),
    ("separate vocals from the music", "audio-to-audio"),
    ("answer questions about a picture", "visual-question-answering"),
    ("forecast the next values of a time series", "time-series-forecasting"),
    ("recognise the action in a video clip", "video-classification"),
    ("caption an image", "image-to-text"),
]


@dataclass(frozen=True)
class LengthEncoder:
    """A toy: texts of different first letters point in different directions."""

    name: str = "letters"
    revision: str = "1"
    dimension: int = 26

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in enumerate(texts):
            for letter in text.lower():
                if "a" <= letter <= "z":
                    vectors[row, ord(letter) - ord("a")] += 1
        return unit_norm(vectors)


@pytest.fixture(scope="module")
def shipped() -> TaskModel:
    return TaskModel.load(resource("data", "tasks"))


@pytest.mark.parametrize(("need", "task"), NEEDS, ids=[need for need, _ in NEEDS])
def test_likeliest_task(shipped: TaskModel, need: str, task: str) -> None:
    vector = load_encoder().encode([need])[0]
    assert shipped.infer(vector)[0].pipeline_tag == task


def test_shipped_model_belongs_to_the_shipped_encoder(shipped: TaskModel) -> None:
    assert shipped.revision == load_encoder().revision


def test_probabilities_sum_to_one_and_fall(shipped: TaskModel) -> None:
    guesses = shipped.infer(load_encoder().encode(["translate to German"])[0])
    probabilities = [guess.probability for guess in guesses]
    assert sum(probabilities) == pytest.approx(1, abs=1e-5)
    assert probabilities == sorted(probabilities, reverse=True)


def test_tags_are_those_of_the_hub(shipped: TaskModel) -> None:
    from hubscan.catalogue.tasks import current_tag, current_tags

    assert set(shipped.tags) == {*current_tags(), *SUCCESSORS}
    assert {tag: current_tag(tag) for tag in SUCCESSORS} == SUCCESSORS


def test_retired_tags_are_told_apart_only_on_demand() -> None:
    tags = ("conversational", "summarization", "text-generation")
    model = TaskModel(tags, np.zeros((2, 3), np.float32), np.log([0.5, 0.3, 0.2]), "r")
    vector = np.array([1, 0], np.float32)
    merged = model.infer(vector)
    assert [guess.pipeline_tag for guess in merged] == ["text-generation", "summarization"]
    assert [guess.probability for guess in merged] == pytest.approx([0.7, 0.3])  # 0.5 + 0.2
    kept = model.infer(vector, keep=tags)
    assert [guess.pipeline_tag for guess in kept] == list(tags)


def test_equal_probabilities_are_in_order_of_name() -> None:
    model = TaskModel(("b", "a"), np.zeros((1, 2), np.float32), np.zeros(2, np.float32), "r")
    assert model.infer(np.ones(1, np.float32)) == (TaskGuess("a", 0.5), TaskGuess("b", 0.5))


def test_another_encoder_gets_a_model_of_its_own() -> None:
    encoder = LengthEncoder()
    model = TaskModel.build(encoder)
    assert model.revision == encoder.revision
    assert model.weights.shape == (encoder.dimension, len(model.tags))
    needs = phrasings()
    vectors = encoder.encode([need for _, need in needs])
    right = sum(
        model.infer(vector)[0].pipeline_tag == SUCCESSORS.get(tag, tag)
        for (tag, need), vector in zip(needs, vectors, strict=True)
    )
    assert right / len(needs) > 0.1  # letters say little, but more than the commonest task's 5 %


def test_saved_model_says_the_same(tmp_path, shipped: TaskModel) -> None:
    shipped.save(tmp_path)
    again = TaskModel.load(tmp_path)
    vector = load_encoder().encode(["summarize"])[0]
    assert again.tags == shipped.tags
    assert again.infer(vector) == shipped.infer(vector)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"junk"])
def test_damaged_model_is_a_clear_error(tmp_path, content: bytes) -> None:
    (tmp_path / "task_model.npz").write_bytes(content)
    with pytest.raises(DataError, match=r"task_model\.npz is not a readable task model"):
        TaskModel.load(tmp_path)


def test_missing_model_is_a_clear_error(tmp_path) -> None:
    with pytest.raises(DataError, match=r"task_model\.npz"):
        TaskModel.load(tmp_path)


def test_every_task_has_phrasings_and_none_stands_twice() -> None:
    needs = phrasings()
    counts = Counter(tag for tag, _ in needs)
    assert min(counts.values()) >= 5
    assert len(counts) == 59  # 57 of today and two retired
    assert [pair for pair, count in Counter(needs).items() if count > 1] == []
    assert all(need == need.strip() and need for _, need in needs)
