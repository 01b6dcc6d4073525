"""An engine that is opened in the background: watched, waited for, stopped."""

from __future__ import annotations

import os
import threading

from hubscan.errors import HubscanError
from hubscan.recommend.engine import Engine


class StoppedError(HubscanError):
    """Somebody stopped the opening; what was begun is begun again the next time."""


class Opening:
    """Opens one engine in a thread of its own, from its making on; any thread may watch."""

    def __init__(
        self, data_dir: str | os.PathLike[str] | None = None, *, encoder: str | None = None
    ) -> None:
        self.told = "opening the catalogue"
        self.fraction = 0.0
        self._engine: Engine | None = None
        self._error: BaseException | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._open, args=(data_dir, encoder), daemon=True)
        self._thread.start()

    @property
    def has_ended(self) -> bool:
        return not self._thread.is_alive()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, at most so long; tell whether it came."""
        self._thread.join(seconds)
        return self.has_ended

    def stop(self) -> None:
        """Stop at the next step; ``engine`` raises StoppedError then."""
        self._stopped.set()

    def engine(self) -> Engine:
        """Return the engine when it is open; raise what kept it from opening."""
        self.wait()
        if self._error is not None:
            raise self._error
        assert self._engine is not None
        return self._engine

    def close(self) -> None:
        """Stop, and close the engine if it is open already."""
        self.stop()
        self.wait()
        if self._engine is not None:
            self._engine.close()

    def _open(self, data_dir: str | os.PathLike[str] | None, encoder: str | None) -> None:
        try:
            self._engine = Engine.open(data_dir, encoder=encoder, progress=self._tell)
        except BaseException as error:
            self._error = error

    def _tell(self, stage: str, done: int, total: int) -> None:
        if self._stopped.is_set():
            raise StoppedError("stopped: reload the page to begin again")
        self.told, self.fraction = stage, min(1.0, done / total) if total else 0.0
