import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.energy.evidence import Boundary, Evidence, Factor, Grade, Load, Unit
from hubscan.energy.options import Candidate, kind_of, usual_options
from hubscan.energy.places import site
from hubscan.energy.reuse import (
    Option,
    Verdict,
    break_even,
    compare,
    in_words,
    round_queries,
)
from hubscan.errors import EstimateError, UsageError

PLACE = site("Norway", pue_value=1.0, g_per_kwh=100)
costs = st.floats(1e-9, 1e6)


def kwh(value, times=1.0, *, shared="", boundary=Boundary.FACILITY, load=None, unit=Unit.KWH):
    return Evidence.product(
        (Factor("energy", value, value / times, value * times, "kWh", 1.0, shared),),
        unit=unit,
        boundary=boundary,
        grade=Grade.FROM_LAW,
        source="a test",
        date="2026",
        load=load,
    )


def unknown(reason):
    return Evidence.unknown(reason, unit=Unit.KWH, boundary=Boundary.FACILITY)


CALL_BIG = Option("calling an 8B model", kwh(0.018))
TUNE_SMALL = Option("fine-tuning DistilBERT", kwh(0.001), kwh(0.06))


@pytest.mark.parametrize(
    ("own", "other", "verdict", "queries"),
    [
        # (0.06 - 0) / (18e-6 - 1e-6) = 3,529 queries
        pytest.param((0.06, 1e-6), (0, 18e-6), Verdict.AFTER, 3529.4, id="pays back"),
        pytest.param((0, 18e-6), (0.06, 1e-6), Verdict.UNTIL, 3529.4, id="the other pays back"),
        pytest.param((0, 1e-6), (0, 18e-6), Verdict.ALWAYS, None, id="cheaper to use"),
        pytest.param((0, 1e-6), (1, 1e-6), Verdict.ALWAYS, None, id="cheaper to make"),
        pytest.param((1, 18e-6), (0, 1e-6), Verdict.NEVER, None, id="dearer in both"),
        pytest.param((1, 1e-6), (0, 1e-6), Verdict.NEVER, None, id="dearer to make"),
        pytest.param((1, 1e-6), (1, 1e-6), Verdict.NEVER, None, id="the same"),
        # BLOOMz-7B: 58.9 MWh / 0.0993 Wh a query = 593 M
        pytest.param((58_900, 0), (0, 9.93e-5), Verdict.AFTER, 593.1e6, id="BLOOMz-7B"),
    ],
)
def test_break_even(own, other, verdict, queries):
    found = break_even(*own, *other)
    assert found.verdict is verdict
    assert found.queries == (None if queries is None else pytest.approx(queries, rel=1e-3))


@given(costs, costs, costs, costs)
def test_at_the_break_even_both_cost_the_same(start, each, other_start, other):
    found = break_even(start, each, other_start, other)
    if found.queries is not None:
        left, right = start + found.queries * each, other_start + found.queries * other
        assert left == pytest.approx(right, rel=1e-6)


@given(costs, costs, costs, costs)
def test_the_other_side_sees_the_opposite(start, each, other_start, other):
    opposite = {
        Verdict.AFTER: {Verdict.UNTIL},
        Verdict.UNTIL: {Verdict.AFTER},
        Verdict.ALWAYS: {Verdict.NEVER},
        Verdict.NEVER: {Verdict.ALWAYS, Verdict.NEVER},
    }
    one, two = (
        break_even(start, each, other_start, other),
        break_even(other_start, other, start, each),
    )
    assert two.verdict in opposite[one.verdict]
    assert two.queries == one.queries


def test_costs_over_the_queries():
    comparison = compare([CALL_BIG, TUNE_SMALL], 100_000, PLACE)
    big, small = comparison.outcomes
    # 100,000 x 0.018 / 1000 = 1.8 kWh; x 100 g/kWh = 180 g
    assert big.energy_kwh.median == pytest.approx(1.8)
    assert big.emissions_g.median == pytest.approx(180)
    # 0.06 + 100,000 x 0.001 / 1000 = 0.16 kWh
    assert small.energy_kwh.median == pytest.approx(0.16)
    assert small.avoided_kwh.median == pytest.approx(1.64)
    assert small.avoided_g.median == pytest.approx(164)
    assert small.probability_better == 1
    assert (big.probability_better, big.break_even) == (None, None)
    assert big.avoided_kwh == (0, 0, 0)


