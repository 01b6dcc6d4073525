"""Models that Python code names: its syntax tree is read, nothing is run."""

from __future__ import annotations

import ast
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from hubscan.catalogue.tasks import is_task
from hubscan.recommend.scan.finds import Find, Unnamed, gguf_name, hub_id, ollama_name


@dataclass(frozen=True)
class _Rule:
    """Which arguments of a call name a model: by position (None: none), by keyword."""

    position: int | None
    keywords: tuple[str, ...]
    owner_only: bool = False
    prefix: str = ""


_PIPELINE = _Rule(1, ("model",))
_CALLS = {  # by the name that is called
    "from_pretrained": _Rule(0, ("pretrained_model_name_or_path", "model_name", "repo_id", "path")),
    "pipeline": _PIPELINE,
    "SentenceTransformer": _Rule(0, ("model_name_or_path",), prefix="sentence-transformers/"),
    "SparseEncoder": _Rule(0, ("model_name_or_path",)),
    "CrossEncoder": _Rule(0, ("model_name_or_path", "model_name")),
    "hf_hub_download": _Rule(0, ("repo_id",), owner_only=True),
    "snapshot_download": _Rule(0, ("repo_id",), owner_only=True),
    "InferenceClient": _Rule(0, ("model",), owner_only=True),
    "AsyncInferenceClient": _Rule(0, ("model",), owner_only=True),
    "HuggingFaceEmbeddings": _Rule(None, ("model_name", "model"), owner_only=True),
    "HuggingFaceEndpoint": _Rule(None, ("repo_id",), owner_only=True),
    "HuggingFacePipeline": _Rule(None, ("model_id",)),
    "from_model_id": _Rule(None, ("model_id",)),
    "LLM": _Rule(0, ("model",), owner_only=True),
    "WhisperModel": _Rule(0, ("model_size_or_path",), owner_only=True),
    "TextEmbedding": _Rule(0, ("model_name",), owner_only=True),
    "FlagModel": _Rule(0, ("model_name_or_path",)),
    "BGEM3FlagModel": _Rule(0, ("model_name_or_path",)),
    "KeyBERT": _Rule(None, ("model",)),
}
# spaCy and timm name models without the owner that they have on the Hub
_ATTRIBUTES = {
    ("spacy", "load"): _Rule(0, ("name",), prefix="spacy/"),
    ("timm", "create_model"): _Rule(0, ("model_name",), prefix="timm/"),
}
_OLLAMA_CALLS = frozenset({"chat", "generate", "embed", "embeddings", "pull", "show"})
_OTHER_REPOSITORIES = frozenset({"dataset", "space"})
_NOT_A_MODEL = frozenset({"Dataset", "DatasetDict"})


@dataclass
class PythonFinds:
    """What was found in one piece of code; ``dynamic`` counts names that only a run would tell."""

    finds: list[Find]
    dynamic: int = 0
    unnamed: list[Unnamed] = field(default_factory=list)


