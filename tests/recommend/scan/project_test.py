from __future__ import annotations

import json
import os

import pytest

from hubscan.errors import UsageError
from hubscan.recommend.scan.project import scan_project

CALL = 'f.from_pretrained("org/model")\n'


def write(root, name, text):
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def notebook(*cells):
    return json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]})


def places(scanned):
    return [find.place for find in scanned.finds]


FILES = {
    "a.py": (CALL, "a.py:1"),
    "deep/er/b.py": ("\n" + CALL, "deep/er/b.py:2"),
    "n.ipynb": (notebook("x = 1", ["a = 1\n", CALL]), "n.ipynb, cell 2:2"),
    "magic.ipynb": (notebook(["%pip install x\n", CALL]), "magic.ipynb, cell 1:2"),
    "shell.ipynb": (notebook(["!hf download org/model\n"]), "shell.ipynb, cell 1:1"),
    "c.yaml": ("base_model: org/model\n", "c.yaml:1"),
    ".github/workflows/ci.yml": ("run: hf download org/model\n", ".github/workflows/ci.yml:1"),
    "c.json": ('{"base_model": "org/model"}', "c.json:1"),
    "c.toml": ('base_model = "org/model"', "c.toml:1"),
    "Dockerfile": ("RUN hf download org/model\n", "Dockerfile:1"),
    "Dockerfile.gpu": ("RUN hf download org/model\n", "Dockerfile.gpu:1"),
    "Makefile": ("all:\n\tvllm serve org/model\n", "Makefile:2"),
    "run.sh": ("vllm serve org/model\n", "run.sh:1"),
    ".env": ("MODEL_ID=org/model\n", ".env:1"),
    "BOM.py": (b"\xef\xbb\xbf" + CALL.encode(), "BOM.py:1"),
    "CRLF.py": ("\r\n" + CALL, "CRLF.py:2"),
    "bytes.py": (b"# \xff\xfe\n" + CALL.encode(), "bytes.py:2"),
}


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_file_is_read(tmp_path, name):
    text, place = FILES[name]
    write(tmp_path, name, text)
    scanned = scan_project(tmp_path)
    assert places(scanned) == [place]
    assert (scanned.files, scanned.broken) == (1, [])


def test_one_file_is_a_project_too(tmp_path):
    assert places(scan_project(write(tmp_path, "a.py", CALL))) == ["a.py:1"]


@pytest.mark.parametrize(
    "folder", [".git", "node_modules", "venv", ".venv", "__pycache__", "site-packages"]
)
def test_what_is_not_the_projects_own_is_left(tmp_path, folder):
    write(tmp_path, f"{folder}/a.py", CALL)
    write(tmp_path, f"src/{folder}/a.py", CALL)
    assert scan_project(tmp_path).files == 0


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no symbolic links here")
def test_symbolic_links_are_not_followed(tmp_path):
    outside = write(tmp_path / "outside", "a.py", CALL)
    root = tmp_path / "root"
    root.mkdir()
    (root / "file.py").symlink_to(outside)
    (root / "folder").symlink_to(outside.parent)
    (root / "circle").symlink_to(root)
    assert scan_project(root).files == 0


def test_gguf_files_are_found_by_their_names(tmp_path):
    write(tmp_path, "models/phi-2.Q4_K_M.gguf", b"GGUF")
    (find,) = scan_project(tmp_path).finds
    assert (find.model_id, find.path) == ("phi-2.Q4_K_M-GGUF", "models/phi-2.Q4_K_M.gguf")


def test_a_folder_of_the_project_is_no_model(tmp_path):
    write(tmp_path, "org/model/config.txt", "")
    write(tmp_path, "a.py", CALL)
    assert scan_project(tmp_path).finds == []


BROKEN = {
    "syntax.py": ("def (", "line 1: invalid syntax"),
    "zero.py": ("\x00", "source code string cannot contain null bytes"),
    "deep.py": ("(" * 10_000, ""),
    "deep.json": ("[" * 100_000, ""),
    "deep.yaml": ("model: " + "[" * 5_000, ""),
    "cut.json": ('{"a": ', "Expecting value"),
    "cut.yaml": ("model: [1", ""),
    "cut.toml": ("a = ", ""),
    "not.ipynb": ("[]", "no list of cells"),
    "cells.ipynb": (notebook("def ("), "1 cell of code cannot be read as Python"),
    "huge.py": ("#" * (3 << 20), "longer than 2 MB"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_told_and_the_rest_is_read(tmp_path, name):
    text, told = BROKEN[name]
    write(tmp_path, name, text)
    write(tmp_path, "a.py", CALL)
    scanned = scan_project(tmp_path)
    assert places(scanned) == ["a.py:1"]
    ((path, reason),) = scanned.broken
    assert path == name
    assert told in reason
    assert "\n" not in reason
    assert "None" not in reason


def test_a_model_is_told_once_a_line(tmp_path):
    write(tmp_path, "a.py", 'f.from_pretrained("org/model"); g.from_pretrained("Org/Model")\n')
    assert len(scan_project(tmp_path).finds) == 1


def test_nothing_is_nothing(tmp_path):
    scanned = scan_project(tmp_path)
    assert (scanned.finds, scanned.files, scanned.broken) == ([], 0, [])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_left(tmp_path):
    os.mkfifo(tmp_path / "a.py")
    assert scan_project(tmp_path).files == 0
    with pytest.raises(UsageError, match="neither a folder nor a file"):
        scan_project(tmp_path / "a.py")


def test_a_path_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        scan_project(tmp_path / "nowhere")