@pytest.mark.parametrize(("queries", "better"), [(1000, 0), (3000, 0), (4000, 1), (1_000_000, 1)])
def test_fine_tuning_pays_back_after_3500_queries(queries, better):
    outcome = compare([CALL_BIG, TUNE_SMALL], queries, PLACE).outcomes[1]
    assert outcome.probability_better == better
    assert outcome.break_even.queries == pytest.approx(3529.4, rel=1e-3)
    assert in_words(outcome, CALL_BIG) == (
        "fine-tuning DistilBERT pays back after about 3,500 queries (3,500 to 3,500)"
        " against calling an 8B model"
    )


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (Option("reusing it", kwh(0.001)), "reusing it costs less than calling an 8B model from"),
        (Option("a 70B model", kwh(0.1)), "a 70B model never pays back against calling an 8B"),
        (CALL_BIG, "calling an 8B model is what the others are compared with"),
    ],
    ids=["always", "never", "the reference"],
)
def test_in_words(option, words):
    options = [CALL_BIG] if option is CALL_BIG else [CALL_BIG, option]
    outcome = compare(options, 1000, PLACE).outcomes[-1]
    assert in_words(outcome, CALL_BIG).startswith(words)


def test_an_option_that_is_cheaper_only_at_first():
    outcome = compare([TUNE_SMALL, CALL_BIG], 1000, PLACE).outcomes[1]
    assert outcome.break_even.verdict is Verdict.UNTIL
    assert "only up to about 3,500 queries" in in_words(outcome, TUNE_SMALL)


def test_what_options_share_cancels():
    shared = [Option(n, kwh(v, 10, shared="the load")) for n, v in (("a", 1), ("b", 0.9))]
    apart = [Option(n, kwh(v, 10)) for n, v in (("a", 1), ("b", 0.9))]
    assert compare(shared, 1000, PLACE).outcomes[1].probability_better == 1
    assert 0.4 < compare(apart, 1000, PLACE).outcomes[1].probability_better < 0.7


def test_one_figure_in_two_options_is_one_unknown():
    use = kwh(1, 10)
    reference, tuned = compare(
        [Option("a", use), Option("b", use, kwh(0.01))], 1000, PLACE
    ).outcomes
    assert tuned.probability_better == 0
    assert tuned.avoided_kwh.high == pytest.approx(-0.01, rel=1e-6)
    assert reference.energy_kwh.high > 5


def test_the_interval_is_that_of_the_figure():
    # without anything up front the total is the figure itself: 1 kWh within x3
    [outcome] = compare([Option("a", kwh(1, 3))], 1000, PLACE).outcomes
    assert outcome.energy_kwh == pytest.approx((1 / 3, 1, 3), rel=0.1)


def test_the_same_question_has_the_same_answer():
    options = [Option("a", kwh(1, 3)), Option("b", kwh(2, 3), kwh(0.5, 2))]
    assert compare(options, 1e5, PLACE) == compare(options, 1e5, PLACE)


def test_the_grid_scales_every_option_alike():
    clean, dirty = (site("Norway", pue_value=1, g_per_kwh=grid) for grid in (10, 1000))
    options = [Option("a", kwh(1, 3)), Option("b", kwh(2, 3))]
    one, other = (compare(options, 1e5, where).outcomes[1] for where in (clean, dirty))
    assert one.probability_better == other.probability_better
    assert other.avoided_g.median == pytest.approx(100 * one.avoided_g.median)


def test_device_figures_are_taken_to_the_facility():
    # 1 kWh x host 1.4 x PUE 1 at the facility
    device = Option("a", kwh(1, boundary=Boundary.DEVICE))
    [outcome] = compare([device], 1000, PLACE).outcomes
    assert outcome.energy_kwh.median == pytest.approx(1.4)


