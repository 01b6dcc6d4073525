"""The words by which a catalogue row is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.catalogue.record import BaseModel, ModelRecord, Relation
from hubscan.search.text import model_text, telling_words, wanted_words, words


def record(model_id: str = "author/name", **facts: object) -> ModelRecord:
    return ModelRecord(model_id=model_id, as_of="2026-08-01", source="test", **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("opus-mt-en-de", "opus mt en de"),
        ("distilbert/distilbert-base_uncased", "distilbert distilbert base uncased"),
        ("SmolLM2-1.7B", "SmolLM2 1 7B"),
        ("whisperSmallGerman", "whisper Small German"),
        ("", ""),
        ("---", ""),
        ("中文-模型", "中文 模型"),
    ],
)
def test_words(name: str, expected: str) -> None:
    assert words(name) == expected


@pytest.mark.parametrize(
    ("need", "expected"),
    [
        ("We need a model to detect spam in our emails.", "detect spam emails"),
        ("Wir möchten Rechnungen lesen", "Rechnungen lesen"),
        ("Je veux transcrire des appels", "transcrire appels"),
        ("Quiero clasificar opiniones", "clasificar opiniones"),
        ("we need a model", "we need a model"),
        ("情感分析", "情感分析"),
        ("?!", "?!"),
        ("", ""),
    ],
)
def test_telling_words(need: str, expected: str) -> None:
    assert telling_words(need) == expected


def test_a_direction_is_a_word_that_its_opposite_does_not_share() -> None:
    names = ("a/opus-mt-en-fr", "a/opus-mt-fr-en")
    texts = [model_text(record(name, pipeline_tag="translation")) for name in names]
    there, back = (set(text.replace(".", "").split()) for text in texts)
    asked = set(wanted_words("English to French").split())
    assert asked & (there - back)
    assert not asked & (back - there)
    assert "entofr" not in model_text(record("a/opus-mt-en-fr", pipeline_tag="fill-mask"))


def test_all_facts() -> None:
    base = BaseModel("google-bert/bert-base-german-cased", Relation.FINETUNE)
    text = model_text(
        record(
            "oliverguhr/german-sentiment-bert",
            author="oliverguhr",
            pipeline_tag="text-classification",
            library_name="transformers",
            languages=("de",),
            datasets=("germeval_2017",),
            tags=("transformers", "sentiment", "region:us", "de", "arxiv:1.2", "safetensors"),
            base_models=(base,),
        )
    )
    assert text == (
        "german sentiment bert. text classification. German. germeval 2017. sentiment. "
        "bert base german cased. transformers. oliverguhr"
    )


@pytest.mark.parametrize(
    ("facts", "present", "absent"),
    [
        ({"tags": ("endpoints_compatible", "license:mit", "ner")}, ["ner"], ["endpoints", "mit"]),
        ({"languages": ("ar", "de", "en", "es", "fr", "it", "ja")}, ["multilingual"], ["Japanese"]),
        ({"languages": ("xx-unknown",)}, ["xx-unknown"], []),
        ({"description": "Finds ships. " + "x" * 2000}, ["Finds ships"], ["x" * 700]),
        ({"tags": tuple(f"tag{n}" for n in range(40))}, ["tag15"], ["tag16"]),
    ],
    ids=["serving tags", "many languages", "unknown language", "description", "many tags"],
)
def test_what_is_in_and_what_is_not(
    facts: dict[str, object], present: list[str], absent: list[str]
) -> None:
    text = model_text(record(**facts))
    assert [word for word in present if word not in text] == []
    assert [word for word in absent if word in text] == []


def test_nothing_but_an_id() -> None:
    assert model_text(record("gpt2")) == "gpt2"


def test_nothing_is_said_twice() -> None:
    text = model_text(record("a/ner", pipeline_tag="token-classification", tags=("ner", "NER")))
    assert text == "ner. token classification. NER. a"


@given(st.text(), st.lists(st.text()))
def test_any_words_are_survived(name: str, tags: list[str]) -> None:
    assert isinstance(model_text(record(name, tags=tuple(tags))), str)
