"""The few lines that load a model, by what it is and what its library offers."""

from __future__ import annotations

import json
import re
import tomllib
from functools import cache
from typing import Any

from hubscan.catalogue.quantization import Method, parse
from hubscan.catalogue.record import ModelRecord, Relation
from hubscan.resources import resource

_SAFE_ID = re.compile(r"[\w.-]+(/[\w.-]+)?", re.ASCII)
_DEFAULT_GGUF_TYPE = "Q4_K_M"
_TRANSFORMERS = "transformers"


def loading_code(record: ModelRecord) -> str | None:
    """Return the lines that load a model; None for an id that is none of the Hub's.

    The lines are made from a table of ours and the id alone, which is checked: nothing that a
    card says can get into code that somebody pastes.
    """
    if not _SAFE_ID.fullmatch(record.model_id):
        return None
    code = _template(record).strip("\n")
    return re.sub(r"\b[A-Z_]{2,}\b", lambda found: _value(found[0], record), code)


def _template(record: ModelRecord) -> str:
    table = _table()
    library = record.library_name or _TRANSFORMERS
    if "gguf" in record.formats and library != "diffusers":
        return _text(table["format"]["gguf"])
    if any(base.relation is Relation.ADAPTER for base in record.base_models) and library == "peft":
        return _text(table["relation"]["adapter"])
    if code := table["library"].get(library):
        return _text(code)
    return _transformers(record, table) if library == _TRANSFORMERS else _download(table)


def _transformers(record: ModelRecord, table: dict[str, Any]) -> str:
    task = record.pipeline_tag
    if task in table["pipeline"]["tasks"]:
        return _text(table["pipeline"]["code"])
    if classes := table["class"].get(task):
        model_class, reader_class = classes.split(", ")
        code = _text(table["fallback"]["class"])
        return code.replace("MODEL_CLASS", model_class).replace("READER_CLASS", reader_class)
    return _download(table)


def _download(table: dict[str, Any]) -> str:
    return _text(table["fallback"]["download"])


def _value(word: str, record: ModelRecord) -> str:
    bases = [base.id for base in record.base_models if _SAFE_ID.fullmatch(base.id)]
    values = {
        "MODEL": json.dumps(record.model_id),
        "ID": record.model_id,
        "BARE": record.model_id.rpartition("/")[2],
        "NAME": json.dumps(record.model_id.rpartition("/")[2]),
        "TYPE": _gguf_type(record),
        "TASK": json.dumps(record.pipeline_tag or ""),
        "BASE": bases[0] if bases else "",
    }
    return values.get(word, word)


def _gguf_type(record: ModelRecord) -> str:
    scheme = parse(record.quantization or "")
    if scheme is None or scheme.method is not Method.GGUF or scheme.gguf_type is None:
        return _DEFAULT_GGUF_TYPE
    return scheme.gguf_type.upper()


def _text(value: object) -> str:
    return str(value)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resource("data", "snippets.toml").read_text(encoding="utf-8"))