def test_an_unknown_option_is_named_and_left_out():
    options = [CALL_BIG, Option("b", unknown("no law")), Option("c", kwh(1), unknown("no tokens"))]
    comparison = compare(options, 1000, PLACE)
    assert [one.option.name for one in comparison.outcomes] == ["calling an 8B model"]
    assert [(one.name, one.reason) for one in comparison.not_estimable] == [
        ("b", "no law"),
        ("c", "no tokens"),
    ]


@pytest.mark.parametrize(
    ("options", "queries", "error", "message"),
    [
        ([], 1, EstimateError, "nothing to compare with: there is no option"),
        ([Option("a", unknown("no law"))], 1, EstimateError, "nothing to compare with: no law"),
        ([CALL_BIG], -1, UsageError, "-1 queries"),
        ([CALL_BIG], float("nan"), UsageError, "nan queries"),
        ([CALL_BIG], 1e300, UsageError, "1e[+]300 queries"),
        (
            [Option("a", kwh(1, load=Load.BATCH_1)), Option("b", kwh(1, load=Load.SATURATED))],
            1,
            EstimateError,
            "options at different loads: batch 1, saturated",
        ),
        ([Option("a", kwh(1, unit=Unit.GRAMS))], 1, EstimateError, "must be given in kWh"),
    ],
    ids=["none", "unknown", "negative", "nan", "absurd", "loads", "units"],
)
def test_what_cannot_be_compared(options, queries, error, message):
    with pytest.raises(error, match=message):
        compare(options, queries, PLACE)


@pytest.mark.parametrize(
    ("queries", "words"),
    [
        (0.2, "1"),
        (7, "7"),
        (35, "35"),
        (3529, "3,500"),
        (592_871_234, "590,000,000"),
        (99.9, "100"),
    ],
)
def test_round_queries(queries, words):
    assert round_queries(queries) == words


SMALL = Candidate(name="a small one", task="text-classification", parameters=66e6)
BIG = Candidate(name="an 8B model", task="text-generation", parameters=8e9)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["calling", "reusing", "fine-tuning", "training"]),
        ({"quantization": "int8"}, ["calling", "reusing", "reusing", "fine-tuning", "training"]),
        (
            {"tokens": 1e6},
            ["calling", "reusing", "adapting", "distilling", "fine-tuning", "training"],
        ),
    ],
    ids=["plain", "quantized", "with tokens"],
)
def test_usual_options(asked, names):
    options = usual_options(SMALL, BIG, PLACE, **asked)
    assert [option.name.split()[0] for option in options] == names
    assert options[0].upfront is None  # pre-training is sunk
    assert options[1].upfront is None


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, ["reusing", "fine-tuning", "training"]),
        ({"quantization": "int8"}, ["reusing", "reusing", "fine-tuning", "training"]),
        ({"tokens": 1e6}, ["reusing", "adapting", "fine-tuning", "training"]),
    ],
    ids=["plain", "quantized", "with tokens"],
)
def test_usual_options_without_a_big_model(asked, names):
    options = usual_options(SMALL, None, PLACE, **asked)
    assert [option.name.split()[0] for option in options] == names
    assert all("None" not in option.name and "8B" not in option.name for option in options)


def test_a_small_encoder_beats_a_decoder_and_training_it_takes_longer():
    comparison = compare(usual_options(SMALL, BIG, PLACE), 1e6, PLACE)
    reuse, tune, scratch = comparison.outcomes[1:]
    assert reuse.break_even.verdict is Verdict.ALWAYS
    assert tune.break_even.queries < scratch.break_even.queries
    assert min(one.probability_better for one in comparison.outcomes[1:]) > 0.9


def test_lora_of_the_big_model_never_pays_back_against_the_big_model():
    options = usual_options(SMALL, BIG, PLACE, tokens=1e6)
    outcomes = compare(options, 1e6, PLACE).outcomes
    lora = next(one for one in outcomes if "LoRA" in one.option.name)
    assert lora.break_even.verdict is Verdict.NEVER
    assert lora.probability_better == 0


@pytest.mark.parametrize(
    ("task", "kind"),
    [("text-classification", "text"), ("summarization", "text-to-text"), ("robotics", "any")],
)
def test_kind_of(task, kind):
    assert kind_of(task) == kind
