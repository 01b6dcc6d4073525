"""What a project says of hubscan: [tool.hubscan] in pyproject.toml, or .hubscan.toml."""

from __future__ import annotations

import tomllib
import typing
from pathlib import Path
from types import NoneType, UnionType
from typing import TypeVar

from hubscan.errors import UsageError

OWN_FILE = ".hubscan.toml"
SHARED_FILE = "pyproject.toml"

_Options = TypeVar("_Options")
_NAMES = {str: "text", int: "whole number", float: "number", bool: "true or false", Path: "path"}


def load(options: type[_Options], section: str, folder: Path) -> _Options:
    """Build the dataclass ``options`` from [tool.hubscan.SECTION], or [SECTION] in the own file.

    The nearest file counts, from ``folder`` up to the root of its repository. A dash in a key
    stands for an underscore, a list becomes a tuple, a path starts at the file that names it.
    Raises UsageError for a file that is no TOML, an unknown key and a value of the wrong type.
    """
    path, table = _nearest(folder.resolve())
    found = table.get(section, {})
    if not isinstance(found, dict):
        raise UsageError(f"{path}: {section} is not a table")
    hints = typing.get_type_hints(options)
    values = {}
    for key, value in found.items():
        name = key.replace("-", "_")
        if name not in hints:
            known = ", ".join(sorted(hint.replace("_", "-") for hint in hints))
            raise UsageError(f"{path}: {section}: unknown key {key!r} (known: {known})")
        if not _fits(value, hints[name]):
            raise UsageError(f"{path}: {section}.{key}: expected {_shown(hints[name])}: {value!r}")
        values[name] = _converted(value, hints[name], path.parent)
    return options(**values)


def _nearest(folder: Path) -> tuple[Path, dict[str, object]]:
    for parent in (folder, *folder.parents):
        own = parent / OWN_FILE
        if own.is_file():
            return own, _read(own)
        shared = parent / SHARED_FILE
        if shared.is_file() and (table := _tool_table(shared)):
            return shared, table
        if (parent / ".git").exists():
            break
    return folder / OWN_FILE, {}


def _tool_table(path: Path) -> dict[str, object]:
    tools = _read(path).get("tool", {})
    table = tools.get("hubscan", {}) if isinstance(tools, dict) else {}
    if not isinstance(table, dict):
        raise UsageError(f"{path}: tool.hubscan is not a table")
    return table


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: not valid TOML: {error}") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None


def _choices(hint: object) -> tuple[object, ...]:
    choices = typing.get_args(hint) if isinstance(hint, UnionType) else (hint,)
    return tuple(choice for choice in choices if choice is not NoneType)


def _fits(value: object, hint: object) -> bool:
    return any(_fits_one(value, choice) for choice in _choices(hint))


def _fits_one(value: object, hint: object) -> bool:
    if typing.get_origin(hint) is tuple:
        item_hint = typing.get_args(hint)[0]
        return isinstance(value, list) and all(_fits_one(item, item_hint) for item in value)
    if isinstance(value, bool) or hint is bool:
        return hint is bool and isinstance(value, bool)
    if hint is float:
        return isinstance(value, int | float)
    return isinstance(value, str if hint is Path else typing.cast(type, hint))


def _converted(value: object, hint: object, folder: Path) -> object:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, str) and Path in _choices(hint):
        return folder / value
    return value


def _shown(hint: object) -> str:
    return " or ".join(_shown_one(choice) for choice in _choices(hint))


def _shown_one(hint: object) -> str:
    if typing.get_origin(hint) is tuple:
        return f"a list of {_shown_one(typing.get_args(hint)[0])}"
    return _NAMES.get(typing.cast(type, hint), str(hint))
