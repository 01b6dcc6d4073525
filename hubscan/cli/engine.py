"""Opens the engine for a command, with progress on the error stream."""

from __future__ import annotations

from hubscan.recommend.engine import Engine
from hubscan.report.console import progress_bar


def open_engine(data_dir: str | None, encoder: str | None) -> Engine:
    """Open the engine, telling how far the work of a first use is."""
    with progress_bar() as tell:
        return Engine.open(data_dir, encoder=encoder, progress=tell)
