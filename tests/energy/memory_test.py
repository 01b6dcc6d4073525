from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.energy.devices import device
from hubscan.energy.evidence import Boundary, Evidence, Factor, Grade, Load, Unit
from hubscan.energy.factors import quantization, quantizations
from hubscan.energy.memory import (
    KeyValueCache,
    accelerators,
    best_fitting,
    drawing,
    need,
    needs,
    watts_per_query,
    weights_gb,
    within_power,
)
from hubscan.errors import EstimateError, UsageError

LLAMA_8B = {
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "hidden_size": 4096,
}
CONFIGS = [
    # 2 x 32 layers x 8 heads x 4096 / 32 = 65,536 values
    pytest.param(LLAMA_8B, 65_536, id="grouped queries"),
    # 2 x 32 x 8 x 64
    pytest.param(LLAMA_8B | {"head_dim": 64}, 32_768, id="head dimension"),
    # 2 x 12 x 12 x 768 / 12 = 18,432
    pytest.param({"n_layer": 12, "n_head": 12, "n_embd": 768}, 18_432, id="GPT-2"),
    # one key and value for all heads: 2 x 32 x 1 x 4544 / 71 = 4,096
    pytest.param(
        {"num_hidden_layers": 32, "num_attention_heads": 71, "hidden_size": 4544,
         "multi_query": True},
        4_096,
        id="Falcon-7B",
    ),
    # 61 x (512 + 64): one latent vector per layer
    pytest.param(
        {"num_hidden_layers": 61, "kv_lora_rank": 512, "qk_rope_head_dim": 64}, 35_136, id="latent"
    ),
    pytest.param({"text_config": LLAMA_8B, "hidden_size": 9}, 65_536, id="inside text_config"),
]  # fmt: skip
WEIGHTS = [
    # 8.03e9 x 4.8944 / 8 = 4.913 GB; llama.cpp prints 4.58 GiB = 4.918 GB
    (8.03e9, "Q4_K_M", 4.918),
    # 70.6e9 x 4.8944 / 8 = 43.2; published 43.1
    (70.6e9, "Q4_K_M", 43.1),
    # 405.9e9 x 4.8944 / 8 = 248.3; published 249.1
    (405.9e9, "q4_k_m", 249.1),
    # 1.1e9 x 4.6437 / 8 = 0.6385; published 637 MB
    (1.1e9, "Q4_0", 0.637),
    (7e9, "fp16", 14.0),
    (7e9, "int8", 7.0),
    # 7e9 x 4.16 / 8
    (7e9, "awq", 3.64),
]


def energy(kwh=0.36, load=Load.ONE_PER_SECOND, unit=Unit.KWH):
    return Evidence.product(
        (Factor("law", kwh, kwh / 2, kwh * 2),),
        unit=unit,
        boundary=Boundary.DEVICE,
        grade=Grade.FROM_LAW,
        source="a test",
        date="2026",
        load=load,
    )


@pytest.mark.parametrize(("parameters", "name", "gb"), WEIGHTS)
def test_weights(parameters, name, gb):
    assert weights_gb(parameters, name) == pytest.approx(gb, rel=0.01)


@pytest.mark.parametrize(("config", "values"), CONFIGS)
def test_cache_values_per_token(config, values):
    assert KeyValueCache.from_config(config).values_per_token == values


def test_cache_of_llama_8b():
    cache = KeyValueCache.from_config(LLAMA_8B)
    assert cache.gb(1) * 1e9 == 131_072  # bytes per token, as published
    # 131,072 x 8192 x 4 = 4.295 GB
    assert cache.gb(8192, batch=4) == pytest.approx(4.295, rel=1e-3)
    assert cache.gb(8192, batch=4, bytes_per_value=1) == pytest.approx(4.295 / 2, rel=1e-3)
    assert cache.gb(0) == 0


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"num_hidden_layers": 32},
        LLAMA_8B | {"num_hidden_layers": 0},
        LLAMA_8B | {"num_hidden_layers": -1},
        LLAMA_8B | {"num_hidden_layers": "32"},
        LLAMA_8B | {"num_hidden_layers": True},
        LLAMA_8B | {"num_key_value_heads": [8]},
        LLAMA_8B | {"hidden_size": 10**12},
        {"num_hidden_layers": 61, "kv_lora_rank": 512},
    ],
    ids=["empty", "half", "zero", "negative", "text", "bool", "list", "huge", "latent"],
)
def test_a_configuration_that_lacks_a_number_is_refused(config):
    with pytest.raises(EstimateError, match="the configuration has no usable"):
        KeyValueCache.from_config(config)


@pytest.mark.parametrize(("context", "batch"), [(-1, 1), (1, 0), (1, -2)])
def test_a_negative_context_is_refused(context, batch):
    with pytest.raises(UsageError, match="context"):
        KeyValueCache(10).gb(context, batch)


@pytest.mark.parametrize(
    ("total_gb", "name", "count"),
    [
        # 80 x 0.9 = 72 GB usable
        (10, "A100 80GB", 1),
        (72, "A100 80GB", 1),
        (73, "A100 80GB", 2),
        (145, "A100 80GB", 4),
        # 16 x 0.9 = 14.4
        (16, "T4", 2),
        (0.1, "T4", 1),
    ],
)
def test_accelerators(total_gb, name, count):
    assert accelerators(total_gb, device(name)) == count


def test_a_processor_has_no_memory_of_its_own():
    with pytest.raises(UsageError, match="has no memory of its own"):
        accelerators(10, device("Xeon Gold 6148"))


