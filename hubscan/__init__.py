"""hubscan finds existing small models to reuse instead of training, with energy evidence."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hubscan.trainer import TrainerCallback

__version__ = "0.1.0"

__all__ = ["TrainerCallback", "__version__"]

_LAZY = {"TrainerCallback": "hubscan.trainer"}


def __getattr__(name: str) -> object:
    """Import what needs an extra only when somebody asks for it."""
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_LAZY[name]), name)
