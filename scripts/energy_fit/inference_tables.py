"""The inference tables of scripts/bench_energy.py: I1, I2, I4 and C1, each beside its anchor."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np

from energy_fit import anchors, decode, laws
from energy_fit.rows import DecodeRow, LawRow, aies_rows, decode_rows, diffusion_rows
from hubscan.energy.laws import Law

Value = TypeVar("Value")
SMALL_SAMPLE = 20
RESAMPLES = 2000
ORDER_RATIO = 1.5
ORDERED_TASKS = {
    "text-generation": 0.92,
    "automatic-speech-recognition": 0.95,
    "sentence-similarity": 1.0,
}


class Score(NamedTuple):
    """Errors of one method: exp of the median and of the 90th percentile of |ln(ratio)|."""

    median: float
    p90: float
    within_twice: float
    n: int


def print_tables(folder: Path) -> None:
    """Measure and print every inference table from a folder of measurements."""
    energy_score = aies_rows(folder)
    diffusion = diffusion_rows(folder)
    decoding = decode_rows(folder)
    left_out = law_errors(energy_score + diffusion)[: len(energy_score)]
    _print_laws(energy_score, left_out)
    _print_decoding(decoding, energy_score)
    _print_order(energy_score, left_out)
    _print_coverage(energy_score + diffusion, decoding)


def law_errors(rows: Sequence[LawRow]) -> list[float]:
    """Return ln(estimate / measured) of each row, fitted without its model."""
    errors = []
    for row in rows:
        lines, _ = laws.fit_lines([other for other in rows if other.model_id != row.model_id])
        estimate = laws.predict(lines, row)
        errors.append(math.nan if estimate is None else estimate - math.log(row.kwh))
    return errors


def score(errors: Iterable[float]) -> Score:
    """Return the multiplicative errors of the rows that have an estimate."""
    sizes = np.array([abs(error) for error in errors if not math.isnan(error)])
    return Score(
        math.exp(float(np.median(sizes))),
        math.exp(float(np.quantile(sizes, 0.9))),
        float(np.mean(sizes <= math.log(2))),
        len(sizes),
    )


def ordered_share(rows: Sequence[LawRow], values: Sequence[float]) -> tuple[float, int]:
    """Return the share of clearly different pairs that ``values`` order rightly, and how many."""
    right = pairs = 0.0
    for one, two in combinations(range(len(rows)), 2):
        truth = math.log(rows[one].kwh / rows[two].kwh)
        if abs(truth) > math.log(ORDER_RATIO):
            pairs += 1
            difference = values[one] - values[two]
            right += 0.5 if difference == 0 else float((difference > 0) == (truth > 0))
    return right / pairs, int(pairs)


def law_coverage(rows: Sequence[LawRow]) -> list[bool]:
    """Tell for each row whether the interval of laws fitted without its model holds it."""
    return [
        _law_covers(laws.as_laws([other for other in rows if other.model_id != row.model_id]), row)
        for row in rows
    ]


def decode_coverage(rows: Sequence[DecodeRow], small: Sequence[LawRow]) -> list[bool]:
    """Tell for each row whether the interval set by the other families' errors holds it."""
    errors = np.abs(decode.left_out_errors(rows, small))
    families = np.array([row.family for row in rows])
    widths = {name: np.quantile(errors[families != name], 0.9) for name in set(families)}
    return [bool(error <= widths[family]) for error, family in zip(errors, families, strict=True)]


def small_coverage(rows: Sequence[DecodeRow], small: Sequence[LawRow]) -> list[bool]:
    """Tell for each text generator below 8 B whether the decode model's interval holds it."""
    covered = []
    fitted, _ = decode.fit(rows)
    for row in small:
        others = [other for other in small if other.model_id != row.model_id]
        coefficients = decode.with_launch(fitted, others)
        width = decode.small_width(coefficients, others)
        (error,) = decode.small_errors(coefficients, [row])
        covered.append(abs(error) <= width)
    return covered


def _law_covers(fitted: dict[laws.Key, Law], row: LawRow) -> bool:
    law = fitted.get((row.task, row.class_name)) or fitted.get((row.task, None))
    if law is None:
        return False
    low, _, high = law.estimate(row.parameters).interval()
    return low <= row.kwh <= high


