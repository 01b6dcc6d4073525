"""What other tools would say, from their published descriptions, for the benchmark to stand by."""

from __future__ import annotations

import math
from collections.abc import Sequence

from energy_fit.rows import DecodeRow, LawRow

# EcoLogits from version 0.9, methodology page "Environmental impacts of LLM inference":
# Wh of one GPU per output token = alpha x exp(beta x batch) x active billions + gamma.
ECOLOGITS_ALPHA = 1.17e-6
ECOLOGITS_BETA = -1.12e-2
ECOLOGITS_GAMMA = 4.05e-5
ECOLOGITS_BATCH = 64
ECOLOGITS_MEMORY_OVERHEAD = 1.2
ECOLOGITS_BITS = 16
ECOLOGITS_GPU_GB = 80
JOULES_PER_WH = 3600


def ecologits_joules_per_token(row: DecodeRow) -> float:
    """Return the joules of one output token on all GPUs: no prompt, batch 64, H100."""
    active = row.active_parameters / 1e9
    one_gpu_wh = (
        ECOLOGITS_ALPHA * math.exp(ECOLOGITS_BETA * ECOLOGITS_BATCH) * active + ECOLOGITS_GAMMA
    )
    memory_gb = ECOLOGITS_MEMORY_OVERHEAD * row.parameters / 1e9 * ECOLOGITS_BITS / 8
    return one_gpu_wh * JOULES_PER_WH * math.ceil(memory_gb / ECOLOGITS_GPU_GB)


def task_mean_log_kwh(rows: Sequence[LawRow], row: LawRow) -> float:
    """Return the log of the geometric mean of a task's other models."""
    others = [
        math.log(other.kwh)
        for other in rows
        if other.task == row.task and other.model_id != row.model_id
    ]
    return sum(others) / len(others)
