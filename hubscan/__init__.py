"""hubscan finds existing small models to reuse instead of training, with energy evidence."""

from __future__ import annotations

__version__ = "0.1.0"

__all__ = ["__version__"]
