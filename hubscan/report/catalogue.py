"""What ``hubscan catalogue`` prints."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hubscan.catalogue.overview import Overview
from hubscan.report.console import plain

_SHARES = (
    ("a task", "with_task"),
    ("a licence", "with_license"),
    ("parameters", "with_parameters"),
    ("a base model", "with_base_models"),
    ("reported emissions", "with_emissions"),
    ("a description", "with_description"),
)


def print_overview(console: Console, overview: Overview) -> None:
    """Print how much a catalogue knows."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("file", Text(plain(overview.path)))
    table.add_row("size", f"{overview.size_bytes / 1e6:,.1f} MB")
    table.add_row("models", f"{overview.models:,}")
    for name, attribute in _SHARES:
        count = getattr(overview, attribute)
        table.add_row(f"  with {name}", f"{count:,} ({percent(count, overview.models)})")
    table.add_row("private", f"{overview.private:,}")
    table.add_row("gone", f"{overview.tombstones:,}")
    table.add_row("whole as of", overview.snapshot_date or "unknown")
    table.add_row("rows from", f"{overview.oldest or '?'} to {overview.newest or '?'}")
    table.add_row("set aside", f"{overview.problems:,}")
    for name in overview.unfinished:
        table.add_row("unfinished", Text(plain(name)))
    console.print(table)


def percent(part: int, whole: int) -> str:
    """Write a share; a small one is never rounded to zero."""
    if not whole:
        return "none"
    percent = 100 * part / whole
    return f"{percent:.0f} %" if percent >= 1 or not part else f"{percent:.1g} %"
