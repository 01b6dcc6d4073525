"""Finds what ships with the package, in a checkout and in an installed wheel alike."""

from __future__ import annotations

from pathlib import Path

from hubscan.errors import DataError

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """Return the path of a shipped file or folder, such as ``resource("data", "vocabularies")``.

    The wheel carries ``data``, ``templates`` and ``app`` inside the package; in a checkout they
    stand beside it. Raises DataError when the path does not exist.
    """
    for root in (_PACKAGE, _PACKAGE.parent):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise DataError(f"{'/'.join(parts)} is missing from this installation: reinstall hubscan")
