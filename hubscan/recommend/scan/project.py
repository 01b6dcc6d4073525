"""Walks a project and reads each file by its kind; what cannot be read is counted and told."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from hubscan.errors import UsageError
from hubscan.recommend.scan.commands import read_commands, read_modelfile
from hubscan.recommend.scan.configs import read_json, read_toml, read_yaml
from hubscan.recommend.scan.finds import GGUF, Find, Unnamed, gguf_name
from hubscan.recommend.scan.notebooks import read_notebook
from hubscan.recommend.scan.python import read_python
from hubscan.terminal import counted

HERE = "GGUF file here"
_MAX_BYTES = 2 << 20
_MAX_NOTEBOOK_BYTES = 32 << 20  # outputs are in it
_MAX_FILES = 50_000
_SKIPPED = frozenset(
    [
        ".git",
        ".hg",
        ".svn",
        "node_modules",
        "venv",
        ".venv",
        "env",
        ".env",
        "__pycache__",
        ".tox",
        ".nox",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        "site-packages",
        "dist",
        "build",
        ".eggs",
        ".ipynb_checkpoints",
        ".idea",
        ".terraform",
    ]
)
_MAY_NAME_A_MODEL = re.compile(r"model|checkpoint|tokenizer|repo_id|hf_repo|llm|gguf", re.I)
_SHELLS = frozenset({".sh", ".bash", ".zsh", ".ps1", ".bat", ".env", ".mk", ".service"})
_PLAIN_NAMES = ("dockerfile", "containerfile", "makefile", "justfile", "procfile", ".env")


@dataclass
class Scanned:
    """What a project names, in the order of its files.

    ``broken`` holds what could not be read, with the reason; ``dynamic`` counts calls that name a
    model only when they run.
    """

    finds: list[Find] = field(default_factory=list)
    files: int = 0
    broken: list[tuple[str, str]] = field(default_factory=list)
    dynamic: int = 0
    unnamed: list[Unnamed] = field(default_factory=list)


def scan_project(root: Path) -> Scanned:
    """Return the models that the files below a folder, or one file, name.

    Symbolic links are not followed. Raises UsageError when there is nothing to read.
    """
    if not root.is_dir() and not root.is_file():
        raise UsageError(f"{root} does not exist, or is neither a folder nor a file")
    scanned = Scanned()
    folder = root if root.is_dir() else root.parent
    for path in _files(root, scanned):
        _read(path, path.relative_to(folder).as_posix(), scanned)
    scanned.finds = [each for each in _once(scanned.finds) if not _is_local(each, folder)]
    return scanned


def _is_local(find: Find, folder: Path) -> bool:
    """Tell whether a name is that of a folder or file of the project, not of the Hub's."""
    try:
        return find.how != HERE and (folder / find.written).exists()
    except (OSError, ValueError):
        return False


def _files(root: Path, scanned: Scanned) -> Iterator[Path]:
    if not root.is_dir():
        yield root
        return
    seen = 0
    for folder, names, files in os.walk(root, onerror=lambda e: _unreadable(e, root, scanned)):
        names[:] = sorted(name for name in names if name not in _SKIPPED)
        for name in sorted(files):
            path = Path(folder, name)
            if path.is_symlink() or not path.is_file():
                continue
            seen += 1
            if seen > _MAX_FILES:
                scanned.broken.append(
                    (".", f"more than {_MAX_FILES:,} files: the rest was left out")
                )
                return
            yield path


def _unreadable(error: OSError, root: Path, scanned: Scanned) -> None:
    name = os.path.relpath(error.filename or root, root)
    scanned.broken.append((name, error.strerror or "cannot be opened"))


def _read(path: Path, name: str, scanned: Scanned) -> None:
    if path.suffix.lower() == GGUF and (found := gguf_name(path.name)):
        scanned.finds.append(Find(name, 1, found, path.name, HERE))
        return
    reader = _reader(path)
    if reader is None:
        return
    scanned.files += 1
    try:
        reader(_text(path), name, scanned)
    except (OSError, SyntaxError, ValueError, yaml.YAMLError) as error:
        scanned.broken.append((name, _first_line(error)))
    except (RecursionError, MemoryError):
        scanned.broken.append((name, "nested too deep"))


def _reader(path: Path) -> Callable[[str, str, Scanned], None] | None:
    name, suffix = path.name.lower(), path.suffix.lower()
    if suffix in _BY_SUFFIX:
        return _BY_SUFFIX[suffix]
    if name.startswith("modelfile"):
        return lambda text, of, scanned: scanned.finds.extend(read_modelfile(text, of))
    return _commands if name.startswith(_PLAIN_NAMES) else None


def _python(text: str, name: str, scanned: Scanned) -> None:
    found = read_python(text, name)
    scanned.finds += found.finds
    scanned.dynamic += found.dynamic
    scanned.unnamed += found.unnamed


def _notebook(text: str, name: str, scanned: Scanned) -> None:
    found, broken = read_notebook(text, name)
    scanned.finds += found.finds
    scanned.dynamic += found.dynamic
    scanned.unnamed += found.unnamed
    if broken:
        scanned.broken.append((name, f"{counted(broken, 'cell')} of code cannot be read as Python"))


def _yaml(text: str, name: str, scanned: Scanned) -> None:
    scanned.finds += read_commands(text, name)
    if _MAY_NAME_A_MODEL.search(text):  # a lock file of a megabyte takes seconds to parse
        scanned.finds += read_yaml(text, name)


def _json(text: str, name: str, scanned: Scanned) -> None:
    scanned.finds += read_json(text, name)


def _toml(text: str, name: str, scanned: Scanned) -> None:
    scanned.finds += read_toml(text, name)


def _commands(text: str, name: str, scanned: Scanned) -> None:
    scanned.finds += read_commands(text, name)


_BY_SUFFIX: dict[str, Callable[[str, str, Scanned], None]] = {
    ".py": _python,
    ".pyi": _python,
    ".ipynb": _notebook,
    ".yaml": _yaml,
    ".yml": _yaml,
    ".json": _json,
    ".toml": _toml,
    **dict.fromkeys(_SHELLS, _commands),
}


def _text(path: Path) -> str:
    limit = _MAX_NOTEBOOK_BYTES if path.suffix.lower() == ".ipynb" else _MAX_BYTES
    with path.open("rb") as stream:
        content = stream.read(limit + 1)
    if len(content) > limit:
        raise ValueError(f"longer than {limit >> 20} MB: left out")
    return content.decode("utf-8-sig", "replace")


def _once(finds: list[Find]) -> Iterator[Find]:
    """Yield each model once for each line."""
    seen: set[tuple[str, int | None, int, str]] = set()
    for find in sorted(
        finds, key=lambda each: (each.path, each.cell or 0, each.line, each.model_id)
    ):
        key = (find.path, find.cell, find.line, find.model_id.casefold())
        if key not in seen:
            seen.add(key)
            yield find


def _first_line(error: Exception) -> str:
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return f"line {error.lineno}: {error.msg}"
    return (str(error).splitlines() or [type(error).__name__])[0]
