"""The rules of the house that a reviewer could check with grep."""

from __future__ import annotations

import ast

import pytest

from tests.conftest import ROOT

MODULES = sorted((ROOT / "hubscan").rglob("*.py"))
# each may be imported in one module only
ONE_PLACE = {
    "faiss",
    "tantivy",
    "sqlite3",
    "pyarrow",
    "sentence_transformers",
    "huggingface_hub",
    "datasets",
    "tokenizers",
    "safetensors",
    "jinja2",
    "codecarbon",
    "transformers",
}
MAX_LINES = 300


def imported(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("library", sorted(ONE_PLACE))
def test_a_library_is_imported_in_one_module(library):
    users = [str(path.relative_to(ROOT)) for path in MODULES if library in set(imported(path))]
    assert len(users) == 1, users


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_are_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES
