"""Figures that the world knows, against the shipped tables: an edit of a table shows here."""

import pytest

from hubscan.energy.devices import device
from hubscan.energy.factors import overhead, quantization
from hubscan.energy.places import exact_pue, place, pue, site
from hubscan.energy.training import Use, from_hours, from_parameters

DEVICES = [
    # name, design power W, 16-bit TFLOP/s without sparsity, memory GB
    ("B200", 1000, 2250, 180),
    ("H200", 700, 989.4, 141),
    ("H100", 700, 989.4, 80),
    ("H100 PCIe", 350, 756.5, 80),
    ("H800", 700, 989.4, 80),
    ("A100 80GB", 400, 312, 80),
    ("A100 40GB", 400, 312, 40),
    ("A100 PCIe 80GB", 300, 312, 80),
    ("A100 PCIe 40GB", 250, 312, 40),
    ("A40", 300, 149.7, 48),
    ("A30", 165, 165, 24),
    ("A10", 150, 125, 24),
    ("L40S", 350, 362, 48),
    ("L4", 72, 121, 24),
    ("T4", 70, 65, 16),
    ("V100", 300, 125, 16),
    ("V100 PCIe 32GB", 250, 112, 32),
    ("P100", 250, 18.7, 16),
    ("RTX 5090", 575, 209.5, 32),
    ("RTX 4090", 450, 165.2, 24),
    ("RTX 3090", 350, 71, 24),
    ("RTX 3060", 170, 25.5, 12),
    ("RTX 2080 Ti", 250, 53.8, 11),
    ("RTX A6000", 300, 154.8, 48),
    ("MI250X", 500, 383, 128),
    ("MI300X", 750, 1307.4, 192),
    ("Gaudi 2", 600, 432, 96),
    ("TPU v2", 280, 46, 16),
    ("TPU v3", 262, 123, 32),
    ("TPU v4", 192, 275, 32),
]

GRIDS_2024 = [
    # Our World in Data, g CO2e per kWh, life-cycle
    ("Norway", 29.66),
    ("Sweden", 34.91),
    ("Germany", 336.38),
    ("Poland", 608.18),
    ("United States", 383.78),
    ("World", 471.08),
]

SPREADS = [
    # country, other sources in g/kWh from and to
    ("Norway", 7.6, 30.8),
    ("Sweden", 5.7, 40.7),
    ("France", 16.3, 56),
    ("Germany", 276, 381),
    ("Poland", 615, 760),
    ("United States", 370, 424),
]

FILES = [
    # format, bytes of the file of Llama-3.1-8B (8,030,261,248 parameters)
    ("F32", 32_128_885_888),
    ("Q8_0", 8_540_775_840),
    ("Q6_K", 6_596_011_424),
    ("Q6_K_L", 6_850_471_328),
    ("Q5_K_M", 5_732_992_416),
    ("Q5_K_S", 5_599_298_976),
    ("Q4_K_M", 4_920_739_232),
    ("Q4_K_S", 4_692_673_952),
    ("Q4_K_L", 5_310_637_472),
    ("IQ4_NL", 4_677_993_888),
    ("IQ4_XS", 4_447_667_616),
    ("Q3_K_L", 4_321_961_376),
    ("Q3_K_M", 4_018_922_912),
    ("Q3_K_S", 3_664_504_224),
    ("IQ3_M", 3_784_828_320),
    ("IQ3_XS", 3_518_752_160),
    ("Q2_K", 3_179_136_416),
    ("IQ2_M", 2_948_285_856),
]

OTHER_FILES = [
    # parameters, format, bytes: other families than the bits were taken from
    (7_615_616_512, "Q4_K_M", 4_683_073_536),
    (7_615_616_512, "Q8_0", 8_098_525_184),
    (7_615_616_512, "Q6_K", 6_254_198_784),
    (32_763_876_352, "Q4_K_M", 19_851_335_872),
    (32_763_876_352, "Q8_0", 34_820_884_672),
    (8_190_735_360, "Q5_K_M", 5_851_112_224),
    (4_022_468_096, "Q4_K_M", 2_497_280_256),
    (3_821_079_552, "Q5_K_S", 2_641_474_848),
    (3_212_749_824, "Q4_K_M", 2_019_377_600),
    (3_212_749_824, "UD-Q4_K_XL", 2_060_886_464),
]

MEASURED = [
    # what, device, device-hours, measured kWh without the site's overhead, at which boundary
    ("T5-11B", "TPU v3", 245_760, 85_700 / 1.12, "server"),
    ("GShard-600B", "TPU v3", 76_186, 24_100 / 1.09, "server"),
    ("PaLM-540B", "TPU v4", 8_404_992, 3_435_793 / 1.08, "server"),
    ("ViT-Base", "V100", 21, 4.7, "device"),
    ("TeenyTinyLlama-160m", "A100 40GB", 38.73, 12.66, "device"),
    ("TeenyTinyLlama-160m, whole", "A100 40GB", 38.73, 15.52, "server"),
    ("ViTucano-1b5, 8 A40", "A40", 8 * 14.71, 8 * 4.07, "device"),
]

