from hubscan.catalogue.record import BaseModel, Relation
from hubscan.catalogue.tags import formats_of, keep_tags, read_tags

TAGS = [
    "transformers",
    "gguf",
    "llama",
    "text-generation",
    "conversational",
    "medical",
    "en",
    "de",
    "dataset:squad",
    "arxiv:2001.08361",
    "base_model:a/base",
    "base_model:quantized:a/base",
    "license:apache-2.0",
    "endpoints_compatible",
    "region:us",
]


def test_tags_are_taken_apart():
    facts = read_tags(TAGS)
    assert facts.licence == "apache-2.0"
    assert facts.languages == ("de", "en")
    assert facts.datasets == ("squad",)
    assert facts.base_models == (BaseModel("a/base", Relation.QUANTIZED),)
    assert facts.formats == ("gguf",)


def test_only_tags_with_something_of_their_own_are_kept_and_retired_tasks_are():
    assert read_tags(TAGS).kept == ("llama", "conversational", "medical")


def test_no_tags_say_nothing():
    facts = read_tags(["", "  "])
    assert facts.licence is None
    assert facts.languages + facts.datasets + facts.base_models + facts.kept == ()


def test_formats_come_from_tags_and_from_the_name():
    assert formats_of(["pytorch", "tf", "jax"]) == ("flax", "pytorch", "tensorflow")
    assert formats_of([], "Model-7B-GGUF") == ("gguf",)
    assert formats_of([], "all-MiniLM-onnx") == ("onnx",)
    assert formats_of([], "novel-writer") == ()


def test_a_tag_is_kept_once():
    assert keep_tags(["medical", "medical"]) == ("medical",)
