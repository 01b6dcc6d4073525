from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.energy.devices import device, devices, parse_hardware
from hubscan.errors import UsageError

NAMES = [
    ("A100", "NVIDIA A100 SXM 80GB"),
    ("NVIDIA A100-SXM4-40GB", "NVIDIA A100 SXM 40GB"),
    ("A100-80GB", "NVIDIA A100 SXM 80GB"),
    ("NVIDIA A100 80GB PCIe", "NVIDIA A100 PCIe 80GB"),
    ("A100 PCIe", "NVIDIA A100 PCIe 80GB"),
    ("a100_40gb", "NVIDIA A100 SXM 40GB"),
    ("NVIDIA H100 80GB HBM3", "NVIDIA H100 SXM"),
    ("H100 PCIe", "NVIDIA H100 PCIe"),
    ("v100", "NVIDIA V100 SXM2 16GB"),
    ("Tesla V100-PCIE-32GB", "NVIDIA V100 PCIe 32GB"),
    ("Tesla T4", "NVIDIA T4"),
    ("NVIDIA GeForce RTX 3090", "NVIDIA GeForce RTX 3090"),
    ("3090 Ti", "NVIDIA GeForce RTX 3090 Ti"),
    ("GTX 1660 Ti with Max-Q Design", "NVIDIA GeForce GTX 1660 Ti"),
    ("NVIDIA RTX A6000", "NVIDIA RTX A6000"),
    ("A6000", "NVIDIA RTX A6000"),
    ("RTX 6000 Ada Generation", "NVIDIA RTX 6000 Ada"),
    ("Quadro RTX 6000", "NVIDIA Quadro RTX 6000"),
    ("TITAN X (Pascal)", "NVIDIA TITAN X Pascal"),
    ("AMD Instinct MI250X", "AMD Instinct MI250X"),
    ("TPUv3", "Google TPU v3"),
    ("TPU v4", "Google TPU v4"),
    ("TPUv3-8", "Google TPU v3-8"),
    ("Google Cloud TPU v4-16", "Google TPU v4-16"),
    ("AMD EPYC 7713 64-Core Processor", "AMD EPYC 7713"),
    ("Intel(R) Xeon(R) Gold 6148 CPU @ 2.40GHz", "Intel Xeon Gold 6148"),
]

HARDWARE = [
    ("8 NVIDIA A100-SXM4-80GB", [(8, "NVIDIA A100 SXM 80GB")]),
    ("1 x V100 16GB", [(1, "NVIDIA V100 SXM2 16GB")]),
    ("8xA100", [(8, "NVIDIA A100 SXM 80GB")]),
    ("A100 80GB x8", [(8, "NVIDIA A100 SXM 80GB")]),
    ("8 v100 GPUs", [(8, "NVIDIA V100 SXM2 16GB")]),
    ("2080 Ti", [(1, "NVIDIA GeForce RTX 2080 Ti")]),
    ("2 x 1080 Ti", [(2, "NVIDIA GeForce GTX 1080 Ti")]),
    ("1 x TPU v3-8 VM", [(1, "Google TPU v3-8")]),
    ("4 V100 + 1 T4", [(4, "NVIDIA V100 SXM2 16GB"), (1, "NVIDIA T4")]),
    ("2 A40 and 1 L4", [(2, "NVIDIA A40"), (1, "NVIDIA L4")]),
]


@pytest.mark.parametrize(("name", "found"), NAMES, ids=[name for name, _ in NAMES])
def test_device(name, found):
    assert device(name).name == found


@pytest.mark.parametrize("one", devices(), ids=lambda one: one.name)
def test_every_device_is_found_by_its_own_name(one):
    assert device(one.name) == one


@pytest.mark.parametrize(("text", "found"), HARDWARE, ids=[text for text, _ in HARDWARE])
def test_parse_hardware(text, found):
    assert [(count, one.name) for count, one in parse_hardware(text)] == found


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("H1000", "unknown device 'H1000'; the nearest are NVIDIA H100 SXM"),
        ("RTX 3091", "the nearest are NVIDIA GeForce RTX 3090"),
        ("a potato", "unknown device 'a potato'$"),
        ("", "unknown device ''$"),
        ("x" * 10_000, "unknown device 'x{60}'$"),
    ],
    ids=["digit too many", "wrong digit", "nothing like it", "empty", "huge"],
)
def test_an_unknown_device_gets_the_nearest(name, message):
    with pytest.raises(UsageError, match=message):
        device(name)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no hardware"),
        ("0 x A100", "zero devices"),
        ("8 potatoes", "unknown device"),
        ("A100" + " " * 10**6 + "x 8", "is too long"),
    ],
    ids=["empty", "zero", "unknown", "a million blanks"],
)
def test_hardware_that_says_nothing_is_refused(text, message):
    with pytest.raises(UsageError, match=message):
        parse_hardware(text)


@given(st.text(max_size=80))
def test_any_text_is_hardware_or_a_usage_error(text):
    with suppress(UsageError):
        assert all(count >= 1 for count, _ in parse_hardware(text))


def test_a_slice_has_half_as_many_chips_as_cores():
    chip, eight = device("TPU v3"), device("TPU v3-8")
    assert eight.power_w == 4 * chip.power_w == 1048
    assert eight.training_tflops == 4 * chip.training_tflops == 492
    assert eight.memory_gb == 4 * chip.memory_gb


@pytest.mark.parametrize(
    ("name", "quantity"), [("TPU v5e", "power_w"), ("Xeon Gold 6148", "training_tflops")]
)
def test_what_no_maker_publishes_is_not_zero(name, quantity):
    with pytest.raises(UsageError, match="has no published"):
        getattr(device(name), quantity)


def test_old_cards_train_in_single_precision():
    assert device("P40").training_tflops == device("P40").fp32_tflops == 11.8


@pytest.mark.parametrize("one", devices(), ids=lambda one: one.name)
def test_figures_of_devices_are_in_order(one):
    assert one.tdp_w is None or 10 <= one.tdp_w <= 1500
    assert one.kind in {"gpu", "tpu", "npu", "cpu"}
    if one.fp8_tflops and one.fp16_tflops:
        assert one.fp8_tflops >= one.fp16_tflops
    if one.fp32_tflops and one.fp16_tflops:
        assert one.fp16_tflops >= one.fp32_tflops
