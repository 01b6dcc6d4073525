from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.recommend.naming import ALL_WORDS, SOME_WORDS, is_student, read_name, student_starts

# id -> (words, versions, sizes, what names of the series begin with)
NAMES = {
    "openai/whisper-large-v3": (("whisper",), ("v3",), ("large",), "whisper"),
    "openai/whisper-medium.en": (("whisper", "en"), (), ("medium",), "whisper"),
    "Qwen/Qwen2.5-7B-Instruct": (("qwen2.5", "instruct"), (), ("7b",), "qwen2.5"),
    "meta-llama/Llama-3.1-8B": (("llama",), ("3.1",), ("8b",), "llama"),
    "openai-community/gpt2-xl": (("gpt2",), (), ("xl",), "gpt2"),
    "openai-community/gpt2": (("gpt2",), (), (), "gpt2"),
    "microsoft/resnet-50": (("resnet",), ("50",), (), "resnet"),
    "nvidia/segformer-b5-ade": (("segformer", "ade"), (), ("b5",), "segformer"),
    "deepseek-ai/DeepSeek-R1": (("deepseek", "r1"), (), (), "deepseek-r1"),
    "TheBloke/Mistral-7B-Instruct-v0.2-GGUF": (
        ("mistral", "instruct"),
        ("v0.2",),
        ("7b",),
        "mistral",
    ),
    "x/tiny": ((), (), ("tiny",), ""),
}


@pytest.mark.parametrize(("model_id", "told"), NAMES.items(), ids=NAMES)
def test_a_name_is_taken_apart(model_id, told):
    name = read_name(model_id)
    assert (name.words, name.versions, name.sizes, name.start) == told


SERIES = {
    ("Qwen/Qwen2.5-7B", "Qwen/Qwen2.5-0.5B"): True,
    ("openai/whisper-large-v3", "openai/whisper-small"): True,
    ("openai-community/gpt2-xl", "openai-community/gpt2"): True,
    ("Qwen/Qwen2.5-7B", "Qwen/Qwen2.5-0.5B-Instruct"): False,
    ("Qwen/Qwen2.5-7B", "Qwen/Qwen3-4B"): False,
    ("x/large", "x/small"): False,  # nothing but a size names no series
}


@pytest.mark.parametrize(("pair", "same"), SERIES.items(), ids=map(str, SERIES))
def test_a_series_has_the_same_words(pair, same):
    one, two = map(read_name, pair)
    assert one.is_series_of(two) is two.is_series_of(one) is same


# (student, teacher) -> how likely by the name
STUDENTS = {
    ("distilbert/distilbert-base-uncased", "google-bert/bert-base-uncased"): ALL_WORDS,
    ("distil-whisper/distil-medium.en", "openai/whisper-medium.en"): ALL_WORDS,
    ("distil-whisper/distil-large-v3", "openai/whisper-large-v3"): ALL_WORDS,
    ("sshleifer/distilbart-cnn-12-6", "facebook/bart-large-cnn"): ALL_WORDS,
    ("deepset/tinyroberta-squad2", "deepset/roberta-base-squad2"): ALL_WORDS,
    ("deepseek-ai/DeepSeek-R1-Distill-Qwen-7B", "deepseek-ai/DeepSeek-R1"): ALL_WORDS,
    ("ntu-spml/distilhubert", "facebook/hubert-base-ls960"): SOME_WORDS,
    # another version, another case, other data, a size, and a name of its own
    ("distil-whisper/distil-large-v3", "openai/whisper-large-v2"): None,
    ("distilbert/distilbert-base-cased", "google-bert/bert-base-uncased"): None,
    ("x/distilbert-base-uncased-imdb", "google-bert/bert-base-uncased"): None,
    ("WinKawaks/vit-tiny-patch16-224", "google/vit-base-patch16-224"): None,
    ("TinyLlama/TinyLlama-1.1B-Chat-v1.0", "meta-llama/Llama-2-7b-chat-hf"): None,
    ("openai/whisper-small", "openai/whisper-large"): None,
}


@pytest.mark.parametrize(("pair", "likely"), STUDENTS.items(), ids=map(str, STUDENTS))
def test_a_name_tells_a_student(pair, likely):
    student, teacher = map(read_name, pair)
    assert is_student(student, teacher) == likely


@pytest.mark.parametrize("pair", [pair for pair, likely in STUDENTS.items() if likely], ids=str)
def test_students_are_looked_for_where_they_are(pair):
    student, teacher = map(read_name, pair)
    assert student.text.startswith(tuple(student_starts(teacher)))


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_a_name(one, two):
    names = read_name(one), read_name(two)
    assert names[0].text.startswith(names[0].start)
    assert is_student(*names) in (None, SOME_WORDS, ALL_WORDS)
