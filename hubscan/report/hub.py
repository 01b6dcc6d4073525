"""Addresses on the Hub."""

from __future__ import annotations

from urllib.parse import quote

PUBLIC_HUB = "https://huggingface.co"


def model_url(model_id: str, endpoint: str | None = None) -> str:
    """Return the address of a model's page; whatever is in the id stays in the path."""
    return f"{endpoint or PUBLIC_HUB}/{quote(model_id, safe='/')}"
