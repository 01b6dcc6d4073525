"""Constraints, families, evidence and reasons on top of the search."""

from hubscan.errors import MissingExtraError

try:
    import numpy as np  # noqa: F401  everything here and in search/ needs it
except ImportError as error:
    raise MissingExtraError("numpy", "search") from error
