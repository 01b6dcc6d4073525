from __future__ import annotations

import pytest

from hubscan.recommend.scan.python import read_python

# code -> the models that it names
NAMED = {
    'AutoModel.from_pretrained("org/model")': ["org/model"],
    'AutoModel.from_pretrained(pretrained_model_name_or_path="org/model")': ["org/model"],
    'AutoModel.from_pretrained("bert-base-uncased")': ["google-bert/bert-base-uncased"],
    'pipeline("summarization", model="org/model")': ["org/model"],
    'transformers.pipeline("summarization", "org/model")': ["org/model"],
    'SentenceTransformer("all-MiniLM-L6-v2")': ["sentence-transformers/all-MiniLM-L6-v2"],
    'CrossEncoder("cross-encoder/x")': ["cross-encoder/x"],
    'hf_hub_download(repo_id="org/model", filename="x.bin")': ["org/model"],
    'huggingface_hub.snapshot_download("org/model")': ["org/model"],
    'LLM(model="org/model")': ["org/model"],
    'spacy.load("en_core_web_sm")': ["spacy/en_core_web_sm"],
    'timm.create_model("resnet18.a1_in1k", pretrained=True)': ["timm/resnet18.a1_in1k"],
    'timm.create_model("hf_hub:timm/resnet18.a1_in1k")': ["timm/resnet18.a1_in1k"],
    'ollama.chat(model="llama3.2:1b")': ["meta-llama/Llama-3.2-1B-Instruct-Q4_K_M-GGUF"],
    'Llama(model_path="models/phi-2.Q4_K_M.gguf")': ["phi-2.Q4_K_M-GGUF"],
    'M = "org/model"\nf.from_pretrained(M)': ["org/model"],
    'M: str = "org/model"\nf.from_pretrained(M)': ["org/model"],
    'class C:\n  name = "org/model"\nf.from_pretrained(C.name)': ["org/model"],
    'def f(name="org/model"):\n  g.from_pretrained(name)': ["org/model"],
    'def f(*, name="org/model"):\n  g.from_pretrained(name)': ["org/model"],
    'def f(a, name="org/model"):\n  g.from_pretrained(name)': ["org/model"],
    'p.add_argument("--name", default="org/model")\nf.from_pretrained(a.name)': ["org/model"],
    'f.from_pretrained("org/a" if big else "org/b")': ["org/a", "org/b"],
    'f.from_pretrained(given or "org/model")': ["org/model"],
    'f.from_pretrained("org/" + "model")': ["org/model"],
    'f.from_pretrained(os.getenv("M", "org/model"))': ["org/model"],
    'f.from_pretrained(os.environ.get("M", "org/model"))': ["org/model"],
}


@pytest.mark.parametrize(("code", "models"), NAMED.items(), ids=NAMED)
def test_what_code_names_is_found(code, models):
    found = read_python(code, "a.py")
    assert [find.model_id for find in found.finds] == models
    assert found.dynamic == 0
    assert found.finds[0].line == code.count("\n") + 1


NOT_MODELS = [
    'load_dataset("org/data")',
    'Dataset.from_pretrained("org/data")',
    'hf_hub_download("org/data", "x", repo_type="dataset")',
    'snapshot_download("org/space", repo_type="space")',
    'AutoModel.from_pretrained("./here")',
    'AutoModel.from_pretrained("/abs/olute")',
    'AutoModel.from_pretrained("~/home")',
    'AutoModel.from_pretrained("model.bin")',
    'AutoModel.from_pretrained("a b c")',
    'AutoModel.from_pretrained("")',
    'AutoModel.from_pretrained("datasets/org/data")',
    'pipeline("summarization")',
    "pipeline(model=None)",
    'print("org/model")',
    '"""AutoModel.from_pretrained("org/model")"""',
    '# AutoModel.from_pretrained("org/model")',
    'WhisperModel("large-v3")',
]


@pytest.mark.parametrize("code", NOT_MODELS)
def test_what_is_no_model_is_left(code):
    found = read_python(code, "a.py")
    assert (found.finds, found.dynamic) == ([], 0)


UNNAMED = {
    'pipeline("sentiment-analysis")': ["sentiment-analysis"],
    'transformers.pipeline(task="ner", device=0)': ["ner"],
    'pipeline("translation_en_to_fr", model=None)': ["translation_en_to_fr"],
    'pipeline("summarization", model="org/model")': [],
    'pipeline("summarization", *more)': [],
    'pipeline("summarization", **more)': [],
    'pipeline("clean the data")': [],
    "pipeline(task)": [],
    "pipeline()": [],
}


@pytest.mark.parametrize(("code", "tasks"), UNNAMED.items(), ids=UNNAMED)
def test_a_task_without_a_model_is_told(code, tasks):
    found = read_python(f"x = 1\n{code}", "a.py", 3)
    assert [(each.task, each.place) for each in found.unnamed] == [
        (task, "a.py, cell 3:2") for task in tasks
    ]


DYNAMIC = [
    "f.from_pretrained(name)",
    "f.from_pretrained(config.model)",
    'f.from_pretrained(f"org/{size}")',
    "f.from_pretrained(get())",
    "pipeline(model=sys.argv[1])",
]


@pytest.mark.parametrize("code", DYNAMIC)
def test_what_only_a_run_would_tell_is_counted(code):
    found = read_python(code, "a.py")
    assert (found.finds, found.dynamic) == ([], 1)


def test_nothing_is_run(tmp_path):
    read_python(f'open({str(tmp_path / "made")!r}, "w")\nf.from_pretrained("a/b")', "a.py")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("code", ["def (", "x = '", "\x00", "if x:\npass"])
def test_broken_code_is_told(code):
    with pytest.raises((SyntaxError, ValueError)):
        read_python(code, "a.py")