def test_need_adds_what_the_runtime_takes():
    # 7e9 x 16 / 8 = 14 GB; x 1.2 = 16.8; + 2 = 18.8
    one = need(7e9, "fp16", cache_gb=2)
    assert (one.weights_gb, one.total_gb) == (pytest.approx(14), pytest.approx(18.8))


def test_needs_lists_every_format_the_largest_first():
    listed = needs(7e9)
    assert {one.weight_format for one in listed} == set(quantizations())
    assert [one.total_gb for one in listed] == sorted(
        (one.total_gb for one in listed), reverse=True
    )


@pytest.mark.parametrize(("memory", "name"), [(24, "fp16"), (10, "Q8_0"), (6, "Q4_K_M"), (2, None)])
def test_best_fitting_takes_the_first_that_fits(memory, name):
    found = best_fitting(7e9, memory, ("fp16", "Q8_0", "Q4_K_M"))
    assert (found and found.weight_format.name) == name


@given(st.floats(1, 1e13), st.sampled_from([one.name for one in quantizations()]))
def test_double_the_parameters_double_the_weights(parameters, name):
    assert weights_gb(2 * parameters, name) == pytest.approx(2 * weights_gb(parameters, name))


@pytest.mark.parametrize("parameters", [0, -1, float("nan"), float("inf"), 1e17])
def test_impossible_parameters_are_refused(parameters):
    with pytest.raises(UsageError, match="parameters: give a number above 0"):
        weights_gb(parameters, "fp16")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("q4-k-m", "Q4_K_M"),
        ("IQ2_XXS", "IQ2_XXS"),
        ("FP16", "fp16"),
        ("Q9_K", None),
        ("Q4_K", "Q4_K_M"),
        ("UD-Q5_K_XL", "UD-Q5_K_XL"),
        ("UD-Q4_K_M", "Q4_K_M"),
        ("nf4", "nf4"),
        ("MXFP4", "MXFP4"),
    ],
)
def test_quantization_names(name, found):
    if found is None:
        with pytest.raises(UsageError, match="unknown weight format 'Q9_K'; the nearest are"):
            quantization(name)
    else:
        assert quantization(name).bits_per_weight == quantization(found).bits_per_weight


@pytest.mark.parametrize(
    ("load", "rate", "watts"),
    [
        # 0.36 kWh per 1,000 = 1296 J per query; x 1 /s = 1296 W
        pytest.param(Load.ONE_PER_SECOND, None, 1296, id="1 a second"),
        pytest.param(Load.EIGHT_PER_SECOND, None, 10_368, id="8 a second"),
        pytest.param(Load.SATURATED, 0.5, 648, id="a rate of one's own"),
    ],
)
def test_watts_per_query(load, rate, watts):
    found = watts_per_query(energy(load=load), rate)
    assert (found.median, found.unit) == (pytest.approx(watts), Unit.WATTS)
    assert found.high == pytest.approx(2 * watts)


@pytest.mark.parametrize(
    ("figure", "rate", "message"),
    [
        (energy(load=Load.SATURATED), None, "watts at load saturated: say how many"),
        (energy(load=None), None, "say how many queries a second"),
        (energy(unit=Unit.GRAMS), 1, "watts need the energy in kWh"),
        (energy(), 0, "0 queries a second"),
        (energy(), -1, "-1 queries a second"),
    ],
    ids=["saturated", "no load", "grams", "no queries", "negative"],
)
def test_watts_that_cannot_be_told(figure, rate, message):
    with pytest.raises((EstimateError, UsageError), match=message):
        watts_per_query(figure, rate)


# watts of 720 (360 to 1440), number that hold it, device -> number that draw them, the interval
WITHIN = {
    "one cannot draw the median: two of 400 W": (1, "A100 SXM 80GB", 2, (360, 720, 800)),
    "two hold it": (2, "A100 SXM 80GB", 2, (360, 720, 800)),
    "four hold it": (4, "A100 SXM 80GB", 4, (360, 720, 1440)),
    "small ones, a power of two": (1, "T4", 16, (360, 720, 1120)),
    "eight could draw more": (8, "H100 SXM", 8, (360, 720, 1440)),
}


@pytest.mark.parametrize(("held", "name", "count", "interval"), WITHIN.values(), ids=WITHIN)
def test_as_many_as_draw_the_watts(held, name, count, interval):
    watts = watts_per_query(energy(load=Load.SATURATED), 5 / 9)
    assert drawing(watts, held, device(name)) == count
    assert within_power(watts, count, device(name)).interval() == pytest.approx(interval)


# watts of 720 (360 to 1440) that fewer accelerators have to draw
BOUND = {
    "the median too": (1, "H100 SXM", (360, 700, 700)),
    "all of it": (1, "T4", (70, 70, 70)),
}


@pytest.mark.parametrize(("count", "name", "interval"), BOUND.values(), ids=BOUND)
def test_no_device_draws_more_than_its_power(count, name, interval):
    watts = watts_per_query(energy(load=Load.SATURATED), 5 / 9)
    assert within_power(watts, count, device(name)).interval() == pytest.approx(interval)


def test_a_device_without_a_published_power_bounds_nothing():
    watts, unpublished = watts_per_query(energy()), replace(device("T4"), tdp_w=None)
    assert drawing(watts, 1, unpublished) == 1
    assert within_power(watts, 1, unpublished) == watts
