"""Fit the decode model of hubscan.energy.decode on ML.ENERGY's language models.

Least squares on the logarithm of the energy of a token, with Huber's weights against outliers and
every family of weights counting the same. The least cost of a step, ``launch_j``, cannot be seen
from 8 B parameters up; it is set so that half of AI Energy Score's smaller text generators lie
above, and their scatter about the model is the interval below 8 B.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np
from numpy.typing import NDArray

from energy_fit.rows import (
    AIES,
    JOULES_PER_KWH,
    ML_ENERGY,
    PROMPT_TOKENS,
    DecodeRow,
    LawRow,
)
from hubscan.energy.decode import Coefficients, Model, Query
from hubscan.energy.evidence import Z90

Vector = NDArray[np.float64]

REFERENCE = "H100"
FITTED_FROM = 8e9
# AI Energy Score: 10 tokens after 369 on average, decoded one request at a time.
AIES_QUERY = Query(369, 10)
CHATS = {"chat": "lm-arena-chat", "image-chat": "image-chat", "video-chat": "video-chat"}
ASSUMED = {
    "device": "H100 SXM 80 GB",
    "weights_gb_max": 60.0,
    "idle_w": 80.0,
    "batch_max": 128.0,
    "assumptions": {
        "weights_gb_max": "90 % of 80 GB hold the weights and a fifth of them again for the cache",
        "idle_w": "public readings of idle H200 lie at 74 to 80 W; the same is taken for H100",
        "batch_max": "the middle of the batches of 64 to 256 that ML.ENERGY calls for at full load",
        "prompt_tokens": "round numbers, since the benchmark's rows do not give them",
    },
}
STEP_BATCH_MAX = 64.5  # a step of more requests is no longer bound by reading the weights
HUBER = 0.35
STEPS = 200
FLOOR = -25.0  # of a coefficient's logarithm: below this it is nothing
DIGITS = 5


def fit(rows: Sequence[DecodeRow]) -> tuple[Coefficients, dict[str, float]]:
    """Return the coefficients without launch, and the speed of each device."""
    devices = sorted({row.device for row in rows} - {REFERENCE})
    terms = np.array([_terms(row) for row in rows])
    others = np.array([[row.device == device for device in devices] for row in rows], dtype=float)
    others = others.reshape(len(rows), len(devices))
    truth = np.log([row.joules_per_token for row in rows])
    counts = Counter(row.family for row in rows)
    weights = np.array([1 / counts[row.family] for row in rows])
    start = np.array([0.0, -1.5, -5.0, -14.0] + [0.0] * len(devices))
    logs = _least_squares(terms, others, truth, weights, start)
    parallel, read, compute, attention = np.exp(logs[:4])
    speeds = dict(zip(devices, np.exp(logs[4:]), strict=True))
    return Coefficients(0.0, read, parallel, compute, attention), {REFERENCE: 1.0, **speeds}


def predict(row: DecodeRow, coefficients: Coefficients, speeds: dict[str, float]) -> float:
    """Return the joules per token that a fit gives a row."""
    return coefficients.joules_per_token(
        Model(row.parameters, row.active_parameters),
        Query(row.prompt_tokens, row.output_tokens),
        row.batch,
        row.devices,
        row.bytes_per_weight,
        speeds.get(row.device, 1.0),
    )


def left_out_errors(
    rows: Sequence[DecodeRow],
    small: Sequence[LawRow],
    group: Callable[[DecodeRow], str] = lambda row: row.family,
) -> list[float]:
    """Return ln(estimate / measured) of each row, fitted without its family of weights."""
    fits = {
        name: fit_all([row for row in rows if group(row) != name], small)
        for name in sorted({group(row) for row in rows})
    }
    return [math.log(predict(row, *fits[group(row)]) / row.joules_per_token) for row in rows]


def fit_all(
    rows: Sequence[DecodeRow], small: Sequence[LawRow]
) -> tuple[Coefficients, dict[str, float]]:
    """Return all coefficients and the speed of each device."""
    fitted, speeds = fit(rows)
    return with_launch(fitted, small), speeds


def with_launch(fitted: Coefficients, small: Sequence[LawRow]) -> Coefficients:
    """Set the least cost of a step so that half of the small text generators lie above."""
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        bias = median(small_errors(_launching(fitted, middle), small))
        low, high = (middle, high) if bias < 0 else (low, middle)
    return _launching(fitted, round(high, 4))


def small_generators(rows: Sequence[LawRow]) -> list[LawRow]:
    """Return the text generators below the smallest model of the fit."""
    chosen = (row for row in rows if row.task == "text-generation")
    return [row for row in chosen if row.parameters < FITTED_FROM]


def small_errors(coefficients: Coefficients, rows: Sequence[LawRow]) -> list[float]:
    """Return ln(estimate / measured) of AI Energy Score's text generators at batch 1."""
    errors = []
    for row in rows:
        model = Model(row.parameters, row.parameters)
        joules = coefficients.joules_per_token(model, AIES_QUERY, 1, 1) * AIES_QUERY.output_tokens
        errors.append(math.log(joules * 1000 / JOULES_PER_KWH / row.kwh))
    return errors


def small_width(coefficients: Coefficients, rows: Sequence[LawRow]) -> float:
    """Return the log half-width of the 90 % interval below 8 B."""
    return Z90 * math.sqrt(float(np.mean(np.square(small_errors(coefficients, rows)))))


