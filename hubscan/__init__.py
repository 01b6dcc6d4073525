"""hubscan finds existing small models to reuse instead of training, with energy evidence.

>>> import hubscan
>>> engine = hubscan.open()
>>> answer = engine.recommend("detect toxic comments", license="permissive")
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import os

    from hubscan.recommend.engine import Engine
    from hubscan.trainer import TrainerCallback

__version__ = "0.1.0"

__all__ = ["HubscanError", "TrainerCallback", "__version__", "open"]

# name -> module: imported when asked for, so that `import hubscan` costs nothing
_PUBLIC = {"HubscanError": "hubscan.errors", "TrainerCallback": "hubscan.trainer"}


def open(data_dir: str | os.PathLike[str] | None = None, *, encoder: str | None = None) -> Engine:
    """Open the catalogue and its index, made on first use; the engine stays loaded.

    ``encoder`` names any sentence-transformers model to use instead of the shipped one. Raises
    HubscanError when the data folder, the catalogue or the encoder cannot be used.
    """
    from hubscan.recommend.engine import Engine

    return Engine.open(data_dir, encoder=encoder)


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'hubscan' has no attribute {name!r}")
    return getattr(importlib.import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
