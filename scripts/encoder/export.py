"""Writing the trained table as a sentence-transformers folder, and its task head beside it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save
from tokenizers import Tokenizer

from encoder.table import LOGIT_SCALE, Table
from hubscan import files
from hubscan.search.tasks import TaskModel

_UNUSED = re.compile(r"\[unused\d+\]")
_SILENT = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
_MODULES = "sentence_transformers.models."
_REVISION_DIGITS = 16


def export(table: Table, tokenizer: Tokenizer, tags: tuple[str, ...], data: Path) -> None:
    """Write ``data``/encoder and ``data``/tasks/task_model.npz."""
    encoder = data / "encoder"
    vocabulary, kept = _trimmed(tokenizer.get_vocab())
    weights = table.weights[kept].astype(np.float16)
    weights[[vocabulary[token] for token in _SILENT]] = 0
    files.write_bytes(encoder / "tokenizer.json", _tokenizer(tokenizer, vocabulary))
    files.write_bytes(encoder / "model.safetensors", save({"embedding.weight": weights}))
    _write_configuration(encoder)
    revision = files.sha256(encoder / "model.safetensors")[:_REVISION_DIGITS]
    (data / "tasks").mkdir(parents=True, exist_ok=True)
    head = np.asarray(table.head.weight.detach().numpy().T * LOGIT_SCALE, np.float32)
    TaskModel(tags, head, table.head.bias.detach().numpy(), revision).save(data / "tasks")


def _trimmed(vocabulary: dict[str, int]) -> tuple[dict[str, int], NDArray[np.int64]]:
    """Drop the tokens that no text has; return the new numbers and the old ones, in order."""
    kept = sorted((number, token) for token, number in vocabulary.items())
    kept = [(number, token) for number, token in kept if not _UNUSED.fullmatch(token)]
    new = {token: position for position, (_, token) in enumerate(kept)}
    return new, np.array([number for number, _ in kept], np.int64)


def _tokenizer(tokenizer: Tokenizer, vocabulary: dict[str, int]) -> bytes:
    content = json.loads(tokenizer.to_str())
    content["model"]["vocab"] = vocabulary
    for token in content["added_tokens"]:
        token["id"] = vocabulary[token["content"]]
    content |= {"post_processor": None, "padding": None, "truncation": None}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _write_configuration(folder: Path) -> None:
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": f"{_MODULES}StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": f"{_MODULES}Normalize"},
    ]
    settings = {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine"}
    _write_json(folder / "modules.json", modules)
    _write_json(folder / "config_sentence_transformers.json", settings)
    _write_json(folder / "1_Normalize" / "config.json", {})


def _write_json(path: Path, content: object) -> None:
    files.write_bytes(path, json.dumps(content, indent=2).encode() + b"\n")
