from __future__ import annotations

import pytest

from hubscan.energy.evidence import Load
from hubscan.energy.quantized import multiplier_of, multipliers

CASES = [
    ("gguf-q4_k_m", Load.BATCH_1, 7e9, (0.35, 0.45, 0.7)),
    ("gguf", Load.BATCH_1, 7e9, (0.35, 0.45, 0.7)),
    ("Q4_K_M", Load.BATCH_1, 7e9, (0.35, 0.45, 0.7)),
    ("gguf-q4_k_m", Load.SATURATED, 7e9, (0.4, 0.8, 1.5)),
    ("gguf-bf16", Load.BATCH_1, 7e9, (0.7, 1.0, 1.4)),
    ("bnb-8bit", Load.BATCH_1, 7e9, (1.0, 1.3, 2.5)),
    ("int8", Load.EIGHT_PER_SECOND, 7e9, (1.0, 1.3, 2.5)),
    ("bnb-4bit", Load.BATCH_1, 1e9, (0.8, 1.2, 1.7)),
    ("nf4", Load.BATCH_1, 3e9, (0.5, 1.0, 1.7)),
    ("nf4", Load.BATCH_1, 6e9, (0.45, 0.75, 1.3)),
    ("gptq-4bit", Load.BATCH_1, 7e9, (0.6, 0.8, 1.0)),
    ("awq-4bit", Load.ONE_PER_SECOND, 7e9, (0.8, 1.1, 1.6)),
    ("fp8", Load.BATCH_1, 7e9, (0.9, 1.3, 1.9)),
    ("fp8", Load.SATURATED, 7e9, (0.75, 1.0, 1.4)),
    ("mlx-4bit", Load.BATCH_1, 7e9, (0.4, 1.0, 2.0)),
    ("nobody knows", Load.BATCH_1, 7e9, (0.4, 1.0, 2.0)),
]


@pytest.mark.parametrize(
    ("scheme", "load", "parameters", "expected"), CASES, ids=[f"{c[0]}:{c[1]}" for c in CASES]
)
def test_multiplier_is_the_measured_one(scheme, load, parameters, expected):
    factor = multiplier_of(scheme, load, parameters)
    assert (factor.low, factor.value, factor.high) == expected
    assert factor.source


def test_the_size_ratio_is_never_the_saving():
    # 4.89 of 16 bits would be x 0.31: no row promises that much.
    assert min(row.multiplier for row in multipliers()) > 4.89 / 16


def test_every_format_has_a_row():
    assert multipliers()[-1].pattern.pattern == ""
    assert all(row.low <= row.multiplier <= row.high for row in multipliers())
    assert all(row.source and row.date and row.evidence for row in multipliers())
