import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.catalogue.derive import Provenance, derive
from hubscan.catalogue.record import BaseModel, Relation, Rung, TaskSource
from hubscan.catalogue.rows import decode, encode
from hubscan.errors import BadRecordError
from tests.catalogue.hubserver import raw_model

ORIGIN = Provenance("test", "2026-01-01")
PLAIN = {"id": "someone/model"}


def record(item, card=None):
    return derive(item, ORIGIN, card).record


FACTS = {
    "stated task": ({"pipeline_tag": "fill-mask"}, "pipeline_tag", "fill-mask"),
    "retired task": (
        {"pipeline_tag": "conversational"},
        "pipeline_tag",
        "text-generation",
    ),
    "retired task stays a tag": ({"pipeline_tag": "conversational"}, "tags", ("conversational",)),
    "task among the tags": ({"tags": ["image-to-text"]}, "pipeline_tag", "image-to-text"),
    "unknown task": ({"pipeline_tag": "mind-reading"}, "pipeline_tag", None),
    "licence of the card": (
        {"cardData": {"license": "mit"}, "tags": ["license:apache-2.0"]},
        "license",
        "mit",
    ),
    "licence of a tag": ({"tags": ["license:apache-2.0"]}, "license", "apache-2.0"),
    "several licences": ({"cardData": {"license": ["mit", "apache-2.0"]}}, "license", "mit"),
    "no licence": ({}, "license", None),
    "languages": ({"cardData": {"language": ["en", "German"]}}, "languages", ("de", "en")),
    "one language": ({"cardData": {"language": "fr"}}, "languages", ("fr",)),
    "card data as JSON": ({"cardData": json.dumps({"license": "mit"})}, "license", "mit"),
    "exact parameters": ({"safetensors": {"total": 66_986_000}}, "parameters", 66_986_000),
    "GGUF parameters": ({"gguf": {"total": 7_000_000_000}}, "parameters", 7_000_000_000),
    "parameters in the name": ({"id": "a/mystery-3b"}, "parameters", 3_000_000_000),
    "packed tensors are no count": (
        {"id": "a/mystery-GPTQ", "safetensors": {"total": 900_000_000}},
        "parameters",
        None,
    ),
    "an adapter's tensors are no count": (
        {"tags": ["base_model:adapter:a/b"], "safetensors": {"total": 4_000_000}},
        "parameters",
        None,
    ),
    "weights": (
        {"safetensors": {"parameters": {"BF16": 10, "F32": 1, "U8": 3}}},
        "weights_bytes",
        10 * 2 + 1 * 4 + 3 * 1,
    ),
    "size of GGUF files": ({"gguf": {"totalFileSize": 4_000}}, "weights_bytes", 4_000),
    "context of GGUF": ({"gguf": {"context_length": 8192}}, "context_length", 8192),
    "context of the configuration": (
        {"config": {"max_position_embeddings": 512}},
        "context_length",
        512,
    ),
    "quantization of the configuration": (
        {"config": {"quantization_config": {"quant_method": "gptq", "bits": 4}}},
        "quantization",
        "gptq-4bit",
    ),
    "bitsandbytes": (
        {"config": {"quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": True}}},
        "quantization",
        "bnb-4bit",
    ),
    "quantization of the name": ({"id": "a/b-AWQ"}, "quantization", "awq"),
    "formats": ({"tags": ["onnx"], "gguf": {"total": 5}}, "formats", ("gguf", "onnx")),
    "gated by hand": ({"gated": "manual"}, "gated", True),
    "not gated": ({"gated": False}, "gated", False),
    "author": ({}, "author", "someone"),
    "no owner": ({"id": "gpt2"}, "author", None),
    "newer version": ({"cardData": {"new_version": "a/b2"}}, "new_version", "a/b2"),
    "a time": (
        {"lastModified": "2026-01-02T03:04:05.678Z"},
        "last_modified",
        "2026-01-02T03:04:05Z",
    ),
    "a time elsewhere": (
        {"lastModified": "2026-01-02T03:04:05+02:00"},
        "last_modified",
        "2026-01-02T01:04:05Z",
    ),
    "a time of a table": (
        {"last_modified": datetime(2026, 1, 2, 3, 4, 5)},
        "last_modified",
        "2026-01-02T03:04:05Z",
    ),
    "the id of a table": ({"id": None, "modelId": "some/one"}, "model_id", "some/one"),
    "emissions": (
        {"cardData": {"co2_eq_emissions": {"emissions": "1e3", "source": "CodeCarbon"}}},
        "emissions_g",
        1000.0,
    ),
    "emissions of zero are a claim": ({"cardData": {"co2_eq_emissions": 0}}, "emissions_g", 0.0),
    "emissions of another unit": (
        {"cardData": {"co2_eq_emissions": "12 kg"}},
        "emissions_g",
        12_000.0,
    ),
    "emissions without a figure": (
        {"cardData": {"co2_eq_emissions": {"source": "code"}}},
        "emissions_g",
        None,
    ),
}


@pytest.mark.parametrize(("facts", "field", "expected"), FACTS.values(), ids=FACTS)
def test_a_fact(facts, field, expected):
    assert getattr(record(PLAIN | facts), field) == expected


@pytest.mark.parametrize(
    ("emissions", "grade"),
    [
        ({"emissions": 3, "source": "codecarbon"}, "reported-measured"),
        ({"emissions": 3, "source": "mlco2 calculator"}, "reported-computed"),
        (3, "reported-computed"),
        (None, None),
    ],
    ids=["measured", "computed", "without a source", "not reported"],
)
def test_the_grade_of_reported_emissions(emissions, grade):
    found = record(PLAIN | {"cardData": {"co2_eq_emissions": emissions}})
    assert found.emissions_grade == grade