def _print_laws(rows: Sequence[LawRow], left_out: Sequence[float]) -> None:
    print("\nI1  AI Energy Score without reasoning, leave-one-model-out (bar x1.35 / x2.4)")
    means = [anchors.task_mean_log_kwh(rows, row) - math.log(row.kwh) for row in rows]
    _line("law of task and class", left_out)
    _line("task mean (anchor)", means)
    for task in sorted({row.task for row in rows}):
        _line(
            f"  {task}",
            [error for error, row in zip(left_out, rows, strict=True) if row.task == task],
        )


def _print_decoding(rows: Sequence[DecodeRow], energy_score: Sequence[LawRow]) -> None:
    print("\nI2  ML.ENERGY v3 energy per token (bar x1.40 / x2.1)")
    small = decode.small_generators(energy_score)
    by_model = decode.left_out_errors(rows, small, lambda row: row.model_id)
    _line("decode model, leave-one-model-out", by_model)
    _line("decode model, leave-one-family-out", decode.left_out_errors(rows, small))
    ecologits = [
        math.log(anchors.ecologits_joules_per_token(row) / row.joules_per_token) for row in rows
    ]
    for device in sorted({row.device for row in rows}, reverse=True):
        chosen = [row.device == device for row in rows]
        _line(f"  decode model, {device}", _where(by_model, chosen))
        _line(f"  EcoLogits, {device} (anchor)", _where(ecologits, chosen))
    _print_check(rows, energy_score, small)


def _print_check(
    rows: Sequence[DecodeRow], energy_score: Sequence[LawRow], small: Sequence[LawRow]
) -> None:
    print("    held against AI Energy Score's text generation (batch 1, one accelerator)")
    coefficients, _ = decode.fit_all(rows, small)
    large = [row for row in energy_score if row.class_name == "one-gpu" and row not in small]
    _line("  from 8 B up, not fitted", decode.small_errors(coefficients, large))
    _line("  below 8 B, launch fitted", decode.small_errors(coefficients, small))


def _print_order(rows: Sequence[LawRow], left_out: Sequence[float]) -> None:
    print("\nI4  pairs more than 1.5 times apart in the right order")
    for task, bar in ORDERED_TASKS.items():
        chosen = [row.task == task for row in rows]
        of_task = list(_where(rows, chosen))
        estimates = [
            error + math.log(row.kwh)
            for error, row in zip(_where(left_out, chosen), of_task, strict=True)
        ]
        share, pairs = ordered_share(of_task, estimates)
        by_size, _ = ordered_share(of_task, [row.parameters for row in of_task])
        print(
            f"    {task:34s} law {share:.3f}  parameters (anchor) {by_size:.3f}"
            f"  bar {bar:.2f}  n={pairs}"
        )


def _print_coverage(rows: Sequence[LawRow], decoding: Sequence[DecodeRow]) -> None:
    print("\nC1  held-out rows inside their 90 % interval (bar 85 to 95 %)")
    small = decode.small_generators(rows)
    for name, covered in (
        ("laws", law_coverage(rows)),
        ("decode model from 8 B", decode_coverage(decoding, small)),
        ("decode model below 8 B", small_coverage(decoding, small)),
    ):
        print(f"    {name:34s} {np.mean(covered):.1%}  n={len(covered)}")


def _line(name: str, errors: Iterable[float]) -> None:
    errors = list(errors)
    result = score(errors)
    interval = f"  90 % of medians {_bootstrap(errors)}" if result.n < SMALL_SAMPLE else ""
    print(
        f"    {name:36s} x{result.median:.2f}  p90 x{result.p90:.2f}"
        f"  within 2x {result.within_twice:.0%}  n={result.n}{interval}"
    )


def _bootstrap(errors: Sequence[float]) -> str:
    draw = random.Random(0)
    medians = sorted(score(draw.choices(errors, k=len(errors))).median for _ in range(RESAMPLES))
    return f"x{medians[RESAMPLES // 20]:.2f} to x{medians[-RESAMPLES // 20]:.2f}"


def _where(values: Iterable[Value], chosen: Iterable[bool]) -> Iterator[Value]:
    return (value for value, keep in zip(values, chosen, strict=True) if keep)
