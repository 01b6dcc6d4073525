from __future__ import annotations

import pytest
import yaml

from hubscan.recommend.scan.configs import read_json, read_toml, read_yaml

# (reader, text) -> (model, line)
FOUND = {
    "yaml key": (read_yaml, "a: 1\nmodel_id: org/model\n", ("org/model", 2)),
    "yaml quoted": (read_yaml, 'base_model: "org/model"\n', ("org/model", 1)),
    "yaml nested": (read_yaml, "train:\n  model:\n    base_model: org/model\n", ("org/model", 3)),
    "yaml list": (read_yaml, "base_model:\n  - org/model\n", ("org/model", 2)),
    "yaml documents": (read_yaml, "a: 1\n---\nmodel: org/model\n", ("org/model", 3)),
    "yaml dashes": (read_yaml, "model-id: org/model\n", ("org/model", 1)),
    "yaml CRLF": (read_yaml, "a: 1\r\nmodel: org/model\r\n", ("org/model", 2)),
    "yaml unicode": (read_yaml, "名前: 値\nmodel: org/model\n", ("org/model", 2)),
    "json": (read_json, '{\n "model_name": "org/model"\n}', ("org/model", 2)),
    "json nested": (read_json, '{"a": [{"base_model": "gpt2"}]}', ("openai-community/gpt2", 1)),
    "json list": (read_json, '{"model": ["org/model"]}', ("org/model", 1)),
    "json GGUF": (read_json, '{"path": "x/phi-2.Q4_K_M.gguf"}', ("phi-2.Q4_K_M-GGUF", 1)),
    "toml": (read_toml, '[a]\nmodel = "org/model"\n', ("org/model", 2)),
    "toml path": (read_toml, 'model_name_or_path = "gpt2"', ("openai-community/gpt2", 1)),
}


@pytest.mark.parametrize(("reader", "text", "told"), FOUND.values(), ids=FOUND)
def test_models_are_found_by_their_keys(reader, text, told):
    (find,) = reader(text, "c")
    assert (find.model_id, find.line) == told


NOTHING = {
    "a service's model": (read_yaml, "model: gpt-4o\n"),
    "another key": (read_yaml, "author: org/model\n"),
    "a path": (read_yaml, "model: ./org/model\n"),
    "a file": (read_json, '{"model": "org/model.pt"}'),
    "a number": (read_yaml, "model: 3\n"),
    "a flag": (read_json, '{"model": true}'),
    "null": (read_json, '{"model": null}'),
    "empty yaml": (read_yaml, ""),
    "a template": (read_yaml, 'model: "{{ name }}"\n'),
    "scalar json": (read_json, '"org/model"'),
}


@pytest.mark.parametrize(("reader", "text"), NOTHING.values(), ids=NOTHING)
def test_what_is_no_model_is_left(reader, text):
    assert reader(text, "c") == []


def test_an_alias_is_read_once_and_one_to_itself_ends():
    assert len(read_yaml("a: &x {model: org/model}\nb: *x\n", "c")) == 1
    assert read_yaml("a: &x\n  b: *x\n  c: [*x, *x]\n", "c") == []


def test_a_bomb_of_aliases_is_read_in_no_time():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [{', '.join([f'*{a}'] * 20)}]\n"
        for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert read_yaml(bomb + "model: org/model\n", "c")[0].model_id == "org/model"


@pytest.mark.parametrize(
    ("reader", "text"), [(read_yaml, "a: [1"), (read_json, "{"), (read_toml, "a =")]
)
def test_broken_configuration_is_told(reader, text):
    with pytest.raises((ValueError, yaml.YAMLError)):
        reader(text, "c")
