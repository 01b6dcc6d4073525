from __future__ import annotations

import ast

import pytest

from hubscan.catalogue.record import BaseModel, ModelRecord, Relation
from hubscan.recommend.snippets import loading_code


def record(model_id, **facts):
    return ModelRecord(model_id=model_id, as_of="2026-01-01", source="test", **facts)


PIPELINE = """\
from transformers import pipeline

pipe = pipeline("text-classification", model="a/b")"""
CLASSES = """\
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

reader = AutoTokenizer.from_pretrained("a/b")
model = AutoModelForSeq2SeqLM.from_pretrained("a/b")"""
DOWNLOAD = """\
from huggingface_hub import snapshot_download

folder = snapshot_download("a/b")"""
TIMM = """\
import timm

model = timm.create_model("hf_hub:" + "a/b", pretrained=True).eval()"""
SPACY = """\
# pip install https://huggingface.co/spacy/en_core_web_sm/resolve/main/en_core_web_sm-any-py3-none-any.whl
import spacy

nlp = spacy.load("en_core_web_sm")"""
ADAPTER = """\
from peft import AutoPeftModel

model = AutoPeftModel.from_pretrained("a/b")  # fetches its base model base/m too"""

CASES = {
    "pipeline": (record("a/b", pipeline_tag="text-classification"), PIPELINE),
    "a task that transformers 5 has no pipeline for": (
        record("a/b", library_name="transformers", pipeline_tag="summarization"),
        CLASSES,
    ),
    "a task that transformers does not know": (record("a/b", pipeline_tag="robotics"), DOWNLOAD),
    "a library without lines of its own": (
        record("a/b", library_name="paddleocr", pipeline_tag="image-to-text"),
        DOWNLOAD,
    ),
    "timm": (record("a/b", library_name="timm"), TIMM),
    "spacy": (record("spacy/en_core_web_sm", library_name="spacy"), SPACY),
    "gguf, default type": (record("a/b-GGUF", formats=("gguf",)), "llama-cli -hf a/b-GGUF:Q4_K_M"),
    "gguf, its own type": (
        record("a/b", formats=("gguf",), quantization="gguf-q8_0", library_name="transformers"),
        "llama-cli -hf a/b:Q8_0",
    ),
    "adapter": (
        record("a/b", library_name="peft", base_models=(BaseModel("base/m", Relation.ADAPTER),)),
        ADAPTER,
    ),
}


@pytest.mark.parametrize(("model", "code"), CASES.values(), ids=CASES)
def test_loading_code(model, code):
    assert loading_code(model) == code


@pytest.mark.parametrize(
    "model", [model for model, code in CASES.values() if not code.startswith("llama-cli")]
)
def test_python_snippets_are_python(model):
    ast.parse(loading_code(model))


HOSTILE = ['a/b"); import os; os.system("x', "a/b\nimport os", "a/b;rm -rf", "a/ü", "", "a/b/c"]


@pytest.mark.parametrize("model_id", HOSTILE)
def test_an_id_that_is_none_gives_no_code(model_id):
    assert loading_code(record(model_id, pipeline_tag="fill-mask")) is None


def test_a_hostile_task_or_base_stays_out_of_the_code():
    hostile = record(
        "a/b",
        library_name="peft",
        pipeline_tag='"); import os',
        base_models=(BaseModel("x\nimport os", Relation.ADAPTER),),
    )
    assert "import os" not in loading_code(hostile)
