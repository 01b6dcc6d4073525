from __future__ import annotations

import pytest

from hubscan.energy.classes import class_of, class_rules, task_rules
from hubscan.energy.laws import laws

CASES = [
    ("automatic-speech-recognition", "openai/whisper-base", (), "whisper"),
    ("automatic-speech-recognition", "distil-whisper/distil-small.en", (), "distilled-whisper"),
    ("automatic-speech-recognition", "openai/whisper-large-v3-turbo", (), "distilled-whisper"),
    ("automatic-speech-recognition", "kotoba-tech/kotoba-whisper-v2.0", (), "distilled-whisper"),
    ("automatic-speech-recognition", "facebook/mms-1b-all", (), "ctc"),
    ("automatic-speech-recognition", "asapp/sew-d-base-plus-400k-ft-ls100h", (), "ctc"),
    ("automatic-speech-recognition", "nvidia/stt_en_conformer_ctc_large", (), "ctc"),
    ("automatic-speech-recognition", "me/tuned", ("pytorch", "wav2vec2"), "ctc"),
    ("automatic-speech-recognition", "me/tuned", ("dataset:wav2vec2",), None),
    ("automatic-speech-recognition", "nvidia/parakeet-tdt-0.6b", (), None),
    ("image-classification", "google/vit-base-patch16-384", (), "large-input"),
    ("image-classification", "google/vit-base-patch16-224", (), "standard-input"),
    ("image-classification", "google/vit-large-patch32-384", (), "standard-input"),
    ("image-classification", "google/efficientnet-b7", (), "large-input"),
    ("image-classification", "google/efficientnet-b0", (), "standard-input"),
    ("image-classification", "google/bit-50", (), "large-input"),
    ("image-classification", "me/orbit-50", (), "standard-input"),
    ("text-to-image", "stabilityai/sd-turbo", (), "few-step"),
    ("text-to-image", "SimianLuo/LCM_Dreamshaper_v7", (), "few-step"),
    ("text-to-image", "black-forest-labs/FLUX.1-dev", (), "diffusion-transformer"),
    ("text-to-image", "PixArt-alpha/PixArt-Sigma-XL-2-1024-MS", (), "diffusion-transformer"),
    ("text-to-image", "stabilityai/stable-diffusion-xl-base-1.0", (), "latent-diffusion-1024"),
    ("text-to-image", "gsdf/Counterfeit-V2.5", (), "latent-diffusion"),
    ("question-answering", "google-t5/t5-base", (), "t5"),
    ("question-answering", "google/flan-ul2", (), "t5"),
    ("question-answering", "deepset/electra-base-squad2", (), "encoder"),
    ("question-answering", "me/dataset5-bert", (), "encoder"),
    ("question-answering", "me/egypt5-bert", (), "encoder"),
    ("question-answering", "me/llama-7b-sql", (), "decoder"),
    ("summarization", "google/mt5-small", (), "t5"),
    ("summarization", "pszemraj/led-large-book-summary", (), "long-attention"),
    ("summarization", "me/detailed-bart", (), "encoder-decoder"),
    ("summarization", "google/bigbird-pegasus-large-arxiv", (), "long-attention"),
    ("text-classification", "lvwerra/distilbert-imdb", (), "encoder"),
    ("text-generation", "me/any", (), "one-gpu"),
    ("no-such-task", "me/any", (), None),
]


@pytest.mark.parametrize(
    ("task", "model_id", "tags", "expected"), CASES, ids=[f"{c[0]}:{c[1]}:{c[2]}" for c in CASES]
)
def test_class_comes_from_name_and_architecture(task, model_id, tags, expected):
    found = class_of(task, 1e8, model_id, None, tags)
    assert (found.name if found else None) == expected


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [(40e9, "one-gpu"), (40.1e9, "several-gpus"), (1.0, "one-gpu"), (1e13, "several-gpus")],
)
def test_size_tells_how_many_accelerators_share_the_work(parameters, expected):
    found = class_of("text-generation", parameters)
    assert found is not None
    assert found.name == expected


def test_a_large_reader_is_taken_for_a_writer():
    found = class_of("question-answering", 4.1e9, "me/any")
    assert found is not None
    assert found.name == "decoder"


def test_architecture_is_read_as_well_as_the_name():
    found = class_of("automatic-speech-recognition", 1e8, "me/tuned", "Wav2Vec2ForCTC")
    assert found is not None
    assert found.name == "ctc"


def test_case_does_not_matter():
    found = class_of("question-answering", 1e8, "GOOGLE-T5/T5-BASE")
    assert found is not None
    assert found.name == "t5"


def test_every_rule_says_why():
    rules = [*task_rules().values(), *(rule for row in class_rules().values() for rule in row)]
    assert all(rule.reason.strip() for rule in rules)


@pytest.mark.parametrize("rule", task_rules().values(), ids=task_rules())
def test_every_task_leads_to_a_law_a_query_or_a_reason(rule):
    if rule.law_task:
        assert rule.law_task in class_rules()
        assert any(task == rule.law_task for task, _ in laws())
        assert rule.law_class is None or (rule.law_task, rule.law_class) in laws()
    elif not rule.decode_query:
        assert len(rule.reason) > 10
    assert rule.passes.low <= rule.passes.usual <= rule.passes.high
    assert rule.widening >= 1


def test_another_task_widens_the_interval():
    borrowed = [rule for rule in task_rules().values() if rule.law_task not in (None, rule.task)]
    assert len(borrowed) > 10
    assert all(rule.widening > 1 for rule in borrowed)
