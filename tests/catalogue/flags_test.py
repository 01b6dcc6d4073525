from __future__ import annotations

import pytest

from hubscan.catalogue.flags import flags_of
from hubscan.catalogue.record import BaseModel, ModelRecord, Relation

CASES = {
    "nothing to say": ({"license": "mit", "sha": "1f"}, []),
    "a table that knows no licence": ({}, []),
    "the Hub was asked, and it states none": ({"sha": "1f"}, ["unlicensed"]),
    "gated": ({"gated": True}, ["gated"]),
    "not known to be gated": ({"gated": None}, []),
    "a merge": ({"base_models": (BaseModel("b/c", Relation.MERGE),)}, ["merge"]),
    "by its name": ({"model_id": "a/Llama_3_abliterated"}, ["uncensored"]),
    "by its tag": ({"tags": ("not-for-all-audiences",)}, ["uncensored"]),
    "what recognises such content is not": ({"model_id": "a/nsfw-image-detection"}, []),
    "nor is a classifier": ({"model_id": "a/nsfw", "pipeline_tag": "image-classification"}, []),
    "made for tests": ({"model_id": "trl-internal-testing/tiny-Qwen2ForCausalLM"}, ["fixture"]),
    "random weights": ({"model_id": "x/tiny-random-gpt2"}, ["fixture"]),
    "tiny, but real": ({"model_id": "openai/whisper-tiny"}, []),
    "all at once": (
        {"model_id": "a/unfiltered", "gated": True, "sha": "1f"},
        ["uncensored", "gated", "unlicensed"],
    ),
}


@pytest.mark.parametrize(("facts", "flags"), CASES.values(), ids=CASES)
def test_flags(facts, flags):
    record = ModelRecord(**{"model_id": "a/b", "as_of": "2026-01-01", "source": "test"} | facts)
    assert list(flags_of(record)) == flags
