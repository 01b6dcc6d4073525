"""Gather the measured rows that ship with the package: data/energy/measured.csv."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path

from energy_fit.rows import (
    AIES,
    AIES_TASKS,
    BENCHMARK_QUERIES,
    JOULES_PER_KWH,
    ML_ENERGY,
    PHP,
    read_table,
)
from hubscan.energy.evidence import Boundary, Load

COLUMNS = (
    "model_id",
    "task",
    "kwh_per_1000_queries",
    "low",
    "high",
    "hardware",
    "boundary",
    "load",
    "query",
    "source",
    "url",
    "date",
    "licence",
)
# Measuring the same configuration again: 90 % within these.
REPEAT = {"low": "0.8", "high": "1.25"}
AIES_SOURCE = {
    "source": AIES,
    "url": "https://huggingface.co/spaces/AIEnergyScore/Leaderboard",
    "licence": "Apache-2.0 (leaderboard); figures cited",
}
ML_ENERGY_SOURCE = {
    "source": ML_ENERGY,
    "url": "https://ml.energy/leaderboard",
    "date": "2025-12",
    "licence": "Apache-2.0 (leaderboard); figures cited",
}
PHP_SOURCE = {
    "source": f"{PHP} (Luccioni et al. 2024)",
    "url": "https://doi.org/10.1145/3630106.3658542",
    "date": "2023",
    "licence": "published results; figures cited",
}
PHP_TASKS = {
    "extractive-qa": "question-answering",
    "fill-mask": "fill-mask",
    "image-captioning": "image-to-text",
    "image-classification": "image-classification",
    "object-detection": "object-detection",
    "summarization": "summarization",
    "text-classification": "text-classification",
    "text-generation": "text-generation",
    "text-to-image": "text-to-image",
    "token-classification": "token-classification",
}
# Not its reasoning over exam questions: thousands of tokens are no usual query.
CHATS = {
    "lm-arena-chat": "text-generation",
    "image-chat": "image-text-to-text",
    "video-chat": "video-text-to-text",
}
SATURATED_BATCH = 128
SATURATED_BATCHES = (60, 260)
# Owners that the Hub gave to models which had none when they were measured.
OWNERS = {
    "bert-": "google-bert",
    "distilbert-": "distilbert",
    "gpt2": "openai-community",
    "roberta-": "FacebookAI",
    "xlm-roberta-": "FacebookAI",
}

Row = dict[str, str]


def measured_rows(folder: Path) -> list[Row]:
    """Return the rows of all sources, the most comparable first for each model and task."""
    rows = [
        *_merged(_aies(folder)),
        *_one_each(_language_models(folder)),
        *_one_each(_diffusion(folder)),
        *_power_hungry(folder),
    ]
    return [REPEAT | row for row in rows]


def _aies(folder: Path) -> Iterator[Row]:
    for row in read_table(folder, "ai_energy_score.csv"):
        if row["task"] in AIES_TASKS and " " not in row["model"]:
            task = AIES_TASKS[row["task"]]
            yield {
                "model_id": row["model"],
                "task": task,
                "kwh_per_1000_queries": row["total_gpu_energy"],
                "hardware": _aies_hardware(row["cohort"] + row["class"]),
                "boundary": Boundary.DEVICE,
                "load": Load.BATCH_1,
                "query": BENCHMARK_QUERIES.get(task, "one input"),
                "date": row["cohort"],
                **AIES_SOURCE,
            }


def _aies_hardware(cohort: str) -> str:
    several = cohort.endswith(("B", "C"))
    return "several H100 80 GB" if several else "H100 80 GB"


def _merged(rows: Iterable[Row]) -> Iterator[Row]:
    """Join runs that one source repeats by their geometric mean."""
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["model_id"], row["task"], row["date"]), []).append(row)
    for group in groups.values():
        logs = [math.log(float(row["kwh_per_1000_queries"])) for row in group]
        yield group[0] | {"kwh_per_1000_queries": _number(math.exp(sum(logs) / len(logs)))}


def _language_models(folder: Path) -> Iterator[tuple[tuple[float, ...], Row]]:
    """Yield each serving configuration with its rank: H100, the nearest batch, the fewest."""
    for row in read_table(folder, "ml_energy_v3.csv"):
        batch = float(row["avg_batch_size"] or 0)
        low, high = SATURATED_BATCHES
        if row["task"] in CHATS and low <= batch <= high:
            tokens = float(row["avg_output_len"])
            rank = (
                row["gpu_model"] != "H100",
                abs(math.log(batch / SATURATED_BATCH)),
                int(row["num_gpus"]),
            )
            yield (
                rank,
                {
                    **_ml_energy(row, CHATS[row["task"]], float(row["energy_per_request_joules"])),
                    "load": Load.SATURATED,
                    "query": f"{row['task']}, {tokens:.0f} output tokens, batch {batch:.0f}",
                },
            )


def _diffusion(folder: Path) -> Iterator[tuple[tuple[float, ...], Row]]:
    for row in read_table(folder, "ml_energy_v3.csv"):
        joules = row["energy_per_image_joules"] or row["energy_per_video_joules"]
        if joules and float(row["batch_size"]) == 1:
            width = row["image_width"] or row["video_width"]
            height = row["image_height"] or row["video_height"]
            yield (
                (row["gpu_model"] != "H100", int(row["num_gpus"])),
                {
                    **_ml_energy(row, row["task"], float(joules)),
                    "load": Load.BATCH_1,
                    "query": f"{float(width):.0f} x {float(height):.0f} pixels,"
                    f" {float(row['inference_steps']):.0f} steps",
                },
            )


def _ml_energy(row: Row, task: str, joules: float) -> Row:
    return {
        "model_id": row["model_id"],
        "task": task,
        "kwh_per_1000_queries": _number(joules * 1000 / JOULES_PER_KWH),
        "hardware": f"{row['num_gpus']} x {row['gpu_model']}, {row['weight_precision']}",
        "boundary": Boundary.DEVICE,
        **ML_ENERGY_SOURCE,
    }


def _one_each(ranked: Iterable[tuple[tuple[float, ...], Row]]) -> Iterator[Row]:
    best: dict[tuple[str, str], tuple[tuple[float, ...], Row]] = {}
    for rank, row in ranked:
        key = row["model_id"], row["task"]
        if key not in best or rank < best[key][0]:
            best[key] = rank, row
    for _, row in best.values():
        yield row


def _power_hungry(folder: Path) -> Iterator[Row]:
    for row in read_table(folder, "power_hungry_processing.csv"):
        if row["task"] in PHP_TASKS:
            yield {
                "model_id": _with_owner(row["project_name"]),
                "task": PHP_TASKS[row["task"]],
                "kwh_per_1000_queries": _number(float(row["kwh_1k"])),
                "hardware": "server of 8 A100, seven of them idle, with modelled memory",
                "boundary": Boundary.SERVER,
                "load": Load.BATCH_1,
                "query": "one input",
                **PHP_SOURCE,
            }


def _with_owner(name: str) -> str:
    if "/" in name:
        return name
    return next(f"{OWNERS[start]}/{name}" for start in OWNERS if name.startswith(start))


def _number(number: float) -> str:
    return f"{number:.6g}"
