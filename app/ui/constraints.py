"""The constraints at the side: every widget is a query parameter of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from hubscan.catalogue.tasks import current_tags
from hubscan.recommend.answering import MAX_LIMIT
from hubscan.recommend.constraints import OPT_IN
from hubscan.recommend.hardware import runtimes
from hubscan.recommend.ranking import Prefer

LIMIT = 5
_LICENSES = ("permissive", "copyleft", "non-commercial", "any")
_PARAMETERS = ("50M", "200M", "500M", "1B", "3B", "8B", "70B")
_GIGABYTES = ("0.5GB", "1GB", "2GB", "4GB", "8GB", "16GB", "24GB", "80GB")
_AGES = ("90d", "6m", "1y", "2y", "5y")


def ask_constraints() -> dict[str, Any]:
    """Show the constraints and return what is asked for, by the names that the engine has."""
    with st.sidebar:
        st.header("What must hold", anchor=False)
        asked = {
            "license": _choice("license", "Licence", _LICENSES, "Not asked", own=True),
            "max_params": _choice(
                "max_params", "At most so many parameters", _PARAMETERS, own=True
            ),
            "max_memory_gb": _choice(
                "max_memory_gb", "At most so much memory", _GIGABYTES, own=True
            ),
            "language": _word("language", "Language", "de, German"),
            "task": _choice("task", "Task", current_tags(), "Read from your words"),
        }
        with st.expander("Where it runs"):
            asked |= _machine()
        with st.expander("Where it comes from"):
            asked |= _origin()
        with st.expander("Reuse or train"):
            asked |= _verdict()
        return _given(asked | _order())


def _machine() -> dict[str, Any]:
    return {
        "device": _word("device", "Device", "cpu, RTX 3060"),
        "memory": _choice("memory", "Memory of the machine", _GIGABYTES, own=True),
        "runtime": _choice("runtime", "Runtime", runtimes()),
        "context": st.number_input(
            "Context, in tokens, at least", 1, value=None, key="context", bind="query-params"
        ),
    }


def _origin() -> dict[str, Any]:
    return {
        "author": _word("author", "Author", "google-bert"),
        "library": _word("library", "Library", "transformers"),
        "format": _word("format", "Weight format", "safetensors, gguf"),
        "max_age": _choice("max_age", "Modified within", _AGES, own=True),
        "allow": st.multiselect(
            "Let in", [str(each) for each in OPT_IN], key="allow", bind="query-params"
        ),
    }


def _verdict() -> dict[str, Any]:
    return {
        "queries": st.number_input(
            "Queries in all",
            1,
            value=None,
            key="queries",
            bind="query-params",
            help="Adds what reusing, adapting and training cost over so many queries.",
        ),
        "country": _word("country", "Country of the electricity", "Norway, DE"),
    }


def _order() -> dict[str, Any]:
    prefer = st.selectbox(
        "Between equals prefer", [str(each) for each in Prefer], key="prefer", bind="query-params"
    )
    limit = st.slider("Results", 1, MAX_LIMIT // 10, LIMIT, key="limit", bind="query-params")
    return {
        "prefer": None if prefer == Prefer.BALANCED else prefer,
        "limit": None if limit == LIMIT else limit,
    }


def _choice(
    key: str, label: str, options: Sequence[str], empty: str = "Any", *, own: bool = False
) -> str | None:
    return st.selectbox(
        label,
        options,
        index=None,
        placeholder=empty,
        accept_new_options=own,
        key=key,
        bind="query-params",
    )


def _word(key: str, label: str, example: str) -> str:
    return st.text_input(label, key=key, placeholder=example, bind="query-params").strip()


def _given(asked: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in asked.items() if value not in (None, "", [])}
