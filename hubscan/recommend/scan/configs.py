"""Models that configuration names: YAML, JSON and TOML, by the keys that are usual for models."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import yaml

from hubscan.recommend.scan.finds import Find, gguf_name, hub_id

# a bare "model: gpt-4o" is a service's as a rule: an owner tells the Hub's from those
_WITH_OWNER = frozenset(
    "model model_id model_name modelid modelname hf_model hf_model_id hf_repo repo_id embedding_model"
    " embedding_model_name embeddings_model reranker reranker_model rerank_model llm llm_model checkpoint"
    " teacher_model student_model tokenizer tokenizer_name draft_model speculative_model".split()
)
_ANY = frozenset(
    "pretrained_model_name_or_path model_name_or_path base_model base_model_name_or_path"
    " _name_or_path".split()
)
_DEEPEST = 100


def read_yaml(text: str, path: str) -> list[Find]:
    """Return the models of a YAML file; raises yaml.YAMLError or RecursionError."""
    finds: list[Find] = []
    for document in yaml.compose_all(text, Loader=yaml.SafeLoader):
        if document is not None:
            finds += _of_node(document, path, set(), 0)
    return finds


def read_json(text: str, path: str) -> list[Find]:
    """Return the models of a JSON file; raises ValueError or RecursionError."""
    return list(_of_values(json.loads(text), text, path, 0))


def read_toml(text: str, path: str) -> list[Find]:
    """Return the models of a TOML file; raises ValueError or RecursionError."""
    return list(_of_values(tomllib.loads(text), text, path, 0))


def _of_node(node: yaml.Node, path: str, seen: set[int], depth: int) -> Iterator[Find]:
    if id(node) in seen or depth > _DEEPEST:
        return  # an alias: its anchor was read
    seen.add(id(node))
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _of_node(item, path, seen, depth + 1)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            for scalar in _scalars(value):
                yield from _found(str(key.value), scalar.value, path, scalar.start_mark.line + 1)
            yield from _of_node(value, path, seen, depth + 1)


def _scalars(node: yaml.Node) -> list[yaml.ScalarNode]:
    values = node.value if isinstance(node, yaml.SequenceNode) else [node]
    return [value for value in values if isinstance(value, yaml.ScalarNode)]


def _of_values(value: Any, text: str, path: str, depth: int) -> Iterator[Find]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _of_values(item, text, path, depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            for each in item if isinstance(item, list) else [item]:
                if isinstance(each, str):
                    yield from _found(str(key), each, path, _line_of(each, text))
            yield from _of_values(item, text, path, depth + 1)


def _found(key: str, value: str, path: str, line: int) -> Iterator[Find]:
    name = key.casefold().replace("-", "_")
    model_id = gguf_name(value)
    if model_id is None and (name in _WITH_OWNER or name in _ANY):
        model_id = hub_id(value, needs_owner=name in _WITH_OWNER)
    if model_id:
        yield Find(path, line, model_id, value, key)


def _line_of(value: str, text: str) -> int:
    """Return the first line with a value: the parsers of the library tell no lines."""
    at = text.find(json.dumps(value, ensure_ascii=False)[1:-1])
    return text.count("\n", 0, at) + 1 if at >= 0 else 1
