from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.energy.classes import task_rules
from hubscan.energy.comparison import ratio
from hubscan.energy.evidence import Boundary, Evidence, Factor, Grade, Load, Unit
from hubscan.energy.inference import energy_per_1000_queries
from hubscan.energy.laws import laws

MEASURED, FROM_LAW, UNKNOWN = (
    Grade.THIRD_PARTY_MEASURED,
    Grade.FROM_LAW,
    Grade.NOT_ESTIMABLE,
)
BERT_NER = {"model_id": "dslim/bert-large-NER"}
SENTIMENT = {"model_id": "nlptown/bert-base-multilingual-uncased-sentiment"}
LLAMA = {"model_id": "meta-llama/Llama-3.1-8B-Instruct"}
MADE_UP = {"model_id": "nobody/made-up"}

LADDER = [
    # case, task, parameters, more, grade, start of the source
    ("exact row", "text-classification", 167e6, SENTIMENT, MEASURED, "AI Energy Score"),
    ("of a whole server", "token-classification", 335e6, BERT_NER, MEASURED, "Power Hungry"),
    (
        "other boundary left out",
        "token-classification",
        335e6,
        BERT_NER | {"boundary": Boundary.DEVICE},
        FROM_LAW,
        "law of text-classification (encoder)",
    ),
    (
        "rows of the asked boundary",
        "text-classification",
        167e6,
        SENTIMENT | {"boundary": Boundary.SERVER},
        MEASURED,
        "Power Hungry",
    ),
    ("no size needed where measured", "text-classification", None, SENTIMENT, MEASURED, "AI"),
    ("law", "text-classification", 110e6, MADE_UP, FROM_LAW, "law of text-classification"),
    ("batch 1 is the law's load", "summarization", 4e8, {"load": Load.BATCH_1}, FROM_LAW, "law"),
    ("saturated row", "text-generation", 8e9, LLAMA | {"load": Load.SATURATED}, MEASURED, "ML."),
    (
        "without a load batch 1",
        "text-generation",
        8e9,
        LLAMA,
        FROM_LAW,
        "law of text-generation (one-gpu), 10 tokens after 369 on average",
    ),
    (
        "of a decoder's loads even batch 1 is a chat",
        "text-generation",
        8e9,
        {"model_id": "meta-llama/Meta-Llama-3-8B", "load": Load.BATCH_1},
        FROM_LAW,
        "decode model on 1 x H100 SXM 80 GB, 617 tokens after 100",
    ),
    (
        "no row at the load",
        "text-generation",
        8e9,
        LLAMA | {"load": Load.EIGHT_PER_SECOND},
        FROM_LAW,
        "decode model on 1 x H100",
    ),
    (
        "own tokens",
        "text-generation",
        8e9,
        LLAMA | {"load": Load.SATURATED, "output_tokens": 20},
        FROM_LAW,
        "decode model",
    ),
    ("chat with images", "image-text-to-text", 8e9, MADE_UP, FROM_LAW, "decode model"),
    ("class unknown", "automatic-speech-recognition", 3e8, MADE_UP, FROM_LAW, "law of automatic"),
    ("no law", "text-to-speech", 1e8, MADE_UP, UNKNOWN, ""),
]


@pytest.mark.parametrize(
    ("task", "parameters", "more", "grade", "source"),
    [case[1:] for case in LADDER],
    ids=[case[0] for case in LADDER],
)
def test_ladder(task, parameters, more, grade, source):
    figure = energy_per_1000_queries(task, parameters, **more)
    assert figure.grade == grade
    assert figure.source.startswith(source)
    assert figure.unit == Unit.KWH


UNANSWERED = [
    ("no parameters", "text-classification", None, {}, "number of parameters is unknown"),
    ("zero", "text-classification", 0, {}, "not between 1 and 1e+14"),
    ("negative", "text-classification", -7e9, {}, "not between 1 and 1e+14"),
    ("not a number", "text-classification", float("nan"), {}, "not between 1 and 1e+14"),
    ("infinite", "text-classification", float("inf"), {}, "not between 1 and 1e+14"),
    ("tiny", "text-generation", 1e-320, {"load": Load.SATURATED}, "not between 1 and 1e+14"),
    ("huge integer", "text-classification", 10**400, {}, "not between 1 and 1e+14"),
    ("words", "text-classification", "7B", {}, "'7B' is no number of parameters"),
    ("truth", "text-classification", True, {}, "True is no number of parameters"),
    ("unknown task", "text-clasification", 1e8, {}, "'text-clasification' is not a task"),
    ("empty task", "", 1e8, {}, "'' is not a task"),
    ("no law", "text-to-speech", 1e8, {}, "text-to-speech: no measured model"),
    ("no load", "fill-mask", 1e8, {"load": Load.SATURATED}, "measured at batch 1 only"),
    ("no tokens", "fill-mask", 1e8, {"output_tokens": 5}, "not priced by tokens"),
    ("no output", "text-generation", 1e9, {"output_tokens": 0}, "number of output tokens"),
    ("endless output", "text-generation", 1e9, {"output_tokens": 1e9}, "number of output tokens"),
    ("no prompt", "text-generation", 1e9, {"prompt_tokens": -1}, "number of prompt tokens"),
    (
        "more active than all",
        "text-generation",
        1e9,
        {"active_parameters": 2e9, "load": Load.SATURATED},
        "number of active parameters",
    ),
]


