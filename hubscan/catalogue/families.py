"""Families: the copies of one model, quantized or uploaded again, under one number.

A copy belongs to the model that its lineage names; without lineage, to the most downloaded model
that has its name without the words of quantization. Fine-tunes and distilled models are models of
their own.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from hubscan.catalogue.record import ModelRecord, Relation

_COPY_WORDS = re.compile(
    r"[-_. ](?:gguf|ggml|gptq|awq|exl2|exl3|mlx|bnb|nf4|fp16|bf16|fp8|int4|int8|onnx|openvino|ov"
    r"|imatrix|i1|hf|\d-?bits?|\d(?:\.\d+)?bpw|i?q\d(?:_[a-z0-9]+)*|w\d+a\d+|dynamic|unsloth"
    r"|autoround|g\d+|quantized|quant)(?=$|[-_. ])"
)
_MAX_STEPS = 4


def name_of_original(model_id: str) -> str:
    """Return a model's name without its owner and without the words of quantization."""
    name = model_id.rpartition("/")[2].casefold()
    return _COPY_WORDS.sub("", name) or name


class FamilyCodes:
    """Collects the families while the records stream by; one number per model at the end."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._parents: dict[str, str] = {}
        self._originals: dict[str, tuple[int, str]] = {}

    def add(self, record: ModelRecord) -> None:
        """Append one model."""
        key, name = record.model_id.casefold(), name_of_original(record.model_id)
        self._keys.append(key)
        if parent := copied_from(record):
            self._parents[key] = parent
        elif name == key.rpartition("/")[2]:
            downloads = record.downloads if record.downloads is not None else -1
            self._originals[name] = max(self._originals.get(name, (-2, "")), (downloads, key))
        else:
            self._parents[key] = name

    def finish(self) -> NDArray[np.int64]:
        """Return each model's family as a number, in the order of adding."""
        codes: dict[str, int] = {}
        roots = (self._root(key) for key in self._keys)
        return np.array([codes.setdefault(root, len(codes)) for root in roots], np.int64)

    def _root(self, key: str) -> str:
        for _ in range(_MAX_STEPS):  # a copy of a copy; lineage can run in circles
            if key not in self._parents:
                break
            parent = self._parents[key]
            key = parent if "/" in parent else self._originals.get(parent, (0, parent))[1]
        return key


def copied_from(record: ModelRecord) -> str | None:
    """Return the id, in small letters, of what a record is a copy of, if its lineage says."""
    name = name_of_original(record.model_id)
    for base in record.base_models:
        if base.relation is Relation.QUANTIZED or name_of_original(base.id) == name:
            return base.id.casefold()
    return None
