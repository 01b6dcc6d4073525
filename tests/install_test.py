"""The wheel, installed into empty environments, does what the checkout does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.install


def call(*command, cwd=None, **environment):
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=clean | environment,
        capture_output=True,
        text=True,
        timeout=900,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory, root):
    folder = tmp_path_factory.mktemp("wheel")
    built = call(sys.executable, "-m", "build", "--wheel", "--outdir", folder, root)
    if built.returncode and "No matching distribution" in built.stdout + built.stderr:
        pytest.skip("the package index cannot be reached")
    assert built.returncode == 0, built.stdout + built.stderr
    return next(folder.glob("*.whl"))


class Environment:
    """A new virtual environment with the wheel and one of its extras."""

    def __init__(self, folder: Path, wheel: Path, extra: str, constraints: Path) -> None:
        venv.create(folder, with_pip=True)
        self.bin = folder / ("Scripts" if os.name == "nt" else "bin")
        asked = f"{wheel}[{extra}]" if extra else wheel
        done = call(self.bin / "python", "-m", "pip", "install", "-q", "-c", constraints, asked)
        if "No matching distribution" in done.stderr:
            pytest.skip("the package index cannot be reached")
        assert done.returncode == 0, done.stderr

    def hubscan(self, *args, cwd, **environment):
        return call(self.bin / "hubscan", *args, cwd=cwd, **environment)

    def packages(self):
        listed = call(self.bin / "python", "-m", "pip", "list", "--format", "json")
        return {package["name"].lower() for package in json.loads(listed.stdout)}


@pytest.fixture(scope="module")
def core(tmp_path_factory, wheel, root):
    folder = tmp_path_factory.mktemp("core")
    return Environment(folder, wheel, "", root / "constraints.txt")


@pytest.fixture(scope="module")
def search(tmp_path_factory, wheel, root):
    folder = tmp_path_factory.mktemp("search")
    return Environment(folder, wheel, "search", root / "constraints.txt")


@pytest.mark.parametrize("part", ["data/encoder/modules.json", "data/catalogue/models.parquet"])
def test_the_wheel_carries_its_data(wheel, part):
    assert f"hubscan/{part}" in zipfile.ZipFile(wheel).namelist()


def test_the_core_is_light_and_says_what_it_can_do(core, tmp_path):
    ran = core.hubscan("--help", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "recommend" in ran.stdout
    assert not core.packages() & {"numpy", "faiss-cpu", "pandas", "torch", "huggingface-hub"}


def test_the_core_names_the_extra_that_a_search_needs(core, tmp_path):
    ran = core.hubscan("recommend", "detect toxic comments", "--data-dir", "d", cwd=tmp_path)
    assert ran.returncode == 1
    assert ran.stderr.strip().endswith("pip install 'hubscan[search]'")
    assert ran.stderr.count("\n") == 1


def test_a_need_is_answered_outside_the_checkout_without_torch(search, tmp_path):
    args = ("recommend", "detect toxic comments", "--json")
    ran = search.hubscan(*args, cwd=tmp_path, HUBSCAN_DATA_DIR=str(tmp_path / "data"))
    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    assert answer["results"][0]["pipeline_tag"] == "text-classification"
    assert not search.packages() & {"torch", "transformers", "sentence-transformers"}