TIMED = [
    # what, active parameters, tokens, device, device-hours as published
    ("LLaMA-7B", 6.7e9, 1e12, "A100 80GB", 82_432),
    ("LLaMA-13B", 13e9, 1e12, "A100 80GB", 135_168),
    ("LLaMA-65B", 65.2e9, 1.4e12, "A100 80GB", 1_022_362),
    ("Llama-2-7B", 6.74e9, 2e12, "A100 80GB", 184_320),
    ("Llama-3-8B", 8.03e9, 15e12, "H100", 1_300_000),
    ("OPT-175B", 175e9, 300e9, "A100 80GB", 809_472),
    ("PaLM-540B", 540.35e9, 780e9, "TPU v4", 8_404_992),
    ("Pythia-410M", 0.4053e9, 300e9, "A100 40GB", 2_540),
    ("Pythia-12B", 11.85e9, 300e9, "A100 40GB", 72_300),
    ("SmolLM3-3B", 3.075e9, 11.2e12, "H100", 221_184),
    ("BloombergGPT-50B", 50.6e9, 569e9, "A100 40GB", 651_264),
    ("TinyLlama-1.1B", 1.1e9, 300e9, "A100 40GB", 3_456),
    ("JetMoE-8B", 2.2e9, 1.25e12, "H100", 30_000),
    ("Phi-4-mini", 3.8e9, 5e12, "A100 80GB", 258_048),
    ("SmolLM2-70M", 69.2e6, 30.6e9, "L40S", 77.76),
]


@pytest.mark.parametrize(
    ("name", "watts", "tflops", "memory_gb"), DEVICES, ids=[row[0] for row in DEVICES]
)
def test_devices(name, watts, tflops, memory_gb):
    one = device(name)
    assert (one.power_w, one.training_tflops, one.memory_gb) == (watts, tflops, memory_gb)


@pytest.mark.parametrize(("country", "g_per_kwh"), GRIDS_2024)
def test_grids(country, g_per_kwh):
    found = place(country, 2024)
    assert (found.carbon_intensity.value, found.year) == (g_per_kwh, 2024)


@pytest.mark.parametrize(("country", "low", "high"), SPREADS)
def test_the_interval_of_a_grid_spans_the_sources(country, low, high):
    grid = place(country, 2024).carbon_intensity
    assert grid.low <= low * 1.05
    assert grid.high >= high * 0.97


@pytest.mark.parametrize(
    ("provider", "value"), [("aws", 1.15), ("gcp", 1.09), ("azure", 1.16), ("meta", 1.08)]
)
def test_pue_of_providers(provider, value):
    assert pue(provider).value == value


@pytest.mark.parametrize(("name", "size"), FILES, ids=[name for name, _ in FILES])
def test_bits_give_the_size_of_the_file(name, size):
    bits = quantization(name).bits_per_weight
    assert 8_030_261_248 * bits / 8 == pytest.approx(size, rel=0.01)


@pytest.mark.parametrize(("parameters", "name", "size"), OTHER_FILES)
def test_bits_serve_other_families(parameters, name, size):
    assert parameters * quantization(name).bits_per_weight / 8 == pytest.approx(size, rel=0.06)


@pytest.mark.parametrize(
    ("name", "hours", "kwh", "boundary"),
    [row[1:] for row in MEASURED],
    ids=[row[0] for row in MEASURED],
)
def test_measured_trainings_lie_in_the_interval(name, hours, kwh, boundary):
    result = from_hours([Use(device(name), 1000, hours / 1000)], site("Norway", pue_value=1))
    found = result.device_energy if boundary == "device" else result.energy
    assert found.low <= kwh <= found.high
    assert found.median / 2 < kwh < found.median * 2


@pytest.mark.parametrize(
    ("parameters", "tokens", "name", "hours"),
    [row[1:] for row in TIMED],
    ids=[row[0] for row in TIMED],
)
def test_published_hours_lie_within_twice_the_estimate(parameters, tokens, name, hours):
    found = from_parameters(parameters, tokens, place(None), device(name)).device_hours
    assert found.median / 2 < hours < found.median * 2


def test_nine_of_ten_published_hours_lie_in_the_interval():
    inside = 0
    for _, parameters, tokens, name, hours in TIMED:
        found = from_parameters(parameters, tokens, place(None), device(name)).device_hours
        inside += found.low <= hours <= found.high
    assert inside >= 0.85 * len(TIMED)


def test_host_overhead_is_that_of_the_sources():
    # GPU 74 % of the system: 1 / 0.74 = 1.35; 83 / 58 = 1.43; DGX H100 10.2 kW / 8 / 0.7 = 1.82
    host = overhead("host overhead")
    assert host.low <= 1 / 0.74 <= host.high
    assert host.low <= 83 / 58 <= host.high
    assert host.high == pytest.approx(10.2 / 8 / 0.7, rel=0.02)


def test_llama_2_7b_in_tonnes():
    # the card: 184,320 h x 400 W, 31.22 t location-based
    hours = [Use(device("A100"), 1000, 184.32)]
    grams = from_hours(hours, site("US", year=2022, pue_value=1.1)).emissions
    assert grams.low < 31.22e6 < grams.high


def test_pue_one_is_the_identity():
    assert exact_pue(1).multiplier() == 1
