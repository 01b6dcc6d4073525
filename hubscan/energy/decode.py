"""Energy of token by token decoding under a load, fitted by scripts/fit_energy.py.

Joules per output token, of the accelerators alone, with B requests decoded together on G of them:

    speed x (max(launch x sqrt(A), read x GB) / B + parallel x (G - 1) x sqrt(A) / B
             + compute x A x (1 + prompt / output) + attention x output x sqrt(A))

A is the active parameters in billions. GB is what one step reads of the weights: of a mixture of
experts, which has A of T active, the share 1 - (1 - A / T) ^ B. Launch is the least that a step
costs, which only models far below 8 B parameters show.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache

from hubscan.energy.evidence import Boundary, Evidence, Factor, Grade, Load, Unit
from hubscan.resources import resource

BILLION = 1e9
HALF_PRECISION_BYTES = 2.0
JOULES_PER_KWH = 3.6e6
LITTLE_ROUNDS = 10
REQUESTS_PER_SECOND = {Load.ONE_PER_SECOND: 1.0, Load.EIGHT_PER_SECOND: 8.0}


@dataclass(frozen=True, slots=True)
class Query:
    """How many tokens go in and come out of one query."""

    prompt_tokens: float
    output_tokens: float

    def __str__(self) -> str:
        return f"{self.output_tokens:g} tokens after {self.prompt_tokens:g}"


@dataclass(frozen=True, slots=True)
class Model:
    """The size of a decoder: parameters in all, and those that one token uses."""

    parameters: float
    active_parameters: float

    @property
    def active_b(self) -> float:
        """Return the active parameters in billions."""
        return self.active_parameters / BILLION

    def read_gb(self, batch: float, bytes_per_weight: float = HALF_PRECISION_BYTES) -> float:
        """Return the gigabytes of weights that one step of a batch reads."""
        return self.parameters / BILLION * bytes_per_weight * self.read_share(batch)

    def read_share(self, batch: float) -> float:
        """Return the share of the weights that one step of a batch reads."""
        idle: float = (1 - self.active_parameters / self.parameters) ** batch
        return 1 - idle


@dataclass(frozen=True, slots=True)
class Coefficients:
    """The fitted numbers of the formula, in joules; ``speed`` is 1 on the reference device."""

    launch_j: float
    read_j_per_gb: float
    parallel_j: float
    compute_j_per_b: float
    attention_j: float

    def joules_per_token(
        self,
        model: Model,
        query: Query,
        batch: float,
        devices: int,
        bytes_per_weight: float = HALF_PRECISION_BYTES,
        speed: float = 1.0,
    ) -> float:
        """Return the joules of one output token, its share of the prompt included."""
        active, root = model.active_b, math.sqrt(model.active_b)
        step = max(
            self.launch_j * root, self.read_j_per_gb * model.read_gb(batch, bytes_per_weight)
        )
        step += self.parallel_j * (devices - 1) * root
        compute = self.compute_j_per_b * active * (1 + query.prompt_tokens / query.output_tokens)
        attention = self.attention_j * query.output_tokens * root
        return speed * (step / batch + compute + attention)


@dataclass(frozen=True, slots=True)
class Spread:
    """What multiplies an estimate into its 90 % interval, and what it was held against."""

    low: float
    high: float
    source: str


@dataclass(frozen=True, slots=True)
class DecodeModel:
    """The fitted formula with the device, the loads and the intervals that go with it.

    ``weights_gb_max`` is what one device holds of 16-bit weights beside the cache.
    ``step_floor_s`` and ``step_s_per_gb`` give the seconds of one step; ``step_spread`` is how
    many times they may be off. Models below ``fitted_from`` parameters take ``spread_below``.
    """

    coefficients: Coefficients
    device: str
    weights_gb_max: float
    idle_w: float
    step_floor_s: float
    step_s_per_gb: float
    step_spread: float
    batch_max: float
    fitted_from: float
    spread: Spread
    spread_below: Spread
    queries: dict[str, Query]
    source: str
    date: str

    def devices(self, model: Model) -> int:
        """Return how many accelerators the 16-bit weights need, a power of two."""
        weights_gb = model.parameters / BILLION * HALF_PRECISION_BYTES
        return int(2 ** max(0, math.ceil(math.log2(weights_gb / self.weights_gb_max))))

    def batch(self, model: Model, query: Query, load: Load) -> float:
        """Return how many requests are decoded together: Little's law, from 1 to the largest."""
        if load == Load.BATCH_1:
            return 1.0
        if load == Load.SATURATED:
            return self.batch_max
        tokens_per_second = REQUESTS_PER_SECOND[load] * query.output_tokens
        batch = 1.0
        for _ in range(LITTLE_ROUNDS):  # more requests read more experts, which takes longer
            busy = tokens_per_second * self._step_s(model, batch)
            batch = min(max(1.0, busy), self.batch_max)
        return batch

    def joules_per_token(self, model: Model, query: Query, load: Load) -> float:
        """Return the joules of one output token, the idle draw between requests included."""
        batch, devices = self.batch(model, query, load), self.devices(model)
        joules = self.coefficients.joules_per_token(model, query, batch, devices)
        return joules + self._idle_j(model, query, load) / query.output_tokens

    def estimate(self, model: Model, query: Query, load: Load, *factors: Factor) -> Evidence:
        """Return the kWh of 1,000 queries under a load, at the accelerators.

        Raises EstimateError when the result overflows.
        """
        spread = self.spread if model.parameters >= self.fitted_from else self.spread_below
        joules = self.joules_per_token(model, query, load)
        batch, devices = self.batch(model, query, load), self.devices(model)
        return Evidence.product(
            (
                Factor.exact(f"energy of a token, batch {batch:.3g}", joules, "J"),
                Factor.exact("output tokens per query", query.output_tokens),
                Factor.exact("queries", 1000),
                Factor.exact("a kWh", JOULES_PER_KWH, "J", -1),
                Factor("decode model", 1, spread.low, spread.high, source=spread.source),
                *self._load_factor(load),
                *factors,
            ),
            unit=Unit.KWH,
            boundary=Boundary.DEVICE,
            grade=Grade.FROM_LAW,
            source=f"decode model on {devices} x {self.device}, {query}, {self.source}",
            date=self.date,
            load=load,
        )

    def _step_s(self, model: Model, batch: float) -> float:
        # A model on several devices is taken to fill them, or a larger one could be faster; a
        # step that launching limits takes as long as one that reads for the same energy.
        weights_gb = model.parameters / BILLION * HALF_PRECISION_BYTES
        read_gb = min(weights_gb, self.weights_gb_max) * model.read_share(batch)
        limits = self.coefficients
        launch_gb = limits.launch_j * math.sqrt(model.active_b) / limits.read_j_per_gb
        return self.step_floor_s + self.step_s_per_gb * max(launch_gb, read_gb)

    def _idle_j(self, model: Model, query: Query, load: Load) -> float:
        if load not in REQUESTS_PER_SECOND:
            return 0.0
        between = 1 / REQUESTS_PER_SECOND[load] - query.output_tokens * self._step_s(model, 1.0)
        return max(0.0, between) * self.idle_w * self.devices(model)

    def _load_factor(self, load: Load) -> tuple[Factor, ...]:
        if load not in REQUESTS_PER_SECOND:
            return ()
        low, high = 1 / self.step_spread, self.step_spread
        return (Factor("batch at this load", 1, low, high, shared=f"batch at {load}"),)


@cache
def decode_model() -> DecodeModel:
    """Read the fitted model."""
    table = json.loads(resource("data", "energy", "decode.json").read_text(encoding="utf-8"))
    fields = {name: table[name] for name in table.keys() & DecodeModel.__slots__}
    fields["coefficients"] = Coefficients(**table["coefficients"])
    fields["spread"] = Spread(**table["spread"])
    fields["spread_below"] = Spread(**table["spread_below"])
    fields["queries"] = {name: Query(**query) for name, query in table["queries"].items()}
    return DecodeModel(**fields)
