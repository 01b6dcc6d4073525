"""``hubscan app``: the server runs in the command's place, with what was asked."""

from __future__ import annotations

import os
import sys
from importlib import util

import pytest

from tests.conftest import ROOT


@pytest.fixture
def started(monkeypatch):
    """What would have taken the process's place."""
    calls = []
    monkeypatch.setattr(os, "execve", lambda *call: calls.append(call))
    return calls


def test_streamlit_is_started_on_the_app(run, started):
    assert run("app").exit_code == 0
    ((program, command, _),) = started
    assert program == sys.executable
    app = ROOT / "app"
    assert command[1:4] == [str(app / "serve.py"), "run", str(app / "main.py")]
    assert command[4:] == [
        *("--server.port", "8501"),
        *("--server.address", "localhost"),
        *("--server.headless", "false"),
    ]


def test_options_reach_the_server(run, started, tmp_path):
    run("app", "--port", 8080, "--address", "0.0.0.0", "--headless", "--data-dir", tmp_path)
    ((_, command, environment),) = started
    assert command[4:] == [
        *("--server.port", "8080"),
        *("--server.address", "0.0.0.0"),
        *("--server.headless", "true"),
    ]
    assert environment["HUBSCAN_DATA_DIR"] == str(tmp_path)


@pytest.mark.parametrize("port", ["0", "65536", "http"])
def test_an_impossible_port_is_a_usage_error(run, started, port):
    assert run("app", "--port", port).exit_code == 2
    assert not started


@pytest.mark.parametrize("missing", ["streamlit", "altair"])
def test_a_missing_extra_is_named(run, started, monkeypatch, missing):
    find = util.find_spec
    monkeypatch.setattr(
        "hubscan.cli.app.find_spec", lambda name: None if name == missing else find(name)
    )
    ran = run("app")
    assert ran.exit_code == 1
    assert ran.stderr.startswith(f"hubscan: {missing} is not installed: pip install 'hubscan[")
    assert not started


def test_nothing_is_told_to_anybody():
    config = (ROOT / "app" / ".streamlit" / "config.toml").read_text(encoding="utf-8")
    assert "gatherUsageStats = false" in config


@pytest.mark.parametrize("path", sorted((ROOT / "app").rglob("*.py")), ids=lambda path: path.stem)
def test_no_page_renders_html(path):
    source = path.read_text(encoding="utf-8")
    assert "unsafe_allow_html" not in source
    assert "st.html" not in source
    assert "components" not in source
