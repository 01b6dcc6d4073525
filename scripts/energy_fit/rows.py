"""Measured inference rows as the fits see them, read from the tables of a folder."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hubscan.energy.classes import class_of
from hubscan.errors import DataError

AIES = "AI Energy Score"
ML_ENERGY = "ML.ENERGY Benchmark v3"
PHP = "Power Hungry Processing"
BYTES_PER_WEIGHT = {"bfloat16": 2.0, "fp8": 1.0, "mxfp4": 4.25 / 8}
JOULES_PER_KWH = 3.6e6
AIES_TASKS = {
    "asr": "automatic-speech-recognition",
    "image_captioning": "image-to-text",
    "image_classification": "image-classification",
    "image_generation": "text-to-image",
    "object_detection": "object-detection",
    "question_answering": "question-answering",
    "sentence_similarity": "sentence-similarity",
    "summarization": "summarization",
    "text_classification": "text-classification",
    "text_generation": "text-generation",
}
# Tokens that go in: round numbers assumed before fitting, the benchmark's rows do not say.
PROMPT_TOKENS = {
    "lm-arena-chat": 100.0,
    "gpqa": 250.0,
    "sourcegraph-fim": 2000.0,
    "image-chat": 500.0,
    "video-chat": 800.0,
}
# What one query of a task is, where it is not one input such as one text or one image.
BENCHMARK_QUERIES = {"text-generation": "10 tokens after 369 on average"}
# The same weights under several names: left out together.
FAMILIES = {"Qwen/Qwen3-235B-A22B": "Qwen3 235B", "deepseek-ai/DeepSeek": "DeepSeek 671B"}


@dataclass(frozen=True, slots=True)
class LawRow:
    """One measured model of one task: kWh of 1,000 queries at batch 1."""

    model_id: str
    task: str
    class_name: str
    parameters: float
    kwh: float
    source: str
    date: str


@dataclass(frozen=True, slots=True)
class DecodeRow:
    """One measured configuration of a decoder."""

    model_id: str
    family: str
    task: str
    device: str
    devices: int
    batch: float
    parameters: float
    active_parameters: float
    bytes_per_weight: float
    prompt_tokens: float
    output_tokens: float
    joules_per_token: float
    joules_per_request: float
    step_s: float


def read_table(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one CSV table."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def aies_rows(folder: Path) -> list[LawRow]:
    """Read AI Energy Score's rows without reasoning."""
    missing = _missing_parameters()
    rows = read_table(folder, "ai_energy_score.csv")
    return [_aies_row(row, missing) for row in rows if row["task"] in AIES_TASKS]


def diffusion_rows(folder: Path) -> list[LawRow]:
    """Read ML.ENERGY's image and video models on one H100 at batch 1."""
    return [
        _law_row(
            row["model_id"],
            row["task"],
            float(row["total_params_billions"]) * 1e9,
            float(row["energy_per_image_joules"] or row["energy_per_video_joules"])
            * 1000
            / JOULES_PER_KWH,
            ML_ENERGY,
            "2025-12",
        )
        for row in read_table(folder, "ml_energy_v3.csv")
        if row["batch_size"] and float(row["batch_size"]) == 1
        if (row["gpu_model"], row["num_gpus"]) == ("H100", "1")
    ]


def decode_rows(folder: Path) -> list[DecodeRow]:
    """Read ML.ENERGY's language models."""
    rows = read_table(folder, "ml_energy_v3.csv")
    return [_decode_row(row) for row in rows if row["energy_per_token_joules"]]


def _missing_parameters() -> dict[str, float]:
    rows = read_table(Path(__file__).parent, "missing_parameters.csv")
    return {row["model_id"]: float(row["parameters"]) for row in rows}


def _aies_row(row: dict[str, str], missing: dict[str, float]) -> LawRow:
    billions = row["params_b"]
    parameters = float(billions) * 1e9 if billions else missing[row["model"]]
    kwh = float(row["total_gpu_energy"])
    return _law_row(row["model"], AIES_TASKS[row["task"]], parameters, kwh, AIES, row["cohort"])


def _law_row(
    model_id: str, task: str, parameters: float, kwh: float, source: str, date: str
) -> LawRow:
    kind = class_of(task, parameters, model_id)
    if kind is None:
        raise DataError(f"{model_id}: no class of {task} fits: add a row to classes.csv")
    return LawRow(model_id, task, kind.name, parameters, kwh, source, date)


def _decode_row(row: dict[str, str]) -> DecodeRow:
    model_id = row["model_id"]
    family = next((FAMILIES[name] for name in FAMILIES if model_id.startswith(name)), model_id)
    return DecodeRow(
        model_id,
        family,
        row["task"],
        row["gpu_model"],
        int(row["num_gpus"]),
        float(row["avg_batch_size"]),
        float(row["total_params_billions"]) * 1e9,
        float(row["activated_params_billions"]) * 1e9,
        BYTES_PER_WEIGHT[row["weight_precision"]],
        PROMPT_TOKENS[row["task"]],
        float(row["avg_output_len"]),
        float(row["energy_per_token_joules"]),
        float(row["energy_per_request_joules"]),
        float(row["median_itl_ms"]) / 1000,
    )
