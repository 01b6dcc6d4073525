"""What the Hub says now of the models shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from hubscan.report.console import plain

if TYPE_CHECKING:  # it imports huggingface_hub, which is not always installed
    from hubscan.catalogue.live import LiveCheck


def print_live(console: Console, check: LiveCheck | None) -> None:
    """Print what differs from the catalogue; nothing where nobody asked."""
    if check is None:
        return
    console.print(f"\nOn the Hub at {check.asked_at}:")
    for model in check.models:
        told = "; ".join(model.differences) or "as the catalogue says"
        today = "" if model.downloads is None else f"; {model.downloads:,} downloads a month"
        console.print(Text(plain(f"  {model.model_id}: {told}{today}")))
    if check.problem is not None:
        console.print(Text(plain(f"  {check.problem}")))


def with_live(content: dict[str, object], check: LiveCheck | None) -> dict[str, object]:
    """Return what JSON shows of an answer, with the check where one was made."""
    return content if check is None else {**content, "live": check.as_dict()}
