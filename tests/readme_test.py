"""Every command of the README runs, and prints what the README says."""

from __future__ import annotations

import importlib
import re
import runpy
import shlex

import pytest

import hubscan
from hubscan.cli import COMMANDS, main
from hubscan.recommend.coverage import NOT_KNOWN
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, re.DOTALL)
COMMAND_LINES = [
    line.partition("#")[0].strip()
    for language, block in BLOCKS
    for line in block.splitlines()
    if language == "sh" and line.startswith("hubscan ")
]
PYTHON = [block for language, block in BLOCKS if language == "python"]


CARD = """---
license: mit
language: en
---
# A model

Trained for a day.
"""
# CodeCarbon 3, the columns that matter: kilograms
LOG = """timestamp,project_name,run_id,duration,emissions,energy_consumed,country_name,gpu_model
2026-01-02T03:04:05,sample,8a3c,3600,0.0123,0.05,Germany,1 x NVIDIA A100
"""


@pytest.fixture(autouse=True)
def _shipped(data_dir, monkeypatch, tmp_path):
    """Each command runs where a card and a log are, with the shipped catalogue."""
    for folder in (tmp_path, tmp_path / "model"):
        folder.mkdir(exist_ok=True)
        (folder / "README.md").write_text(CARD)
        (folder / "emissions.csv").write_text(LOG)
    monkeypatch.chdir(tmp_path)
    main(["audit", ".", "--write-baseline", "known.json"])
    monkeypatch.setenv("HUBSCAN_DATA_DIR", str(data_dir))


@pytest.mark.parametrize("line", COMMAND_LINES)
def test_commands_run(run, line):
    ran = run(*shlex.split(line)[1:])
    finds = line.startswith(("hubscan audit", "hubscan fill --diff"))
    assert ran.exit_code in ((0, 1) if finds else (0,)), ran.stderr
    assert ran.stdout
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("code", PYTHON)
def test_python_runs(code, capsys):
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out


def test_the_printed_outputs_are_what_the_commands_print():
    render = runpy.run_path(str(ROOT / "scripts" / "readme.py"))["render"]
    assert render(README) == README


def test_there_are_outputs_to_check():
    assert any(language == "console" for language, _ in BLOCKS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command):
    assert f"hubscan {command}" in README


def leaves():
    """Yield the words of every command, those of a group's commands included."""
    for name, target in COMMANDS.items():
        module, _, attribute = target.partition(":")
        command = getattr(importlib.import_module(module), attribute)
        yield from ((name, each) for each in getattr(command, "commands", {}))
        if not hasattr(command, "commands"):
            yield (name,)


@pytest.mark.parametrize("words", list(leaves()), ids=" ".join)
def test_every_command_has_help_with_examples(run, words):
    ran = run(*words, "--help")
    assert ran.exit_code == 0
    assert "Examples:" in ran.stdout


def test_the_catalogue_has_what_the_readme_counts(data_dir):
    with hubscan.open(data_dir) as engine:
        has = engine.coverage()
    licensed = sum(count.models for count in has.by_license if count.name != NOT_KNOWN)
    counts = (has.models, licensed, has.energy_measured, has.energy_estimated)
    numbers = r"has N models, the licence of\s+N .* for N and estimates for N"
    said = re.search(numbers.replace("N", r"([\d,]+)"), README)
    assert said
    assert said.groups() == tuple(f"{count:,}" for count in counts)
