"""A card that is asked of the Hub, and what came back; no library is needed to speak of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CardRequest:
    """A card to get, unless it is still the one that ``etag`` names."""

    model_id: str
    revision: str
    etag: str | None = None


@dataclass(frozen=True)
class CardAnswer:
    """A card as the Hub gave it; ``content`` is None when it is unchanged or there is none."""

    request: CardRequest
    content: bytes | None = None
    etag: str | None = None
    problem: str | None = None
    is_read: bool = True

    @property
    def text(self) -> str | None:
        """Return the card's text, whatever its bytes are."""
        return None if self.content is None else self.content.decode("utf-8-sig", "replace")
