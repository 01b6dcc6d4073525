"""Models that a notebook names, in its cells of code; outputs are left alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from hubscan.recommend.scan.commands import read_commands
from hubscan.recommend.scan.python import PythonFinds, read_python


def read_notebook(text: str, path: str) -> tuple[PythonFinds, int]:
    """Return the models of a notebook, and how many cells are no Python that can be read.

    Raises ValueError or RecursionError for what is no notebook.
    """
    found, broken = PythonFinds([]), 0
    for number, source in _cells(json.loads(text)):
        commands, code = _split(source)
        found.finds += [replace(find, cell=number) for find in read_commands(commands, path)]
        try:
            of_cell = read_python(code, path, number)
        except (SyntaxError, ValueError, RecursionError):
            broken += 1
            continue
        found.finds += of_cell.finds
        found.dynamic += of_cell.dynamic
        found.unnamed += of_cell.unnamed
    return found, broken


def _cells(notebook: Any) -> Iterator[tuple[int, str]]:
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise ValueError("it has no list of cells")
    for number, cell in enumerate(cells, start=1):
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            source = cell.get("source")
            lines = source if isinstance(source, list) else [source]
            yield number, "".join(line for line in lines if isinstance(line, str))


def _split(source: str) -> tuple[str, str]:
    """Part the lines for the shell from those of Python, each at its place."""
    lines = source.splitlines()
    shell = [line.lstrip().startswith(("!", "%")) for line in lines]
    commands = "\n".join(
        line.lstrip()[1:] if is_shell else "" for line, is_shell in zip(lines, shell, strict=True)
    )
    code = "\n".join(
        _blank(line) if is_shell else line for line, is_shell in zip(lines, shell, strict=True)
    )
    return commands, code


def _blank(line: str) -> str:
    return line[: len(line) - len(line.lstrip())] + "pass"
