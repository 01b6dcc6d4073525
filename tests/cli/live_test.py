import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.catalogue.hubserver import FakeHub

ROOT = Path(__file__).resolve().parents[2]
NEED = "detect toxic comments"


@pytest.fixture
def recommend_live(data_dir, tmp_path):
    """Run the command in a process: huggingface_hub reads HF_ENDPOINT when it is imported."""

    def run(endpoint, *args):
        environment = {**os.environ, "HF_ENDPOINT": endpoint, "HF_HOME": str(tmp_path)}
        environment.pop("HF_TOKEN", None)
        command = [sys.executable, "-m", "hubscan", "recommend", NEED, "--live", *args]
        command += ["--limit", "2", "--data-dir", str(data_dir)]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)

    return run


def test_without_a_network_it_says_so_and_answers_anyway(recommend_live):
    result = recommend_live("http://127.0.0.1:9")
    assert result.returncode == 0, result.stderr
    assert "the Hub (127.0.0.1:9) cannot be reached: " in result.stdout
    assert "On the Hub at" in result.stdout


def test_what_the_hub_says_is_in_the_json(recommend_live):
    with FakeHub([]).serve() as endpoint:
        result = recommend_live(endpoint, "--json")
    content = json.loads(result.stdout)
    shown = [each["model_id"] for each in content["results"]]
    assert [each["model_id"] for each in content["live"]["models"]] == shown
    assert content["live"]["models"][0]["differences"] == ["gone from the Hub, or private"]