def test_a_table_has_the_emissions_in_the_card():
    card = "---\nco2_eq_emissions:\n  emissions: 2.5\n---\n# m\n"
    assert record(PLAIN | {"card": card}).emissions_g == 2.5


LINEAGE = {
    "tags": (
        {"tags": ["base_model:a/b", "base_model:quantized:a/b"]},
        None,
        (BaseModel("a/b", Relation.QUANTIZED),),
    ),
    "structured": (
        {"baseModels": {"relation": "merge", "models": [{"id": "a/b"}, {"id": "c/d"}]}},
        None,
        (BaseModel("a/b", Relation.MERGE), BaseModel("c/d", Relation.MERGE)),
    ),
    "card": (
        {"cardData": {"base_model": "a/b", "base_model_relation": "adapter"}},
        None,
        (BaseModel("a/b", Relation.ADAPTER),),
    ),
    "renamed base": (
        {"cardData": {"base_model": "bert-base-uncased"}},
        None,
        (BaseModel("google-bert/bert-base-uncased", Relation.UNKNOWN),),
    ),
    "itself": ({"cardData": {"base_model": "Someone/Model"}}, None, ()),
    "no id": ({"cardData": {"base_model": ["../x", "", "a b"]}}, None, ()),
    "distilled by its name": (
        {"id": "x/distilbert-y", "tags": ["base_model:google-bert/bert-base-uncased"]},
        None,
        (BaseModel("google-bert/bert-base-uncased", Relation.DISTILLED, 0.7),),
    ),
    "a fine-tune of a distilled model is none": (
        {
            "id": "x/distilbert-sst2",
            "tags": ["base_model:finetune:distilbert/distilbert-base-uncased"],
        },
        None,
        (BaseModel("distilbert/distilbert-base-uncased", Relation.FINETUNE),),
    ),
    "a quantized copy is none": (
        {"tags": ["base_model:quantized:a/b", "distillation"]},
        None,
        (BaseModel("a/b", Relation.QUANTIZED),),
    ),
    "the teacher in the text": (
        {},
        "A distilled version of [RoBERTa](https://huggingface.co/roberta-base) for speed.",
        # text .8 and the teacher named .95: 1 - .2 x .05 = .99
        (BaseModel("FacebookAI/roberta-base", Relation.DISTILLED, 0.99),),
    ),
    "tag and text": (
        {"tags": ["distillation", "base_model:finetune:a/b"]},
        "Its teacher model is large.",
        # 1 - .2 x .2 = .96
        (BaseModel("a/b", Relation.DISTILLED, 0.96),),
    ),
}


@pytest.mark.parametrize(("facts", "card", "expected"), LINEAGE.values(), ids=LINEAGE)
def test_lineage(facts, card, expected):
    assert record(PLAIN | facts, card).base_models == expected


def test_where_facts_come_from():
    item = PLAIN | {
        "cardData": {"license": "mit"},
        "tags": ["en", "dataset:glue"],
        "gguf": {"context_length": 512},
    }
    assert dict(record(item).provenance) == {
        "license": "card",
        "languages": "tag",
        "datasets": "tag",
        "context_length": "gguf",
    }


def test_the_rungs_of_a_size():
    assert record(PLAIN | {"safetensors": {"total": 5_000_000}}).parameters_rung == Rung.EXACT
    assert record({"id": "a/unheard-of-3b"}).parameters_rung == Rung.NAME
    assert record({"id": "a/bert-base-uncased-x"}).parameters_rung == Rung.ARCHITECTURE


def test_a_stated_task_says_so():
    assert record(PLAIN | {"pipeline_tag": "fill-mask"}).pipeline_tag_source == TaskSource.STATED


WRONG = [7, -1, 1e400, float("nan"), True, "text", "\x00\ud800", [], [1, None], {}, {"a": {}}]
NAMES = [*sorted(set(raw_model(1)) - {"id"}), "gguf", "baseModels", "card", "createdAt"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", WRONG, ids=[repr(value)[:12] for value in WRONG])
def test_a_field_of_any_type_ends_nothing(name, value):
    derived = derive(raw_model(1) | {name: value}, ORIGIN)
    assert decode(encode(derived.record)) == derived.record
    json.dumps(dict(derived.problems), allow_nan=False)


def test_a_field_that_makes_no_sense_is_told_and_unknown():
    derived = derive(PLAIN | {"downloads": "many", "tags": {"a": 1}}, ORIGIN)
    assert derived.problems == {
        "downloads": "str 'many' is not a count",
        "tags": "dict {'a': 1} is not a list",
    }
    assert (derived.record.downloads, derived.record.tags) == (None, ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6))
def test_any_json_gives_a_record(facts):
    derived = derive(PLAIN | facts, ORIGIN)
    assert derived.record.model_id == "someone/model"
    assert decode(encode(derived.record)) == derived.record


@pytest.mark.parametrize(
    "item",
    [None, [], "text", {}, {"id": 3}, {"id": ""}, {"id": "a/b/c"}, {"id": "a b"}, {"id": "é/b"}],
    ids=repr,
)
def test_a_record_without_an_id_is_set_aside(item):
    with pytest.raises(BadRecordError):
        derive(item, ORIGIN)


def test_long_lists_are_cut_and_told():
    derived = derive(PLAIN | {"tags": [f"tag-{n}" for n in range(9_000)]}, ORIGIN)
    assert len(derived.record.tags) == 500
    assert "9000 values" in derived.problems["tags"]
