"""The texts of both sides: a catalogue row's facts as words, and the telling words of a need."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from hubscan.catalogue.languages import direction_named, direction_of, english_name
from hubscan.catalogue.record import ModelRecord
from hubscan.resources import resource

TEMPLATE_VERSION = 2
_MAX_LANGUAGES = 6
_MAX_DATASETS = 6
_MAX_TAGS = 16
_MAX_DESCRIPTION = 600  # characters: what a model is for stands at the beginning
# Tags that say how a repository is served or built, not what the model is for.
_SERVING = re.compile(
    r"[a-z_]+:|arxiv|region|autotrain|endpoints_compatible|text-generation-inference|"
    r"text-embeddings-inference|custom_code|eval-results|model-index|has_space|co2_eq|"
    r"generated_from|safetensors|pytorch|tf$|jax$|onnx|rust$|coreml|gguf|tensorboard|"
    r"pytorch_model_hub_mixin|model_hub_mixin|base_model|license|deploy"
)
_TRANSLATION = "translation"
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_SEPARATORS = re.compile(r"[-_/.:+ ]+")
_WORD = re.compile(r"\w+")


def model_text(record: ModelRecord) -> str:
    """Return the words of a model's facts, the most telling first."""
    parts = [
        words(record.model_id.rpartition("/")[2]),
        words(record.pipeline_tag or ""),
        _direction(record),
        _languages(record.languages),
        *map(words, record.datasets[:_MAX_DATASETS]),
        *map(words, _telling(record)),
        *(words(base.id.rpartition("/")[2]) for base in record.base_models[:1]),
        record.library_name or "",
        record.author or record.model_id.partition("/")[0],
        (record.description or "")[:_MAX_DESCRIPTION],
    ]
    return ". ".join(dict.fromkeys(part for part in parts if part))


def telling_words(need: str) -> str:
    """Return a need without the words that any need may have; whole when it has no other."""
    telling = [word for word in _WORD.findall(need) if word.lower() not in _empty_words()]
    return " ".join(telling) or need


def wanted_words(need: str) -> str:
    """Return the words to look for: those that tell, and a word for a direction of translation."""
    return " ".join(filter(None, (telling_words(need), _one_word(direction_named(need)))))


def words(name: str) -> str:
    """Split a name as the Hub writes them into words: ``opus-mt-en-de`` is four."""
    return _SEPARATORS.sub(" ", _CAMEL.sub(" ", name)).strip()


def _direction(record: ModelRecord) -> str:
    if record.pipeline_tag != _TRANSLATION:
        return ""
    return _one_word(direction_of(record.model_id.rpartition("/")[2]))


def _one_word(direction: tuple[str, str] | None) -> str:
    """Write a direction as a word that its opposite does not share."""
    return "to".join(direction) if direction else ""


def _languages(codes: tuple[str, ...]) -> str:
    names = [english_name(code) or code for code in codes[:_MAX_LANGUAGES]]
    if len(codes) > _MAX_LANGUAGES:
        names.append("multilingual")
    return " ".join(names)


def _telling(record: ModelRecord) -> Iterable[str]:
    known = {record.pipeline_tag, record.library_name, *record.languages, *record.datasets}
    telling = [tag for tag in record.tags if tag not in known and not _SERVING.match(tag)]
    return telling[:_MAX_TAGS]


@cache
def _empty_words() -> frozenset[str]:
    path = resource("data", "tasks", "empty_words.txt")
    return frozenset(path.read_text(encoding="utf-8").split())
