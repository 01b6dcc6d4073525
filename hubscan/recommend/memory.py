"""What a model's weights need in memory."""

from __future__ import annotations

from hubscan.catalogue.quantization import bits_per_weight
from hubscan.catalogue.record import ModelRecord

_OVERHEAD = 1.2


def memory_gb(record: ModelRecord) -> float | None:
    if record.parameters is None:
        return None
    bits = bits_per_weight(record.quantization) if record.quantization else None
    if bits is None:
        bits = 16 if record.parameters >= 10**9 else 32
    return _OVERHEAD * record.parameters * bits / 8 / 1e9
