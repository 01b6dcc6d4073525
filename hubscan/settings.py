"""Paths and knobs from flags and the environment, in one frozen object."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path

DATA_DIR_VARIABLE = "HUBSCAN_DATA_DIR"
ENCODER_VARIABLE = "HUBSCAN_ENCODER"


@dataclass(frozen=True)
class Settings:
    """Where hubscan keeps its catalogue and index, and with what it encodes.

    ``encoder`` is None for the shipped one, else the name or folder of any
    sentence-transformers model.
    """

    data_dir: Path
    encoder: str | None = None

    @classmethod
    def load(
        cls,
        data_dir: str | os.PathLike[str] | None = None,
        encoder: str | None = None,
        environment: Mapping[str, str] = os.environ,
    ) -> Settings:
        """Build settings: a flag wins over the environment, which wins over the default."""
        folder = data_dir or environment.get(DATA_DIR_VARIABLE) or user_cache_path("hubscan")
        return cls(
            data_dir=Path(folder).expanduser(),
            encoder=encoder or environment.get(ENCODER_VARIABLE) or None,
        )
