"""Which files are model cards: walks folders of checkouts and says what it left out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hubscan.cards.card import Card
from hubscan.errors import UsageError

CARD_NAME = "README.md"
_EVALUATION_FOLDER = ".eval_results"
_SKIPPED_FOLDERS = frozenset({"node_modules", "site-packages", "__pycache__"})
_WEIGHTS = (".safetensors", ".gguf", ".onnx", ".ckpt", ".pt", ".pth", ".h5", ".tflite", ".bin")
_OF_DATASETS = frozenset({"dataset_info", "task_categories", "size_categories", "pretty_name"})
_OF_SPACES = frozenset({"sdk"})
_MODEL_ID = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}\Z")
_REMOTE = re.compile(r"url\s*=\s*\S*(?:huggingface\.co|hf\.co)[/:]([\w.-]+/[\w.-]+?)(?:\.git)?\s")
_LONGEST_TOLD = 80
_LONGEST_CONFIG = 1 << 16


@dataclass(frozen=True, slots=True)
class Place:
    """Where a model card is, or should be.

    ``asked`` tells that a person named it, ``has_evaluation_files`` that results stand beside it.
    """

    path: Path
    name: str
    asked: bool = False
    has_evaluation_files: bool = False


def find(arguments: Sequence[str]) -> list[Place]:
    """Return the places that the arguments name, folders walked, each once.

    Raises UsageError for what is no path.
    """
    places = dict.fromkeys(place for text in arguments for place in _places(text))
    return sorted({place.path: place for place in places}.values(), key=lambda place: place.name)


def is_model_id(text: str) -> bool:
    """Tell the id of a model on the Hub from a path that is there, or was meant to be."""
    return bool(_MODEL_ID.match(text)) and not text.endswith(".md") and not Path(text).exists()


def _places(text: str) -> Iterator[Place]:
    path = Path(text)
    try:
        is_file, is_folder = path.is_file(), path.is_dir()
    except OSError as error:  # a name that is too long
        raise UsageError(f"{text[:_LONGEST_TOLD]}: {error.strerror}") from None
    if is_file:
        has_results = (path.parent / _EVALUATION_FOLDER).is_dir()
        yield Place(path, path.as_posix(), asked=True, has_evaluation_files=has_results)
    elif is_folder:
        yield from _walk(path)
    else:
        raise UsageError(f"{text}: no such file or folder")


def _walk(root: Path) -> Iterator[Place]:
    for folder, folders, names in os.walk(root):
        has_results = _EVALUATION_FOLDER in folders
        folders[:] = sorted(name for name in folders if not _is_skipped(name))
        here = Path(folder)
        if CARD_NAME in names or _is_model(names):
            card = here / CARD_NAME
            yield Place(card, card.as_posix(), here == root, has_results)


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name in _SKIPPED_FOLDERS


def _is_model(names: Sequence[str]) -> bool:
    return any(name.endswith(_WEIGHTS) for name in names)


def is_model_card(card: Card) -> bool:
    """Tell a model card from the README of a dataset, a Space or a program."""
    keys = card.metadata.keys()
    if keys & _OF_SPACES or (keys & _OF_DATASETS and "pipeline_tag" not in keys):
        return False
    return card.has_front_matter or bool(card.errors)


def model_ids(path: Path) -> frozenset[str]:
    """Return the ids that a checkout may have: its remote's, and the names of its folders."""
    folder = path.resolve().parent
    ids = {f"{folder.parent.name}/{folder.name}"}
    config = folder / ".git" / "config"
    if config.is_file():
        with config.open(encoding="utf-8", errors="replace") as stream:
            ids.update(_REMOTE.findall(stream.read(_LONGEST_CONFIG)))
    return frozenset(ids)
