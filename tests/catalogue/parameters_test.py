import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.catalogue.parameters import (
    Count,
    architecture_of,
    architectures,
    climb,
    disagree,
    parameters_in_name,
    plausible,
)
from hubscan.catalogue.record import Rung

NAMES = [
    ("meta-llama/Llama-2-7b-hf", 7_000_000_000),
    ("Qwen/Qwen2.5-1.5B-Instruct", 1_500_000_000),
    ("facebook/opt-350m", 350_000_000),
    ("Qwen/Qwen-1_8B-Chat", 1_800_000_000),
    ("stabilityai/stablelm-2-zephyr-1_6b", 1_600_000_000),
    ("someone/llama_3_8b", 8_000_000_000),
    ("Qwen/Qwen3-30B-A3B", 30_000_000_000),
    ("someone/Llama-3-8B-Instruct-1M", 8_000_000_000),
    ("HuggingFaceTB/SmolLM2-135M", 135_000_000),
    ("mistralai/Mixtral-8x7B-v0.1", None),
    ("someone/model-v2b", None),
    ("google/gemma-3n-E4B", None),
    ("meta-llama/Llama-4-Scout-17B-16E", None),
    ("someone/run-2023-04-12", None),
    ("someone/model-100M-tokens", None),
    ("someone/model-4bit", None),
    ("naver/splade-code-06B", None),
    ("someone/Qwen3-8B-eagle3", None),
    ("EleutherAI/skip-transcoder-SmolLM2-135M-128x", None),
    ("someone/99999999B", None),
    ("bert-base-uncased", None),
]


@pytest.mark.parametrize(("model_id", "parameters"), NAMES, ids=[n for n, _ in NAMES])
def test_a_size_is_read_from_a_name_only_where_it_is_one(model_id, parameters):
    assert parameters_in_name(model_id) == parameters


FAMILIES = [
    ("x/distilbert-base-uncased-finetuned-emotion", None, (), 67),
    ("x/xlm-roberta-large-dutch-media", None, (), 560),
    ("x/whisper-medium-cv11-german", None, (), 764),
    ("x/distil-large-v3-de", None, (), 756),
    ("x/wav2vec2-large-xlsr-53-greek", None, (), 315),
    ("x/mt5-base-sum", None, (), 582),
    ("x/clip-vit-large-patch14-plants", None, (), 428),
    ("x/detr-resnet-50-kitchen", None, (), 42),
    ("x/bert_uncased_L-4_H-256_A-4", None, (), 11.2),
    ("x/Mixtral-8x7B-merge", None, (), 46703),
    ("x/siglip2-dogs", "image-classification", (), 93),
    ("x/siglip2-dogs", "zero-shot-image-classification", (), None),
    ("x/sentiment", None, ("distilbert",), 67),
    ("x/sentiment-multilingual", None, ("distilbert",), None),
    ("x/tiny-random-bert-base", None, (), None),
    ("x/my-model", None, (), None),
]


@pytest.mark.parametrize(("model_id", "task", "tags", "millions"), FAMILIES)
def test_a_family_is_known_by_name_or_tag(model_id, task, tags, millions):
    found = architecture_of(model_id, task, tags)
    if millions is None:
        assert found is None
    else:
        assert found.parameters / 1e6 == pytest.approx(millions, rel=0.02)


def test_every_architecture_has_a_source_and_a_plausible_size():
    for architecture in architectures():
        assert architecture.source
        assert plausible(architecture.parameters) == architecture.parameters


@pytest.mark.parametrize(
    ("written", "parameters"),
    [(None, None), (0, None), (-5, None), (999_999, None), (1e6, 1_000_000), (4e12, None)],
)
def test_only_plausible_counts_count(written, parameters):
    assert plausible(written) == parameters


EXACT = Count(7_240_000_000, Rung.EXACT, "counted")
BASE = Count(7_000_000_000, Rung.BASE_MODEL, "base")
NAME = Count(3_000_000_000, Rung.NAME, "name")


def test_the_best_rung_wins_and_the_conflict_is_kept():
    chosen, conflicts = climb("a/b", [NAME, BASE, EXACT])
    assert chosen == EXACT
    assert [(c.model_id, c.chosen, c.other) for c in conflicts] == [("a/b", EXACT, NAME)]


def test_nothing_known_is_no_count():
    assert climb("a/b", []) == (None, ())


def test_of_one_rung_the_first_wins():
    other = Count(7_000_000_000, Rung.EXACT, "declared")
    assert climb("a/b", [other, EXACT])[0] == other


@pytest.mark.parametrize(("low", "high", "far"), [(100, 130, False), (100, 131, True)])
def test_sources_disagree_beyond_three_tenths(low, high, far):
    one, other = Count(low, Rung.NAME, ""), Count(high, Rung.NAME, "")
    assert disagree(one, other) == disagree(other, one) == far


@given(st.lists(st.builds(Count, st.integers(1, 10**12), st.sampled_from(list(Rung)), st.text())))
def test_climbing_loses_nothing_that_disagrees(counts):
    chosen, conflicts = climb("a/b", counts)
    if counts:
        assert chosen.rung == min((c.rung for c in counts), key=list(Rung).index)
        assert len(conflicts) == sum(disagree(chosen, c) for c in counts)
