"""Which task each document of an index does."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_CODES, _NAMES = "tasks.npy", "tasks.json"
_UNKNOWN = -1


class DocumentTasks:
    """The pipeline tags of documents by position, as codes of their names."""

    def __init__(self, tags: Iterable[str | None] = ()) -> None:
        self._known: dict[str, int] = {}
        self._codes = array("i")
        self.extend(tags)

    def __len__(self) -> int:
        return len(self._codes)

    @property
    def names(self) -> Sequence[str]:
        """The tags that there are."""
        return list(self._known)

    def extend(self, tags: Iterable[str | None]) -> None:
        """Append the tags of further documents."""
        self._codes.extend(map(self._code, tags))

    def put(self, tags: Mapping[int, str | None]) -> None:
        """Set the tags of positions; new positions follow the old ones without a gap."""
        grown = max(tags, default=-1) + 1 - len(self)
        self._codes.extend([_UNKNOWN] * max(0, grown))
        for position, tag in tags.items():
            self._codes[position] = self._code(tag)

    def look_up(self, values: Mapping[str, float], at: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the value of the tag of each of some positions, 0 for a tag without one."""
        # the last entry stands for the code of the unknown
        table = np.array([*(values.get(name, 0.0) for name in self._known), 0.0], np.float32)
        found: NDArray[np.float32] = table[np.frombuffer(self._codes, np.intc)[at]]
        return found

    def save(self, folder: Path) -> None:
        np.save(folder / _CODES, np.frombuffer(self._codes, np.intc))
        (folder / _NAMES).write_text(json.dumps(self.names), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> DocumentTasks:
        """Read what was saved."""
        loaded = cls()
        names = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
        loaded._known = {name: code for code, name in enumerate(names)}
        loaded._codes.frombytes(np.load(folder / _CODES).astype(np.intc).tobytes())
        return loaded

    def _code(self, tag: str | None) -> int:
        return _UNKNOWN if tag is None else self._known.setdefault(tag, len(self._known))
