"""What ``import hubscan`` offers, and what it costs."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

import hubscan
from hubscan.cli import COMMANDS


def test_all_is_sorted_and_importable():
    assert sorted(hubscan.__all__) == dir(hubscan)
    for name in hubscan.__all__:
        assert getattr(hubscan, name) is not None


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = hubscan.nothing


def test_import_brings_nothing_heavy(root):
    code = "import sys, hubscan, hubscan.cli; print(*sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True
    )
    heavy = {"numpy", "torch", "faiss", "tantivy", "pyarrow", "huggingface_hub", "rich", "yaml"}
    assert not heavy & set(ran.stdout.split())


@pytest.mark.parametrize("target", COMMANDS.values(), ids=COMMANDS)
def test_every_command_can_be_imported(target):
    module, _, name = target.partition(":")
    assert getattr(importlib.import_module(module), name)


def test_version_is_the_head_of_the_changelog(root):
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changelog.split("## [")[1].startswith(hubscan.__version__)
