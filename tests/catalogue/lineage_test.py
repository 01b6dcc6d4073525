import pytest

from hubscan.catalogue.lineage import (
    complete_relation,
    is_distilled_name,
    read_edges,
    read_relation,
    without_self,
)
from hubscan.catalogue.record import BaseModel, Relation


def test_an_edge_listed_bare_and_with_its_relation_is_one_edge():
    edges = read_edges(["a/base", "quantized:a/base", "b/other", ""])
    assert edges == (
        BaseModel("a/base", Relation.QUANTIZED),
        BaseModel("b/other", Relation.UNKNOWN),
    )


@pytest.mark.parametrize(
    ("written", "relation"),
    [
        ("finetuned", Relation.FINETUNE),
        ("Merged", Relation.MERGE),
        ("quantized", Relation.QUANTIZED),
        ("adapter", Relation.ADAPTER),
        ("grafted", Relation.UNKNOWN),
        (None, Relation.UNKNOWN),
    ],
)
def test_relations_are_read_however_written(written, relation):
    assert read_relation(written) == relation


COMPLETED = [
    ("x/Model-GGUF", "x/Model", Relation.UNKNOWN, Relation.QUANTIZED),
    ("x/Model-GGUF", "x/Model-GPTQ", Relation.UNKNOWN, Relation.UNKNOWN),
    ("x/distil-large", "x/large", Relation.UNKNOWN, Relation.DISTILLED),
    ("x/distilbert-emotion", "y/distilbert-base", Relation.UNKNOWN, Relation.UNKNOWN),
    ("x/Model-GGUF", "x/Model", Relation.FINETUNE, Relation.FINETUNE),
]


@pytest.mark.parametrize(("model_id", "base", "stated", "completed"), COMPLETED)
def test_an_unstated_relation_is_taken_from_the_name(model_id, base, stated, completed):
    edge = complete_relation(model_id, BaseModel(base, stated))
    assert edge == BaseModel(base, completed)


@pytest.mark.parametrize(
    ("model_id", "distilled"),
    [
        ("distilbert/distilbert-base-uncased", True),
        ("sentence-transformers/all-MiniLM-L6-v2", True),
        ("deepset/tinybert-6l-768d-squad2", True),
        ("google-bert/bert-base-uncased", False),
        ("distillery/whisky-classifier", False),
    ],
)
def test_names_tell_distilled_models(model_id, distilled):
    assert is_distilled_name(model_id) == distilled


def test_an_edge_to_itself_is_dropped_whatever_its_capitals():
    edges = [BaseModel("A/B", Relation.MERGE), BaseModel("a/c", Relation.MERGE)]
    assert without_self("a/b", edges) == (edges[1],)
