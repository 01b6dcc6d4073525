from __future__ import annotations

import builtins

import pytest

from hubscan.catalogue.record import BaseModel, Relation
from hubscan.catalogue.store import open_catalogue
from hubscan.errors import MissingExtraError, UsageError
from hubscan.recommend.subject import find_subject, original_of
from tests.catalogue.records import record, snapshot

BIG = record(
    0,
    model_id="org/Thing-7B-Chat",
    parameters=7_000_000_000,
    pipeline_tag="text-generation",
    base_models=(),
    downloads=5_000,
)
COPY = record(
    1,
    model_id="quants/Thing-7B-Chat-AWQ",
    quantization="awq",
    base_models=(BaseModel("org/Thing-7B-Chat", Relation.QUANTIZED),),
)


@pytest.fixture
def catalogue(tmp_path):
    with open_catalogue(tmp_path, snapshot=snapshot([BIG, COPY])) as opened:
        yield opened


def test_a_known_model_is_itself(catalogue):
    subject = find_subject(catalogue, "ORG/thing-7b-chat")
    assert subject.record == subject.original == BIG
    assert subject.told is None


def test_a_copy_has_its_original(catalogue):
    subject = find_subject(catalogue, COPY.model_id)
    assert (subject.record, subject.original) == (COPY, BIG)


@pytest.mark.parametrize(
    ("name", "quantization"),
    [
        ("somebody/Thing-7B-Chat-GGUF", "gguf"),
        ("Thing-7B-Chat.Q4_K_M-GGUF", "gguf-q4_k_m"),
        ("thing-7b-chat-gptq-4bit", "gptq-4bit"),
        ("somebody/thing-7b-chat", None),
    ],
)
def test_an_unknown_copy_is_read_by_its_name(catalogue, name, quantization):
    subject = find_subject(catalogue, name)
    assert subject.original == BIG
    assert subject.record.quantization == quantization
    assert subject.record.parameters == BIG.parameters
    assert subject.record.pipeline_tag == "text-generation"
    assert "by its name" in subject.told


def test_an_unknown_size_of_a_known_series_is_read_by_its_name(catalogue):
    subject = find_subject(catalogue, "org/Thing-13B-Chat")
    assert subject.record.parameters == 13_000_000_000
    assert subject.record.pipeline_tag == "text-generation"
    assert subject.original == subject.record


UNKNOWN = {
    "nothing like it": ("nobody/zzyzx", "is not in the catalogue"),
    "the extra is named": ("nobody/zzyzx", r"pip install 'hubscan\[hub\]'"),
    "near": ("org/Thing-7B-Chatt", "did you mean org/Thing-7B-Chat"),
    "empty": ("  ", "is no id of a model"),
    "a path": ("../../etc/passwd", "is no id of a model"),
    "markup": ("a/<b>", "is no id of a model"),
    "long": ("a/" + "b" * 500, "is no id of a model"),
    "control characters": ("a/\x1b[31m", "is no id of a model"),
}


@pytest.mark.parametrize(("name", "told"), UNKNOWN.values(), ids=UNKNOWN)
def test_what_nothing_is_known_of_is_told(catalogue, name, told):
    with pytest.raises(UsageError, match=told) as raised:
        find_subject(catalogue, name)
    assert "\n" not in str(raised.value)


def test_asking_the_hub_without_the_extra_names_it(catalogue, monkeypatch):
    import sys

    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("huggingface_hub"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    for module in [m for m in sys.modules if m.startswith("hubscan.catalogue.hub")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.delitem(sys.modules, "hubscan.catalogue.remote", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtraError, match=r"hubscan\[hub\]"):
        find_subject(catalogue, "nobody/zzyzx", online=True)


def test_lineage_in_a_circle_has_an_end(tmp_path):
    one = record(1, model_id="a/one", base_models=(BaseModel("a/two", Relation.QUANTIZED),))
    two = record(2, model_id="a/two", base_models=(BaseModel("a/one", Relation.QUANTIZED),))
    with open_catalogue(tmp_path, snapshot=snapshot([one, two])) as catalogue:
        assert original_of(catalogue, one) == two
