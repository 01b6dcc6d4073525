"""What all tests share: a command line that runs in this process, and one shipped engine."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from hubscan.cli import main

# the same examples on every machine, and none fails because the machine is slow
settings.register_profile("house", deadline=None, derandomize=True)
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    exit_code: int
    stdout: str
    stderr: str


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture
def run() -> Callable[..., Ran]:
    """Run ``hubscan ARGS`` in this process."""

    def run_hubscan(*args: object) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            exit_code = main([str(arg) for arg in args])
        return Ran(exit_code, out.getvalue(), err.getvalue())

    return run_hubscan


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the shipped catalogue and its index, made once."""
    import hubscan

    folder = tmp_path_factory.mktemp("data")
    hubscan.open(folder).close()
    return folder


@pytest.fixture(scope="session")
def engine(data_dir: Path) -> Iterator[object]:
    import hubscan

    with hubscan.open(data_dir) as opened:
        yield opened