def read_python(text: str, path: str, cell: int | None = None) -> PythonFinds:
    """Return the models that code names; raises SyntaxError, ValueError or RecursionError."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of invalid escapes in somebody else's code
        tree = ast.parse(text)
    names = _constants(tree)
    found = PythonFinds([])
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            _read_call(node, names, path, cell, found)
        elif isinstance(node, ast.Constant) and (name := gguf_name(node.value)):
            found.finds.append(Find(path, node.lineno, name, str(node.value), "GGUF file", cell))
    return found


def _read_call(
    call: ast.Call, names: dict[str, list[str]], path: str, cell: int | None, found: PythonFinds
) -> None:
    told = _callee(call)
    rule = _rule(call)
    if rule is None or _is_other_repository(call, names):
        return
    argument = _argument(call, rule)
    if argument is None or (isinstance(argument, ast.Constant) and argument.value is None):
        if rule is _PIPELINE and (task := _task(call)):
            found.unnamed.append(Unnamed(path, call.lineno, task, cell))
        return
    texts = _texts(argument, names)
    found.dynamic += not texts
    for text in texts:
        ollama = told.startswith("ollama.")
        model_id = ollama_name(text) if ollama else _model_id(text, rule)
        if model_id and gguf_name(text) is None:
            found.finds.append(Find(path, call.lineno, model_id, text, told, cell))


def _rule(call: ast.Call) -> _Rule | None:
    function = call.func
    if isinstance(function, ast.Name):
        return _CALLS.get(function.id)
    if not isinstance(function, ast.Attribute):
        return None
    owner = function.value.id if isinstance(function.value, ast.Name) else ""
    if owner == "ollama" and function.attr in _OLLAMA_CALLS:
        return _Rule(0, ("model",))
    if owner in _NOT_A_MODEL:
        return None
    return _ATTRIBUTES.get((owner, function.attr)) or _CALLS.get(function.attr)


def _callee(call: ast.Call) -> str:
    """Return what is called as it is written, as far as it is a dotted name."""
    parts: list[str] = []
    function = call.func
    while isinstance(function, ast.Attribute):
        parts.append(function.attr)
        function = function.value
    if isinstance(function, ast.Name):
        parts.append(function.id)
    return ".".join(reversed(parts))


def _model_id(text: str, rule: _Rule) -> str | None:
    found = hub_id(text, needs_owner=rule.owner_only)
    return f"{rule.prefix}{found}" if found and rule.prefix and "/" not in found else found


def _argument(call: ast.Call, rule: _Rule) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg in rule.keywords:
            return keyword.value
    starred = any(isinstance(argument, ast.Starred) for argument in call.args)
    if rule.position is None or starred or len(call.args) <= rule.position:
        return None
    return call.args[rule.position]


def _task(call: ast.Call) -> str | None:
    """Return the task that a call of ``pipeline`` names when all that it is given shows."""
    hidden = any(isinstance(argument, ast.Starred) for argument in call.args)
    if hidden or any(keyword.arg is None for keyword in call.keywords):
        return None
    match _argument(call, _Rule(0, ("task",))):
        case ast.Constant(value=str(task)) if is_task(task):
            return task
    return None


def _is_other_repository(call: ast.Call, names: dict[str, list[str]]) -> bool:
    kinds = (keyword.value for keyword in call.keywords if keyword.arg == "repo_type")
    return any(text in _OTHER_REPOSITORIES for kind in kinds for text in _texts(kind, names))


def _texts(node: ast.expr, names: dict[str, list[str]]) -> list[str]:
    """Return the texts that an expression can be, as far as that shows without running it."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return names.get(name, [])
        case ast.IfExp(body=body, orelse=other):
            return _texts(body, names) + _texts(other, names)
        case ast.BoolOp(values=values):
            return [text for value in values for text in _texts(value, names)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return [a + b for a in _texts(left, names) for b in _texts(right, names)][:_MOST]
        case ast.Call(args=[_, default]) if _callee(node) in _DEFAULTS:
            return _texts(default, names)
    return []


_DEFAULTS = frozenset({"os.getenv", "getenv", "environ.get", "os.environ.get"})
_MOST = 20


def _constants(tree: ast.AST) -> dict[str, list[str]]:
    """Return the texts that each name is given anywhere in the file, as defaults too."""
    names: dict[str, list[str]] = defaultdict(list)
    for name, value in _assignments(tree):
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            names[name].append(value.value)
    return names


def _assignments(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                yield from ((name, value) for target in targets for name in _target(target))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from ((name, value) for name in _target(target))
            case ast.arguments():
                yield from _defaults(node)
            case ast.Call() if _callee(node).endswith("add_argument"):
                yield from _option(node)


def _target(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Attribute):
        yield target.attr


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    positional = [*arguments.posonlyargs, *arguments.args]
    given = arguments.defaults
    yield from (
        (a.arg, d) for a, d in zip(positional[len(positional) - len(given) :], given, strict=True)
    )
    keyword = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    yield from ((argument.arg, default) for argument, default in keyword if default is not None)


def _option(call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
    """Yield the default of a command line option under the name that it has afterwards."""
    for flag in call.args:
        if isinstance(flag, ast.Constant) and isinstance(flag.value, str):
            name = flag.value.lstrip("-").replace("-", "_")
            yield from ((name, k.value) for k in call.keywords if k.arg == "default")
