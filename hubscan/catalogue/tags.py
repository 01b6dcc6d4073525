"""A model's tags as the Hub lists them, taken apart into facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hubscan.catalogue.languages import is_language_tag, languages_among
from hubscan.catalogue.licences import normal_licence
from hubscan.catalogue.lineage import read_edges
from hubscan.catalogue.record import BaseModel
from hubscan.catalogue.tasks import current_tag

# Tag or part of a name -> format of the weights.
_FORMATS = {
    "safetensors": "safetensors",
    "pytorch": "pytorch",
    "tf": "tensorflow",
    "tensorflow": "tensorflow",
    "keras": "keras",
    "tf-keras": "keras",
    "jax": "flax",
    "flax": "flax",
    "rust": "rust",
    "gguf": "gguf",
    "ggml": "ggml",
    "onnx": "onnx",
    "openvino": "openvino",
    "ov": "openvino",
    "coreml": "coreml",
    "mlx": "mlx",
    "tflite": "tflite",
    "litert": "tflite",
    "tensorrt": "tensorrt",
    "ctranslate2": "ctranslate2",
    "ct2": "ctranslate2",
    "nemo": "nemo",
    "paddlepaddle": "paddle",
    "unity-sentis": "onnx",
}
_NAME_FORMATS = frozenset(
    {"gguf", "ggml", "onnx", "openvino", "ov", "coreml", "mlx", "tflite", "ct2", "tensorrt"}
)
_PREFIXES = ("license:", "dataset:", "base_model:", "arxiv:", "doi:", "region:", "deploy:")
_EMPTY = frozenset(
    {
        "endpoints_compatible",
        "autotrain_compatible",
        "text-generation-inference",
        "text-embeddings-inference",
        "has_space",
        "model-index",
        "tensorboard",
        "custom_code",
        "model_hub_mixin",
        "pytorch_model_hub_mixin",
        "transformers",
        "diffusers",
        "generated_from_trainer",
        "co2_eq_emissions",
    }
)


@dataclass(frozen=True)
class TagFacts:
    """What a list of tags says; ``kept`` are the tags that say something of their own."""

    licence: str | None
    languages: tuple[str, ...]
    datasets: tuple[str, ...]
    base_models: tuple[BaseModel, ...]
    formats: tuple[str, ...]
    kept: tuple[str, ...]


def read_tags(tags: Iterable[str]) -> TagFacts:
    """Take a model's tags apart."""
    words = dict.fromkeys([tag.strip() for tag in tags])
    words.pop("", None)
    plain = [word for word in words if not word.startswith(_PREFIXES)]
    valued = [word for word in words if word.startswith(_PREFIXES)]
    return TagFacts(
        licence=normal_licence(next(_values(valued, "license:"), None)),
        languages=languages_among(plain),
        datasets=tuple(_values(valued, "dataset:")),
        base_models=read_edges(_values(valued, "base_model:")),
        formats=formats_of(plain),
        kept=keep_tags(plain),
    )


def formats_of(tags: Iterable[str], name: str = "") -> tuple[str, ...]:
    """Return the formats of a model's weights that its tags and its name tell."""
    found = {_FORMATS.get(tag.casefold()) for tag in tags}
    if name:
        parts = name.casefold().replace("_", "-").replace(".", "-").split("-")
        found |= {_FORMATS[part] for part in _NAME_FORMATS.intersection(parts)}
    return tuple(sorted(filter(None, found)))


def keep_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return the tags that are no other column: retired tasks stay, tasks of today do not."""
    kept = [tag for tag in tags if not (tag.startswith(_PREFIXES) or _is_said_elsewhere(tag))]
    return tuple(dict.fromkeys(kept))


# The same few plain tags stand on millions of models; those with a value are not remembered.
@lru_cache(maxsize=1 << 14)
def _is_said_elsewhere(tag: str) -> bool:
    return (
        tag in _EMPTY
        or tag.casefold() in _FORMATS
        or is_language_tag(tag)
        or current_tag(tag) == tag
    )


def _values(tags: Sequence[str], prefix: str) -> Iterator[str]:
    return (tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix))
