"""What a scan finds, and what can be a model's name at all."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

from hubscan.catalogue.families import name_of_original
from hubscan.catalogue.names import current_id
from hubscan.resources import resource

GGUF = ".gguf"
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[\w.-]+)?", re.ASCII)
_LONGEST = 200
_FILE = re.compile(
    r"\.(?:py|json|ya?ml|toml|txt|md|bin|pt|pth|ckpt|onnx|safetensors|csv|pkl|joblib|h5|tflite)$"
)
_HOSTS = re.compile(r"(?:https?://)?(?:huggingface\.co|hf\.co)/|hf_hub:|hf-hub:|hf://")
_OTHER_HUBS = re.compile(r"(?:datasets|spaces)/")
_OLLAMA = re.compile(r"([\w.-]+(?:/[\w.-]+)?)(?::([\w.-]+))?", re.ASCII)
_TYPE = re.compile(r"(?i)(?:^|-)(i?q\d\w*|fp16|f16|bf16)$")
_SAYS_NOTHING = frozenset((
    "adapter", "base", "best", "chat", "checkpoint", "default", "f16", "f32", "final", "ggml",
    "ggjt", "instruct", "llm", "lm", "main", "merged", "model", "my",
    "new", "out", "output", "pytorch", "quantized", "test", "tmp", "unsloth", "weights",
))  # fmt: skip
_DEFAULT_TYPE = "Q4_K_M"  # of Ollama's library


@dataclass(frozen=True, order=True)
class Find:
    """One place that names a model.

    ``written`` is what stands there, ``model_id`` the id or the name by which it is looked up;
    ``cell`` counts a notebook's cells from 1, and ``line`` then its lines.
    """

    path: str
    line: int
    model_id: str
    written: str
    how: str
    cell: int | None = None

    @property
    def place(self) -> str:
        """Where it stands, as an editor takes it."""
        return _place(self.path, self.line, self.cell)

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows."""
        return {
            "path": self.path,
            "line": self.line,
            "cell": self.cell,
            "written": self.written,
            "how": self.how,
        }


@dataclass(frozen=True, order=True)
class Unnamed:
    """A call that names a task and leaves the choice of a model to the library."""

    path: str
    line: int
    task: str
    cell: int | None = None

    @property
    def place(self) -> str:
        """Where it stands, as an editor takes it."""
        return _place(self.path, self.line, self.cell)

    def as_dict(self) -> dict[str, object]:
        """Return what JSON shows."""
        return {"path": self.path, "line": self.line, "cell": self.cell, "task": self.task}


def _place(path: str, line: int, cell: int | None) -> str:
    return f"{path}:{line}" if cell is None else f"{path}, cell {cell}:{line}"


def hub_id(text: object, *, needs_owner: bool = False) -> str | None:
    """Return the id that a text can be; None for paths, files, other hubs and templates."""
    if not isinstance(text, str):
        return None
    written = text.strip()
    name = _HOSTS.sub("", written, count=1) if _HOSTS.match(written) else written
    if name != written:
        name = "/".join(name.split("/")[:2])
    if name.lower().endswith(GGUF):
        return gguf_name(name)
    if len(name) > _LONGEST or not _NAME.fullmatch(name) or _OTHER_HUBS.match(name):
        return None
    if _FILE.search(name.lower()) or (needs_owner and "/" not in name) or name.isdecimal():
        return None
    return current_id(name)


def gguf_name(text: object) -> str | None:
    """Return the name of a model that a GGUF file has: its name without owner and folder."""
    if not isinstance(text, str) or not text.lower().endswith(GGUF):
        return None
    name = PurePath(text.replace("\\", "/")).name[: -len(GGUF)]
    name = re.sub(r"-\d{5}-of-\d{5}$", "", name)
    return f"{name}-GGUF" if len(name) <= _LONGEST and _NAME.fullmatch(name) else None


def names_no_model(name: str) -> bool:
    """Tell whether a file's name would suit any model, as ``model-q4_k_m`` does."""
    words = re.split(r"[-_.]+", name_of_original(name))
    return all(word in _SAYS_NOTHING or word.isdecimal() for word in words)


def ollama_name(text: object) -> str | None:
    """Return the name of a GGUF copy that Ollama calls by its own; None when it is not known."""
    match = (
        _OLLAMA.fullmatch(_HOSTS.sub("", text.strip(), count=1)) if isinstance(text, str) else None
    )
    if match is None:
        return None
    name, tag = match[1], match[2] or ""
    kind = found[1].upper() if (found := _TYPE.search(tag)) else _DEFAULT_TYPE
    if "/" in name:
        return current_id(name)
    model_id = _ollama_library().get((name.lower(), tag.split("-")[0].lower()))
    model_id = model_id or (
        _ollama_library().get((name.lower(), "")) if tag in ("", "latest") else None
    )
    return f"{model_id}-{kind}-GGUF" if model_id else None


@cache
def _ollama_library() -> dict[tuple[str, str], str]:
    """Return the models of Ollama's library by name and tag; the first of a name is its default."""
    path = resource("data", "catalogue", "ollama.csv")
    library: dict[tuple[str, str], str] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            library[row["name"], row["tag"]] = row["model_id"]
            library.setdefault((row["name"], ""), row["model_id"])
    return library
