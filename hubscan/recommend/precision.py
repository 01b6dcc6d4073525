"""In which weight formats a model can be loaded, and what each needs in memory.

Only weights are counted, with what the runtime adds: the catalogue does not know the shape of a
decoder's cache.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from hubscan.catalogue.quantization import Method, bits_per_weight, parse
from hubscan.catalogue.record import ModelRecord
from hubscan.energy import memory
from hubscan.energy.factors import quantization
from hubscan.errors import UsageError

# Published weights of this many parameters and more are 16-bit as a rule, smaller ones 32-bit.
_HALF_PRECISION_FROM = 1_000_000_000
_BILLION = 1_000_000_000
_SENSITIVE_BELOW = 8 * _BILLION
_GOOD_BITS = 4.4  # IQ4_XS and more
# What a folder of GGUF files usually holds; Q4_K_M comes first: the smallest without a marked loss
# of quality (Llama-2-70B: perplexity +1.2 %, Q2_K +8.8 %; Llama-3-70B +4.8 % and +68.7 %).
_GGUF_TYPES = ("Q4_K_M", "Q4_K_S", "Q3_K_M", "Q2_K")
_BY_BITS = {2: "Q2_K", 3: "Q3_K_M", 4: "int4", 5: "Q5_K_M", 6: "Q6_K", 8: "int8", 16: "fp16"}
_METHODS = {
    Method.BITSANDBYTES: {4: "nf4", 8: "int8"},
    Method.MLX: {4: "mlx-4bit", 8: "mlx-8bit"},
}
_USUAL_BITS = 4


@dataclass(frozen=True)
class Loaded:
    """A model in one weight format: what it needs in GB (10^9 bytes), and what to beware of."""

    weight_format: str
    memory_gb: float
    warning: str | None = None


def loaded(record: ModelRecord, memory_gb: float | None = None) -> Loaded | None:
    """Return a model in the first of its formats that fits into a memory; the usual without one.

    None when its size is unknown or when nothing fits.
    """
    if record.parameters is None:
        return None
    for weight_format in weight_formats(record):
        need = memory.need(record.parameters, weight_format).total_gb
        if memory_gb is None or need <= memory_gb:
            return Loaded(weight_format, need, _warning(record.parameters, weight_format))
    return None


def weight_formats(record: ModelRecord) -> tuple[str, ...]:
    """Return the formats that a model can be loaded in, the preferred first.

    Weights that are not quantized can be loaded in half precision; a quantized copy is what it is.
    """
    if record.quantization is None:
        if record.parameters is not None and record.parameters >= _HALF_PRECISION_FROM:
            return ("bf16",)
        return ("fp32", "fp16")
    return _quantized(record.quantization)


@lru_cache(maxsize=1024)
def _quantized(scheme_text: str) -> tuple[str, ...]:
    scheme = parse(scheme_text)
    if scheme is not None and scheme.method is Method.GGUF:
        return (_known(scheme.gguf_type),) if scheme.gguf_type else _GGUF_TYPES
    bits = bits_per_weight(scheme_text) or _USUAL_BITS
    nearest = min(_BY_BITS, key=lambda known: (abs(known - bits), -known))
    own = _METHODS.get(scheme.method, {}) if scheme else {}
    return (own.get(nearest, _BY_BITS[nearest]),)


def _known(gguf_type: str) -> str:
    try:
        return quantization(gguf_type).name
    except UsageError:
        digits = [int(character) for character in gguf_type if character.isdigit()]
        return _BY_BITS.get(digits[0] if digits else _USUAL_BITS, "Q4_K_M")


def _warning(parameters: int, weight_format: str) -> str | None:
    bits = quantization(weight_format).bits_per_weight
    if bits >= _GOOD_BITS or weight_format == "int4":
        return None
    if parameters <= _SENSITIVE_BELOW:
        return f"{weight_format} of a model this small loses much quality"
    return f"{weight_format} loses quality: compare it on your own data"
