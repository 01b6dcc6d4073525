"""Fine-tuning a transformer, at a tiny size: order kept, lower layers kept, the rest learns."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
tokenizers = pytest.importorskip("tokenizers")

TAGS = np.array([0, 1])
TEXTS = [np.array([5, 6, 7, 8, 9, 10]), np.array([6]), np.array([11, 5, 9])]


@pytest.fixture
def model():
    from encoder.fine_tune import Transformer, Tuning

    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=12,
        hidden_size=8,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=16,
    )
    vocabulary = {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordPiece(vocabulary, unk_token="[UNK]"))
    first = SimpleNamespace(auto_model=transformers.BertModel(config))
    return Transformer([first], tokenizer, 2, Tuning(frozen_layers=1, max_tokens=4, chunk=2))


def test_vectors_keep_the_order_of_the_texts(model) -> None:
    model.eval()
    with torch.inference_mode():
        together = model(TEXTS)
        alone = torch.cat([model([text]) for text in TEXTS])
    assert together.shape == (3, 8)
    assert torch.allclose(together.norm(dim=1), torch.ones(3))
    assert torch.allclose(together, alone, atol=0.02)  # half precision


def test_texts_are_cut(model) -> None:
    model.eval()
    with torch.inference_mode():
        assert torch.equal(model([TEXTS[0]]), model([TEXTS[0][:4]]))


def test_only_the_upper_layers_learn(model) -> None:
    from encoder.fine_tune import _train
    from encoder.objectives import TellingTask

    before = {name: part.detach().clone() for name, part in model.named_parameters()}
    objective = TellingTask([[text] for text in TEXTS[:2]], TAGS, 4)
    _train(model, [(1.0, objective)], 3, model._tuning)
    changed = {
        name for name, part in model.named_parameters() if not torch.equal(part, before[name])
    }
    assert any(name.startswith("bert.encoder.layer.1.") for name in changed)
    assert "head.weight" in changed
    assert not any("embeddings" in name or ".layer.0." in name for name in changed)
