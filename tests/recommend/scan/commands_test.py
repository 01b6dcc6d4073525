from __future__ import annotations

import pytest

from hubscan.recommend.scan.commands import read_commands, read_modelfile
from hubscan.recommend.scan.finds import names_no_model

FOUND = {
    "ollama run llama3.2:1b": "meta-llama/Llama-3.2-1B-Instruct-Q4_K_M-GGUF",
    "ollama pull llama3.1": "meta-llama/Llama-3.1-8B-Instruct-Q4_K_M-GGUF",
    "ollama run llama3.1:8b-instruct-q8_0": "meta-llama/Llama-3.1-8B-Instruct-Q8_0-GGUF",
    "ollama run hf.co/bartowski/X-GGUF:Q4_K_M": "bartowski/X-GGUF",
    "llama-cli -hf ggml-org/gemma-3-1b-it-GGUF:Q8_0 -p hi": "ggml-org/gemma-3-1b-it-GGUF",
    "llama-server --hf-repo org/X-GGUF": "org/X-GGUF",
    "llama-cli -m models/phi-2.Q4_K_M.gguf": "phi-2.Q4_K_M-GGUF",
    "vllm serve org/model": "org/model",
    "vllm serve --port 80 org/model --dtype half": "org/model",
    "hf download org/model": "org/model",
    "huggingface-cli download --quiet org/model x.bin": "org/model",
    'CMD ["vllm", "serve", "org/model"]': "org/model",
    "text-generation-launcher --model-id org/model": "org/model",
    "python -m vllm.entrypoints.openai.api_server --model=org/model": "org/model",
    "ENV MODEL_ID=org/model": "org/model",
    'export HF_MODEL_ID="org/model"': "org/model",
    "run: hf download org/model && echo done": "org/model",
}


@pytest.mark.parametrize(("line", "model_id"), FOUND.items(), ids=FOUND)
def test_commands_name_models(line, model_id):
    finds = read_commands(f"#!/bin/sh\n{line}\n", "run.sh")
    assert {find.model_id for find in finds} == {model_id}
    assert {find.line for find in finds} == {2}


NOTHING = [
    "hf download org/data --repo-type dataset",
    "hf download --repo-type=space org/demo",
    "# ollama run llama3.2:1b",
    "ollama list",
    "ollama run somebodys-own",
    "vllm serve ./model",
    "vllm serve $MODEL",
    "git clone https://github.com/org/model",
    "docker pull org/image",
    "echo hf download && ls org/folder",
    "MODEL=$1",
    "--model gpt-4o",
]


@pytest.mark.parametrize("line", NOTHING)
def test_what_is_no_model_is_left(line):
    assert read_commands(line, "run.sh") == []


def test_a_line_goes_on_behind_a_backslash():
    (find,) = read_commands("a\nvllm serve \\\n  --port 80 \\\n  org/model\n", "run.sh")
    assert (find.model_id, find.line) == ("org/model", 2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("FROM llama3.2\nPARAMETER x 1\n", "meta-llama/Llama-3.2-3B-Instruct-Q4_K_M-GGUF"),
        ("# a\nfrom ./phi-2.Q4_K_M.gguf\n", "phi-2.Q4_K_M-GGUF"),
        ("FROM hf.co/org/X-GGUF\n", "org/X-GGUF"),
    ],
)
def test_a_modelfile_begins_from_a_model(text, told):
    assert [find.model_id for find in read_modelfile(text, "Modelfile")] == [told]


@pytest.mark.parametrize(
    "line", ["hf download " + "-x " * 50_000, "-" * 200_000, "MODEL" + " " * 99_999, "\\\n" * 9_999]
)
def test_long_lines_end(line):
    assert read_commands(line, "run.sh") == []


FILE_NAMES = {
    "model": True,
    "model-GGUF": True,
    "ggml-model-q4_0-GGUF": True,
    "MODEL.f16-GGUF": True,
    "merged-model-2": True,
    "phi-2.Q4_K_M-GGUF": False,
    "tinyllama-1.1b-chat-v1.0.Q4_K_M-GGUF": False,
    "mistral": False,
}


@pytest.mark.parametrize(("name", "is_so"), FILE_NAMES.items(), ids=FILE_NAMES)
def test_some_names_of_files_would_suit_any_model(name, is_so):
    assert names_no_model(name) is is_so
