"""No value of any option may end in a traceback, or in a number that is none."""

import json
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hubscan.cli import main

NASTY = [
    "", " ", "0", "-1", "-0", "1e308", "1e-308", "1e400", "nan", "inf", "-inf", "7B", "7GB", "24h",
    "1e3", "A100", "8 x A100", "0 x A100", "TPU v3-8", "TPU v5e", "NO", "Norway", "us-east1",
    "aws:us-east-1", "Polnd", "text", "any", "Q4_K_M", "int8", "text-generation",
    "text-classification", "text-to-image", "automatic-speech-recognition", "\x00", "日本", "💥",
    "a" * 300, "../../etc/passwd", "{{ 7 * 7 }}", "%s%n", "'; drop table", "\n", "1\n2",
    "[bold]", "[/bold]", ":smile:",
]  # fmt: skip

OPTIONS = {
    "training": ["--hours", "--gpu", "--gpus", "--watts", "--parameters", "--tokens", "--teacher",
                 "--kind", "--market-based", "--country", "--year", "--provider", "--pue",
                 "--carbon-intensity"],
    "inference": ["--task", "--parameters", "--active-parameters", "--model", "--architecture",
                  "--quantization", "--prompt-tokens", "--output-tokens", "--country", "--pue"],
    "memory": ["--parameters", "--context", "--batch", "--format", "--gpu"],
    "reuse": ["--task", "--parameters", "--name", "--big-parameters", "--big-task", "--big-name",
              "--queries", "--tokens", "--quantization", "--gpu", "--country", "--provider"],
    "regions": ["--kwh", "--hours", "--gpu", "--gpus", "--pue", "--place", "--year", "--limit"],
}  # fmt: skip
BASES = {
    "training": [[], ["--parameters", "66M", "--tokens", "1M"], ["--kind", "text"],
                 ["--hours", "3", "--gpu", "T4"]],
    "inference": [["--task", "text-generation", "--parameters", "8B"],
                  ["--task", "text-classification", "--parameters", "66M"]],
    "memory": [["--parameters", "8B"]],
    "reuse": [["--task", "text-classification", "--parameters", "66M"]],
    "regions": [["--kwh", "3"], ["--hours", "3", "--gpu", "T4"]],
}  # fmt: skip
FLAGS = ["--json", "--explain", "--clouds"]


def numbers(content):
    if isinstance(content, dict):
        content = list(content.values())
    if isinstance(content, list):
        for part in content:
            yield from numbers(part)
    elif isinstance(content, int | float):
        yield content


def arguments(command):
    pair = st.tuples(st.sampled_from(OPTIONS[command]), st.sampled_from(NASTY))
    pairs = st.lists(pair, max_size=3).map(lambda found: [word for one in found for word in one])
    flags = st.lists(st.sampled_from(FLAGS[: 3 if command == "regions" else 2]), unique=True)
    parts = st.tuples(st.sampled_from(BASES[command]), pairs, flags)
    return parts.map(lambda found: ["estimate", command, *found[0], *found[1], *found[2]])


@pytest.mark.parametrize("command", OPTIONS)
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_is_typed(command, capsys, data):
    given_arguments = data.draw(arguments(command))
    code = main(given_arguments)
    out, err = capsys.readouterr()
    assert code in (0, 1, 2)
    assert "Traceback" not in err
    assert (code == 0) == (err == "")
    if code == 0 and "--json" in given_arguments:
        assert all(math.isfinite(number) for number in numbers(json.loads(out)))
