"""How much memory a model needs, on how many accelerators, and how many watts its queries draw.

weights GB = parameters x bits per weight / 8
cache bytes per token = 2 x layers x key-value heads x head dimension x bytes per value
need = 1.2 x weights + cache x context x batch
accelerators = the next power of two of need / (0.9 x memory of one)
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from hubscan.energy.decode import REQUESTS_PER_SECOND
from hubscan.energy.devices import Device
from hubscan.energy.evidence import Evidence, Factor, Unit
from hubscan.energy.factors import Quantization, overhead, quantization, quantizations
from hubscan.errors import EstimateError, UsageError

GB = 1e9
CACHE_BYTES = 2  # 16-bit values
_LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers")
_HEADS = ("num_attention_heads", "n_head", "n_heads", "num_heads")
_KEY_VALUE_HEADS = ("num_key_value_heads", "num_kv_heads", "n_head_kv", "multi_query_group_num")
_HIDDEN = ("hidden_size", "n_embd", "d_model", "dim")


@dataclass(frozen=True, slots=True)
class KeyValueCache:
    """The shape of a decoder's cache: ``values_per_token`` numbers are kept for each token."""

    values_per_token: int

    @classmethod
    def from_config(cls, config: Mapping[str, object]) -> KeyValueCache:
        """Read a config.json of transformers; raise EstimateError at a missing number."""
        inner = config.get("text_config") or config.get("llm_config")
        if isinstance(inner, Mapping):
            config = inner
        layers = _integer(config, _LAYERS)
        if "kv_lora_rank" in config:  # multi-head latent attention keeps one vector per layer
            latent = _integer(config, ("kv_lora_rank",)) + _integer(config, ("qk_rope_head_dim",))
            return cls(layers * latent)
        heads = _integer(config, _HEADS)
        key_value_heads = 1 if config.get("multi_query") is True else heads
        if any(config.get(name) is not None for name in _KEY_VALUE_HEADS):
            key_value_heads = _integer(config, _KEY_VALUE_HEADS)
        if config.get("head_dim") is not None:
            head_dim = _integer(config, ("head_dim",))
        else:
            head_dim = _integer(config, _HIDDEN) // heads
        return cls(2 * layers * key_value_heads * head_dim)

    def gb(self, context: int, batch: int = 1, bytes_per_value: float = CACHE_BYTES) -> float:
        """Return the size of the cache for so many tokens in each of so many sequences."""
        if context < 0 or batch < 1:
            raise UsageError(f"context {context}, batch {batch}: give numbers from 0 and 1 up")
        return self.values_per_token * bytes_per_value * context * batch / GB


@dataclass(frozen=True, slots=True)
class Need:
    """What a model needs in one weight format, in GB (1e9 bytes)."""

    parameters: float
    weight_format: Quantization
    weights_gb: float
    cache_gb: float

    @property
    def total_gb(self) -> float:
        """Weights with what the runtime adds, and the cache."""
        return self.weights_gb * overhead("runtime memory").value + self.cache_gb

    def formula(self, device: Device) -> str:
        """Write the need out with its numbers, and how many of a device hold it."""
        bits, runtime = self.weight_format.bits_per_weight, overhead("runtime memory").value
        return (
            f"{self.parameters:.4g} parameters x {bits:g} bits / 8 = {self.weights_gb:.4g} GB;"
            f" x {runtime:g} + {self.cache_gb:.4g} GB cache = {self.total_gb:.4g} GB;"
            f" / {_usable_gb(device):.4g} GB usable of {device.name}:"
            f" {accelerators(self.total_gb, device)}, a power of two"
        )


def weights_gb(parameters: float, weight_format: str) -> float:
    """Return the size of the weights in one format, Q4_K_M or fp16 for example.

    The bits are those of whole files of 3 to 8 billion parameters: embeddings that are kept in more
    bits weigh more in smaller models, up to half as much again below a billion.
    """
    if not 0 < parameters < 1e16:
        raise UsageError(f"{parameters:g} parameters: give a number above 0, below 1e16")
    return parameters * quantization(weight_format).bits_per_weight / 8 / GB


def need(parameters: float, weight_format: str = "fp16", cache_gb: float = 0.0) -> Need:
    """Return what a model needs in one weight format, with a cache of so many GB."""
    weights = weights_gb(parameters, weight_format)
    return Need(parameters, quantization(weight_format), weights, cache_gb)


def needs(parameters: float, cache_gb: float = 0.0) -> list[Need]:
    """Return what a model needs in every weight format, the largest first."""
    every = (need(parameters, one.name, cache_gb) for one in quantizations())
    return sorted(every, key=lambda one: (-one.total_gb, one.weight_format.name))


def best_fitting(
    parameters: float, memory_gb: float, formats: Iterable[str], cache_gb: float = 0.0
) -> Need | None:
    """Return the need in the first of ``formats`` that fits into a memory, None when none does."""
    for weight_format in formats:
        one = need(parameters, weight_format, cache_gb)
        if one.total_gb <= memory_gb:
            return one
    return None


def accelerators(total_gb: float, device: Device) -> int:
    """Return how many of a device hold so many GB: a power of two, as tensors are split."""
    if device.memory_gb is None:
        raise UsageError(f"{device.name} has no memory of its own: name an accelerator")
    doublings = math.ceil(math.log2(total_gb / _usable_gb(device)) - 1e-9)
    return 1 << max(0, doublings)


def watts_per_query(energy_per_1000: Evidence, queries_per_second: float | None = None) -> Evidence:
    """Return the mean power that queries draw at a rate: joules per query x queries per second.

    The rate is that of the load (1 or 8 requests/s) unless given; raises EstimateError at a load
    that has none.
    """
    rate = queries_per_second
    if rate is None and energy_per_1000.load is not None:
        rate = REQUESTS_PER_SECOND.get(energy_per_1000.load)
    if rate is None:
        raise EstimateError(f"watts at load {energy_per_1000.load}: say how many queries a second")
    if not 0 < rate < 1e9:
        raise UsageError(f"{rate:g} queries a second: give a number above 0")
    if energy_per_1000.unit is not Unit.KWH:
        raise EstimateError(f"watts need the energy in kWh, not in {energy_per_1000.unit}")
    return energy_per_1000.times(
        Factor.exact("joules per kWh", 3.6e6, "J/kWh"),
        Factor.exact("queries", 1000, "", -1),
        Factor.exact("queries per second", rate, "/s"),
        unit=Unit.WATTS,
    )


def drawing(watts: Evidence, held: int, device: Device) -> int:
    """Return how many of a device draw watts, from those that hold the model: a power of two."""
    count = held
    while watts.median is not None and watts.median > count * (device.tdp_w or math.inf):
        count *= 2
    return count


def within_power(watts: Evidence, count: int, device: Device) -> Evidence:
    """Return watts that end at what so many of a device draw at most, where that is published."""
    if watts.median is None or device.tdp_w is None:
        return watts
    low, median, high = (min(value, count * device.tdp_w) for value in watts.interval())
    return replace(watts, low=low, median=median, high=high)


def _usable_gb(device: Device) -> float:
    return (device.memory_gb or 0) * overhead("usable memory").value


def _integer(config: Mapping[str, object], names: Iterable[str]) -> int:
    for name in names:
        value = config.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**9:
            return value
    raise EstimateError(f"the configuration has no usable {' or '.join(names)}")
