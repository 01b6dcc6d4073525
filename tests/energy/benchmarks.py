"""Small tables in the layout of the public benchmarks, made from known laws."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

AIES_COLUMNS = ("model", "total_gpu_energy", "task", "cohort", "class", "params_b")
ML_ENERGY_COLUMNS = (
    "task",
    "model_id",
    "gpu_model",
    "num_gpus",
    "weight_precision",
    "activated_params_billions",
    "total_params_billions",
    "avg_batch_size",
    "avg_output_len",
    "energy_per_token_joules",
    "energy_per_request_joules",
    "median_itl_ms",
    "batch_size",
    "energy_per_image_joules",
    "energy_per_video_joules",
    "image_width",
    "image_height",
    "video_width",
    "video_height",
    "inference_steps",
)
PHP_COLUMNS = ("task", "project_name", "kwh_1k")
SIZES = (0.05, 0.1, 0.3, 1.0, 3.0, 7.0, 12.0)
DENSE = (8.0, 14.0, 30.0)


def write_tables(folder: Path) -> Path:
    """Write the three tables of inference measurements and return their folder."""
    _write(folder / "ai_energy_score.csv", AIES_COLUMNS, _energy_score())
    _write(folder / "ml_energy_v3.csv", ML_ENERGY_COLUMNS, [*_decoders(), *_diffusion()])
    _write(
        folder / "power_hungry_processing.csv",
        PHP_COLUMNS,
        [
            {"task": "fill-mask", "project_name": "bert-base-cased", "kwh_1k": "0.0045236"},
            {"task": "zeroshot-qa", "project_name": "gpt2", "kwh_1k": "0.17"},
        ],
    )
    return folder


def _energy_score() -> Iterable[Mapping[str, object]]:
    # kWh = 0.002 x P ^ 0.8 for classifiers, 0.006 x P ^ 0.5 for generators
    for size in SIZES:
        for name, kwh, task in (
            ("text", 0.002 * size**0.8, "text_classification"),
            ("writer", 0.006 * size**0.5, "text_generation"),
            ("embed", 0.001 * size**0.7, "sentence_similarity"),
            ("wav2vec2", 0.004 * size**0.5, "asr"),
        ):
            model = f"made/{name}-{size}"
            yield _aies(model, kwh, task, size)
    yield _aies("made/whisper-a", 0.06, "asr", 1.0)
    yield _aies("made/whisper-b", 0.03, "asr", 0.25)
    yield _aies("made/thinker", 9.0, "reasoning (max 8192 new tokens)", 8.0)
    yield _aies("made/unnamed (variant unstated)", 0.006, "text_generation", 1.0)
    yield _aies("lvwerra/distilbert-imdb", 0.0002, "text_classification", "")


def _aies(model: str, kwh: float, task: str, size: object) -> Mapping[str, object]:
    return {
        "model": model,
        "total_gpu_energy": kwh,
        "task": task,
        "cohort": "2025-02",
        "class": "A",
        "params_b": size,
    }


def _decoders() -> Iterable[Mapping[str, object]]:
    # H100: 0.2 J/GB x 2 bytes / B + 0.5 x (G - 1) x sqrt P / B + 0.01 x P x (1 + 100 / 400)
    # + 1e-6 x 400 x sqrt P; B200 1.2 times that
    for size in DENSE:
        for gpu, speed in (("H100", 1.0), ("B200", 1.2)):
            for batch in (8, 64, 128):
                for devices in (1, 2):
                    joules = (0.4 * size + 0.5 * (devices - 1) * size**0.5) / batch
                    joules += 0.0125 * size + 0.0004 * size**0.5
                    yield {
                        "task": "lm-arena-chat",
                        "model_id": f"made/decoder-{size:g}b",
                        "gpu_model": gpu,
                        "num_gpus": devices,
                        "weight_precision": "bfloat16",
                        "activated_params_billions": size,
                        "total_params_billions": size,
                        "avg_batch_size": batch,
                        "avg_output_len": 400,
                        "energy_per_token_joules": speed * joules,
                        "energy_per_request_joules": 400 * speed * joules,
                        "median_itl_ms": 4 + 0.4 * 2 * size / devices,
                    }
    for task in ("image-chat", "video-chat"):
        yield {
            "task": task,
            "model_id": "made/seeing-8b",
            "gpu_model": "H100",
            "num_gpus": 1,
            "weight_precision": "bfloat16",
            "activated_params_billions": 8,
            "total_params_billions": 8,
            "avg_batch_size": 64,
            "avg_output_len": 300,
            "energy_per_token_joules": 0.25,
            "energy_per_request_joules": 75,
            "median_itl_ms": 11,
        }


def _diffusion() -> Iterable[Mapping[str, object]]:
    for devices, joules in ((2, 900), (1, 720)):
        yield {
            "task": "text-to-image",
            "model_id": "made/pixart",
            "gpu_model": "H100",
            "num_gpus": devices,
            "weight_precision": "bfloat16",
            "activated_params_billions": 0.6,
            "total_params_billions": 0.6,
            "batch_size": 1,
            "energy_per_image_joules": joules,
            "image_width": 1024,
            "image_height": 1024,
            "inference_steps": 20,
        }


def _write(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns))
        writer.writeheader()
        writer.writerows(rows)