@pytest.mark.parametrize(
    ("task", "parameters", "more", "reason"),
    [case[1:] for case in UNANSWERED],
    ids=[case[0] for case in UNANSWERED],
)
def test_what_cannot_be_estimated_says_why_in_one_line(task, parameters, more, reason):
    figure = energy_per_1000_queries(task, parameters, **more)
    assert figure.grade == UNKNOWN
    assert (figure.low, figure.median, figure.high) == (None, None, None)
    assert figure.reason is not None
    assert reason in figure.reason
    assert "\n" not in figure.reason
    assert len(figure.reason) < 200


def median(task: str, parameters: float = 3e8, **more: object) -> float:
    return energy_per_1000_queries(task, parameters, **more).interval().median  # type: ignore[arg-type]


def width(figure: Evidence) -> float:
    low, _, high = figure.interval()
    return high / low


def test_golden_law():
    # data/energy/laws.json, text-classification (encoder): c x 0.11 ^ e kWh
    law = laws()["text-classification", "encoder"]
    expected = law.coefficient_kwh * 0.11**law.exponent
    assert median("text-classification", 110e6) == pytest.approx(expected)
    # AI Energy Score has 0.000252 kWh for an ELECTRA of that size
    assert expected == pytest.approx(0.000252, rel=0.35)


def test_twice_the_queries_are_twice_the_energy():
    figure = energy_per_1000_queries("text-classification", 110e6)
    twice = figure.times(Factor.exact("times the queries", 2))
    assert twice.interval() == pytest.approx(tuple(2 * end for end in figure.interval()))


@pytest.mark.parametrize(("passes", "task"), [(5, "zero-shot-classification"), (1, "fill-mask")])
def test_another_task_runs_the_same_pass_with_more_doubt(passes, task):
    own = energy_per_1000_queries("text-classification", 3e8)
    other = energy_per_1000_queries(task, 3e8)
    assert other.interval().median == pytest.approx(passes * own.interval().median)
    assert width(other) > width(own)


def test_what_a_borrowed_law_does_not_know_cancels_between_two_models():
    one = energy_per_1000_queries("zero-shot-classification", 3e8)
    two = energy_per_1000_queries("zero-shot-classification", 1.5e8)
    own_one = energy_per_1000_queries("text-classification", 3e8)
    own_two = energy_per_1000_queries("text-classification", 1.5e8)
    assert ratio(one, two) == pytest.approx(ratio(own_one, own_two))


def test_a_quantized_copy_has_the_measured_effect_and_more_doubt():
    whole = energy_per_1000_queries("summarization", 4e8)
    copy = energy_per_1000_queries("summarization", 4e8, quantization="int8")
    assert copy.interval().median == pytest.approx(1.3 * whole.interval().median)
    assert width(copy) > width(whole)


def test_a_quantized_copy_depends_on_the_load():
    # GGUF x 0.45 at batch 1, x 0.8 beside other requests
    for load, multiplier in ((Load.BATCH_1, 0.45), (Load.SATURATED, 0.8)):
        whole = median("text-generation", 7e9, load=load)
        copy = median("text-generation", 7e9, load=load, quantization="gguf-q4_k_m")
        assert copy == pytest.approx(multiplier * whole)


def test_active_parameters_are_read_from_the_name():
    sizes = {"load": Load.SATURATED}
    named = median("text-generation", 30e9, model_id="Qwen/Qwen3-30B-A3B", **sizes)
    assert named == median("text-generation", 30e9, active_parameters=3e9, **sizes)
    assert named < median("text-generation", 30e9, model_id="me/dense-30B", **sizes)


@pytest.mark.parametrize("model_id", ["me/a3bx", "me/ca3b-30b", "me/A0B", "me/A31B"])
def test_other_names_mean_no_mixture(model_id):
    sizes = {"load": Load.SATURATED}
    figure = energy_per_1000_queries("text-generation", 30e9, model_id=model_id, **sizes)
    assert figure.median == median("text-generation", 30e9, **sizes)


def test_loads_tell_apart_what_one_figure_would_hide():
    loads = (Load.ONE_PER_SECOND, Load.EIGHT_PER_SECOND, Load.SATURATED)
    low, medium, full = (median("text-generation", 8e9, load=load) for load in loads)
    assert low > 2 * medium > 2 * full


def test_models_of_one_task_are_compared_at_one_load_and_boundary():
    tasks = [task for task, rule in task_rules().items() if rule.law_task]
    figures = [
        energy_per_1000_queries(task, 3e8, **MADE_UP, boundary=Boundary.DEVICE) for task in tasks
    ]
    assert {figure.boundary for figure in figures} == {Boundary.DEVICE}
    assert {figure.load for figure in figures} == {Load.BATCH_1}


@given(
    task=st.one_of(st.text(max_size=30), st.sampled_from(sorted(task_rules()))),
    parameters=st.one_of(st.none(), st.integers(), st.floats()),
    model_id=st.one_of(st.none(), st.text(max_size=60)),
    tags=st.lists(st.text(max_size=20), max_size=4),
    quantization=st.one_of(st.none(), st.text(max_size=12)),
    load=st.one_of(st.none(), st.sampled_from(Load)),
    tokens=st.one_of(st.none(), st.floats(), st.integers()),
)
def test_nothing_raises(task, parameters, model_id, tags, quantization, load, tokens):
    figure = energy_per_1000_queries(
        task,
        parameters,
        model_id=model_id,
        tags=tags,
        quantization=quantization,
        load=load,
        output_tokens=tokens,
    )
    assert (figure.median is None) == (figure.grade == UNKNOWN)
    assert (figure.reason is None) == (figure.median is not None)
    assert figure.median is None or 0 < figure.median < float("inf")
