"""Ids of models: what is one, which were renamed, and what their names tell."""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache

from hubscan.resources import resource

_MODEL_ID = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/(?!(?:datasets|spaces)/)"
    r"([^/?#\s]+(?:/(?!(?:tree|blob|resolve|discussions)(?:/|$))[^/?#\s]+)?)(?:[/?#].*)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 14)
def is_model_id(text: str) -> bool:
    """Tell whether a text can be the id of a repository with an owner."""
    return _MODEL_ID.fullmatch(text) is not None


def as_given(text: str) -> str:
    """Return the id in what a person wrote or pasted, which may be the address of its page."""
    text = text.strip()
    match = _ADDRESS.fullmatch(text)
    return match[1] if match else text.rstrip("/")


def current_id(model_id: str) -> str:
    """Return the id of today for one of the past: bert-base-uncased was given an owner."""
    models, owners = _renames()
    if model_id in models:
        return models[model_id]
    owner, slash, name = model_id.partition("/")
    return f"{owners.get(owner, owner)}{slash}{name}"


def own_name(model_id: str) -> str:
    """Return the name without the owner, without capitals."""
    return model_id.rpartition("/")[2].casefold()


@cache
def _renames() -> tuple[dict[str, str], dict[str, str]]:
    """Return the renamed models, and the renamed owners (written with a slash at the end)."""
    path = resource("data", "catalogue", "renames.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        pairs = {row["old"]: row["new"] for row in csv.DictReader(stream)}
    owners = {old[:-1]: new[:-1] for old, new in pairs.items() if old.endswith("/")}
    return {old: new for old, new in pairs.items() if not old.endswith("/")}, owners