def step_fit(rows: Sequence[DecodeRow]) -> tuple[float, float, float]:
    """Return the seconds of a step, per GB read by one device, and how far both may be off."""
    chosen = [row for row in rows if row.device == REFERENCE and row.batch <= STEP_BATCH_MAX]
    terms = np.array([[1.0, _read_gb(row) / row.devices] for row in chosen])
    truth = np.log([row.step_s for row in chosen])
    counts = Counter(row.family for row in chosen)
    weights = np.array([1 / counts[row.family] for row in chosen])
    none = np.zeros((len(chosen), 0))
    logs = _least_squares(terms, none, truth, weights, np.array([-6.0, -7.0]))
    errors = np.abs(np.log(terms @ np.exp(logs)) - truth)
    floor, per_gb = np.exp(logs)
    return float(floor), float(per_gb), math.exp(float(np.quantile(errors, 0.9)))


def table(
    rows: Sequence[DecodeRow], text_generators: Sequence[LawRow], date: str
) -> dict[str, object]:
    """Return what data/energy/decode.json holds."""
    small = small_generators(text_generators)
    coefficients, speeds = fit_all(rows, small)
    errors = np.abs(left_out_errors(rows, small))
    width = math.exp(float(np.quantile(errors, 0.9)))
    below = math.exp(small_width(coefficients, small))
    floor, per_gb, step_spread = step_fit(rows)
    return {
        "formula": "J per output token = speed x (max(launch x sqrt(A), read x GB) / B"
        " + parallel x (G - 1) x sqrt(A) / B + compute x A x (1 + prompt / output)"
        " + attention x output x sqrt(A))",
        "made_by": "scripts/fit_energy.py",
        "source": ML_ENERGY,
        "date": date,
        **ASSUMED,
        "coefficients": {
            name: _round(getattr(coefficients, name)) for name in Coefficients.__slots__
        },
        "speeds": {device: _round(speed) for device, speed in speeds.items()},
        "step_floor_s": _round(floor),
        "step_s_per_gb": _round(per_gb),
        "step_spread": _round(step_spread),
        "fitted_from": FITTED_FROM,
        "spread": _spread(width, f"families of {ML_ENERGY} left out of the fit"),
        "spread_below": _spread(
            max(below, width),
            f"below {FITTED_FROM / 1e9:g} B held against {len(small)} text generators of {AIES}",
        ),
        "left_out_median_error": _round(math.exp(float(np.median(errors)))),
        "left_out_p90_error": _round(width),
        "queries": {name: _query(rows, task) for name, task in CHATS.items()},
        "rows": len(rows),
        "models": sorted({row.model_id for row in rows}),
    }


def _launching(fitted: Coefficients, launch: float) -> Coefficients:
    return Coefficients(
        launch,
        fitted.read_j_per_gb,
        fitted.parallel_j,
        fitted.compute_j_per_b,
        fitted.attention_j,
    )


def _terms(row: DecodeRow) -> list[float]:
    active = row.active_parameters / 1e9
    return [
        (row.devices - 1) * math.sqrt(active) / row.batch,
        _read_gb(row) / row.batch,
        active * (1 + row.prompt_tokens / row.output_tokens),
        row.output_tokens * math.sqrt(active),
    ]


def _read_gb(row: DecodeRow) -> float:
    return Model(row.parameters, row.active_parameters).read_gb(row.batch, row.bytes_per_weight)


def _least_squares(
    terms: Vector, others: Vector, truth: Vector, weights: Vector, start: Vector
) -> Vector:
    """Minimise the errors of ``ln(terms @ exp(a)) + others @ b`` by damped Gauss-Newton steps."""
    count, logs, damping = terms.shape[1], start, 1e-2
    cost, gradient, curvature = _normal(terms, others, truth, weights, logs, count)
    for _ in range(STEPS):
        damped = curvature + damping * np.diag(np.diag(curvature) + 1e-9)
        tried = np.maximum(logs - np.linalg.solve(damped, gradient), FLOOR)
        after = _normal(terms, others, truth, weights, tried, count)
        if after[0] <= cost:
            logs, damping = tried, damping / 3
            cost, gradient, curvature = after
        else:
            damping *= 4
    return logs


def _normal(
    terms: Vector, others: Vector, truth: Vector, weights: Vector, logs: Vector, count: int
) -> tuple[float, Vector, Vector]:
    parts = terms * np.exp(logs[:count])
    total = parts.sum(axis=1)
    errors = np.log(total) + others @ logs[count:] - truth
    slopes = np.hstack([parts / total[:, None], others])
    size = np.abs(errors)
    huber = np.where(size <= HUBER, 1.0, HUBER / np.maximum(size, HUBER))
    loss = np.where(size <= HUBER, errors**2 / 2, HUBER * (size - HUBER / 2))
    scaled = slopes * (weights * huber)[:, None]
    return float(weights @ loss), scaled.T @ errors, scaled.T @ slopes


def _query(rows: Sequence[DecodeRow], task: str) -> dict[str, float]:
    by_model: dict[str, list[float]] = {}
    for row in rows:
        if row.task == task:
            by_model.setdefault(row.model_id, []).append(row.output_tokens)
    output = median(median(lengths) for lengths in by_model.values())
    return {"prompt_tokens": PROMPT_TOKENS[task], "output_tokens": float(round(output))}


def _spread(width: float, source: str) -> dict[str, object]:
    return {"low": _round(1 / width), "high": _round(width), "source": source}


def _round(number: float) -> float:
    return float(f"{number:.{DIGITS}g}")
