"""What nobody stated but a name or a tag tells: tasks, languages, bases."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hubscan.catalogue.languages import language_in_name, normal_languages
from hubscan.catalogue.names import current_id, own_name
from hubscan.catalogue.tasks import current_tag

_TASK_OF_LIBRARY = {
    "sentence-transformers": "sentence-similarity",
    "spacy": "token-classification",
    "flair": "token-classification",
    "span-marker": "token-classification",
    "gliner": "token-classification",
    "setfit": "text-classification",
    "stable-baselines3": "reinforcement-learning",
    "ml-agents": "reinforcement-learning",
    "sample-factory": "reinforcement-learning",
    "ultralytics": "object-detection",
    "open_clip": "zero-shot-image-classification",
}
_TASK_OF_TAG = {
    "diffusers:StableDiffusionPipeline": "text-to-image",
    "diffusers:StableDiffusionXLPipeline": "text-to-image",
    "diffusers:StableDiffusion3Pipeline": "text-to-image",
    "diffusers:FluxPipeline": "text-to-image",
    "stable-diffusion": "text-to-image",
    "whisper": "automatic-speech-recognition",
    "clip": "zero-shot-image-classification",
    "marian": "translation",
    "llava": "image-text-to-text",
    "llama": "text-generation",
    "mistral": "text-generation",
    "mixtral": "text-generation",
    "qwen2": "text-generation",
    "qwen3": "text-generation",
    "gemma": "text-generation",
    "gemma2": "text-generation",
    "phi": "text-generation",
    "phi3": "text-generation",
    "gpt2": "text-generation",
    "gpt_neox": "text-generation",
    "t5": "text-generation",
}
_TASK_OF_NAME = (
    (r"rerank(er)?", "text-ranking"),
    (r"(faster-|distil-)?whisper", "automatic-speech-recognition"),
    (r"opus-mt|nllb|m2m100", "translation"),
    (r"embed(ding)?s?", "feature-extraction"),
    (r"vl|vision|llava|multimodal|omni|ocr|glm-4(\.\d)?v", ""),
    (r"guard|reward|rm|prm|sae|transcoder|clt|plt|vae|controlnet|lora|eagle\d?|draft", ""),
    (r"gemma-?[34]n?-e?(?!1b|270m)\d+b|qwen-?3\.[5-9]", "image-text-to-text"),
    (
        r"(meta-)?(code-?)?llama-?[234].*|l3.*|mistral.*|mixtral.*|qwen\d?.*|gemma.*|phi-?[234].*|"
        r"deepseek.*|hermes.*|pythia.*|.*-instruct|.*-chat|tulu.*|olmo.*|granite.*|nemo(tron)?.*|"
        r"zephyr.*|vicuna.*|falcon.*|smollm.*|command-r.*|yi-\d.*|internlm.*|glm-?\d.*|exaone.*",
        "text-generation",
    ),
)
_NAME_PATTERNS = tuple(
    (re.compile(rf"(?:^|[-_.])(?:{words})(?=$|[-_.0-9])"), task) for words, task in _TASK_OF_NAME
)
_TRANSLATOR = re.compile(r"opus-mt-(?:tc-\w+-)?([a-z]{2,3})-([a-z]{2,3})$")
_TRAINER_NAME = re.compile(r"(.+?)-finetuned-")


def infer_task(model_id: str, tags: Iterable[str], library: str | None) -> str | None:
    """Return the task that a model's tags, library or name tell."""
    words = list(tags)
    stated = next((tag for tag in words if current_tag(tag) == tag), None)
    by_tag = next((_TASK_OF_TAG[tag] for tag in words if tag in _TASK_OF_TAG), None)
    return stated or _TASK_OF_LIBRARY.get(library or "") or by_tag or _task_in_name(model_id)


def infer_languages(model_id: str) -> tuple[str, ...]:
    """Return the languages that a model's name tells: one by its English name, or a pair."""
    name = own_name(model_id)
    if pair := _TRANSLATOR.search(name):
        return normal_languages(pair.groups())
    language = language_in_name(name)
    return (language,) if language else ()


def infer_base(model_id: str) -> str | None:
    """Return the base in a name that the trainer gave: distilbert-base-uncased-finetuned-x."""
    match = _TRAINER_NAME.match(own_name(model_id))
    if match is None:
        return None
    base = current_id(match.group(1))
    return base if "/" in base else None


def _task_in_name(model_id: str) -> str | None:
    name = own_name(model_id)
    return next((task for found, task in _NAME_PATTERNS if found.search(name)), None) or None
