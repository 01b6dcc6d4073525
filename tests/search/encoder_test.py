"""The shipped encoder, and others in its place."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from hubscan.errors import DataError
from hubscan.resources import resource
from hubscan.search.encoder import unit_norm
from hubscan.search.loading import load_encoder
from hubscan.search.static_encoder import StaticEncoder

TEXTS = [
    "detect the sentiment of customer reviews",
    "Übersetze Texte ins Englische",
    "文本 分类",
    "distilbert-base-uncased-finetuned-sst-2-english",
    "a",
    "line\r\nbreaks\tand   spaces",
    " ".join(["long"] * 400),
]
MAX_BYTES = 16_000_000


def test_vectors_have_unit_norm_and_the_right_shape() -> None:
    encoder = load_encoder()
    vectors = encoder.encode([*TEXTS, "", "🤗", "\x00"])
    assert vectors.shape == (len(TEXTS) + 3, encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_no_texts_give_no_vectors() -> None:
    encoder = load_encoder()
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_a_text_has_the_same_vector_alone_and_in_company() -> None:
    encoder = load_encoder()
    together = encoder.encode(TEXTS)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.array_equal(together, alone)


def test_meaning_counts_more_than_words() -> None:
    need, right, wrong = load_encoder().encode(
        [
            "find out whether customers are happy",
            "sentiment analysis of reviews. text classification",
            "customers graph. unconditional image generation",
        ]
    )
    assert need @ right > need @ wrong


def test_shipped_folder_is_small() -> None:
    folder = resource("data", "encoder")
    assert sum(path.stat().st_size for path in folder.rglob("*")) <= MAX_BYTES


def test_same_vectors_in_sentence_transformers() -> None:
    shipped, other = load_encoder(), load_encoder(str(resource("data", "encoder")))
    assert other.dimension == shipped.dimension
    # float16 is summed as float16 there
    assert other.encode(TEXTS) == pytest.approx(shipped.encode(TEXTS), abs=5e-3)
    assert other.encode([]).shape == (0, other.dimension)


def test_revision_of_a_folder_is_that_of_its_weights(tmp_path) -> None:
    import shutil

    shutil.copytree(resource("data", "encoder"), tmp_path / "copy")
    first = load_encoder(str(tmp_path / "copy"))
    assert first.revision == load_encoder(str(resource("data", "encoder"))).revision
    weights = tmp_path / "copy" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert load_encoder(str(tmp_path / "copy")).revision != first.revision


@pytest.mark.parametrize("damage", ["model.safetensors", "tokenizer.json", "modules.json"])
def test_damaged_folder_is_a_clear_error(tmp_path, damage: str) -> None:
    import shutil

    shutil.copytree(resource("data", "encoder"), tmp_path / "copy")
    (tmp_path / "copy" / damage).write_bytes(b"{")
    if damage != "modules.json":
        with pytest.raises(DataError, match="is not a readable static encoder"):
            StaticEncoder.load(tmp_path / "copy", "copy")
    with pytest.raises(DataError, match="cannot be loaded"):
        load_encoder(str(tmp_path / "copy"))


def test_empty_folder_is_a_clear_error(tmp_path) -> None:
    with pytest.raises(DataError, match="is not a readable static encoder"):
        StaticEncoder.load(tmp_path, "empty")


def test_the_shipped_encoder_needs_no_torch(root) -> None:
    code = (
        "import sys; from hubscan.search.loading import load_encoder; load_encoder().encode(['x']);"
        "print(sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


@pytest.mark.parametrize(
    ("vectors", "expected"),
    [
        ([[3, 4]], [[0.6, 0.8]]),
        ([[0, 0, 0, 0]], [[0.5, 0.5, 0.5, 0.5]]),  # 4 x 0.5 squared = 1
        ([[0, -2], [0, 0]], [[0, -1], [0.5**0.5, 0.5**0.5]]),
    ],
    ids=["scaled", "nothing known", "mixed"],
)
def test_unit_norm(vectors: list[list[float]], expected: list[list[float]]) -> None:
    assert unit_norm(np.array(vectors, np.float32)) == pytest.approx(np.array(expected))
