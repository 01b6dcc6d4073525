"""The command line and the link that give the answer of a page again."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

Value = str | float | Sequence[str] | None


def recommend_command(need: str, constraints: Mapping[str, Value]) -> str:
    """Return the ``hubscan recommend`` line of a need; None and () constrain nothing."""
    words = ["hubscan", "recommend", *_options(constraints), *_argument(need)]
    return shlex.join(words)


def audit_command(author: str, profile: str) -> str:
    """Return the ``hubscan audit`` line of all of an owner's models."""
    return shlex.join(["hubscan", "audit", *_options({"author": author, "profile": profile})])


def link_query(need: str, constraints: Mapping[str, Value]) -> str:
    """Return the query of a link to the page that shows the answer to a need."""
    return urlencode({"need": need, **constraints}, doseq=True)


def _options(constraints: Mapping[str, Value]) -> Iterator[str]:
    for name, value in constraints.items():
        option = f"--{name.replace('_', '-')}"
        if isinstance(value, str):
            yield f"{option}={value}"
        elif isinstance(value, int | float):
            yield f"{option}={value:.12g}"
        else:
            yield from (f"{option}={each}" for each in value or ())


def _argument(text: str) -> tuple[str, ...]:
    return ("--", text) if text.startswith("-") else (text,)
