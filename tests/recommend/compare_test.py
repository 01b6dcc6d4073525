from __future__ import annotations

import json

import pytest

from hubscan.errors import UsageError
from hubscan.report.comparison import notes

LARGE, DISTILLED = "openai/whisper-large-v3", "distil-whisper/distil-large-v3"
LLM, SMALL_LLM = "Qwen/Qwen2.5-7B-Instruct", "Qwen/Qwen2.5-0.5B-Instruct"


def test_the_order_is_the_one_asked_and_the_first_is_one(engine):
    answer = engine.compare([DISTILLED, LARGE])
    assert [model.record.model_id for model in answer.models] == [DISTILLED, LARGE]
    assert answer.models[0].ratio.ratio == (1, 1, 1)
    assert answer.models[1].ratio.ratio.median > 1


def test_scores_are_shared_by_benchmark_metric_and_source(engine):
    answer = engine.compare([LARGE, DISTILLED])
    assert {"AMI", "Tedlium"} <= {score.benchmark for score in answer.scores}
    assert all(len(score.values) == 2 for score in answer.scores)


def test_figures_of_merit_of_a_language_model(engine):
    big, small = engine.compare([LLM, SMALL_LLM], device="H100").models
    # 7.6 billion x 2 bytes x 1.2 = 18.3 GB: one H100 of 80 GB
    assert (big.accelerators, small.accelerators) == (1, 1)
    # by the model it draws 730 W (240 to 2,300) there, and one H100 draws 700 W at most
    assert big.watts.low < big.watts.median == big.watts.high == 700
    assert small.watts.median < big.watts.median
    # 18.3 GB / (0.9 x 16 GB) = 1.27: two of 16 GB hold it; 730 W / 70 W = 10.4: sixteen draw that
    assert engine.compare([LLM, SMALL_LLM], device="T4").models[0].accelerators == 16


@pytest.mark.parametrize("name", ["A100", "H100", "T4", "B200", "RTX 4090"])
def test_watts_are_within_what_the_accelerators_draw(engine, name):
    answer = engine.compare([LLM, SMALL_LLM], device=name)
    for model in answer.models:
        most = model.accelerators * answer.device.power_w
        assert model.watts.low <= model.watts.median <= model.watts.high <= most
    told = " ".join(notes(answer))
    assert "100 tokens in and 617 out" in told
    assert ("The joules are those of NVIDIA H100 SXM, not of" in told) == (name != "H100")


def test_other_tasks_have_no_watts_and_are_not_compared_with_language_models(engine):
    answer = engine.compare([LLM, LARGE])
    speech = answer.models[1]
    assert (speech.accelerators, speech.watts, speech.ratio.ratio) == (None, None, None)
    assert "two tasks" in speech.ratio.reason
    assert not answer.same_task


def test_a_copy_beside_its_original_differs_by_quantization_only(engine):
    answer = engine.compare([LLM, f"{LLM}-GGUF"])
    assert answer.models[1].ratio.ratio == pytest.approx((0.35, 0.45, 0.7))


def test_json_keeps_unknown_null(engine):
    shown = json.loads(json.dumps(engine.compare([LARGE, DISTILLED]).as_dict(), allow_nan=False))
    assert shown["models"][0]["training_emissions_g"] is None
    assert shown["models"][0]["accelerators"] is None


SIZES = "tiny base small medium large large-v2 large-v3 tiny.en base.en".split()  # noqa: SIM905
BAD = {
    "one": ([LARGE], {}, "from 2 to 8 different models, not 1"),
    "the same twice": ([LARGE, LARGE.upper()], {}, "not 1"),
    "many": ([f"openai/whisper-{size}" for size in SIZES], {}, "not 9"),
    "unknown": ([LARGE, "openai/whisper-larg"], {}, "did you mean openai/whisper-large"),
    "device": ([LARGE, DISTILLED], {"device": "abacus"}, "abacus"),
}


@pytest.mark.parametrize(("ids", "given", "told"), BAD.values(), ids=BAD)
def test_bad_input_is_told(engine, ids, given, told):
    with pytest.raises(UsageError, match=told):
        engine.compare(ids, **given)
