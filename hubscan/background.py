"""Long work in a thread of its own: watched, waited for, stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, Self, TypeVar

from hubscan.errors import HubscanError

T = TypeVar("T")


class StoppedError(HubscanError):
    """Somebody stopped the work; what was begun is begun again the next time."""


class Work(Generic[T]):
    """Does one thing, from its making on; any thread may watch ``told`` and ``fraction``.

    What does it is given this object, to tell how far it is: there it stops when it shall.
    """

    def __init__(self, do: Callable[[Self], T], told: str) -> None:
        self.told = told
        self.fraction = 0.0
        self._result: T | None = None
        self._error: BaseException | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(do,), daemon=True)
        self._thread.start()

    @property
    def has_ended(self) -> bool:
        return not self._thread.is_alive()

    @property
    def is_stopped(self) -> bool:
        """Tell whether somebody stopped it; it may be on its last step still."""
        return self._stopped.is_set()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the end, at most so long; tell whether it came."""
        self._thread.join(seconds)
        return self.has_ended

    def stop(self) -> None:
        """Stop at the next step; ``result`` raises StoppedError then."""
        self._stopped.set()

    def result(self) -> T:
        """Return what came of it, waiting for the end; raise what kept it from that."""
        self.wait()
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]  # None is a T where it is no error

    def tell(self, stage: str, done: int, total: int) -> None:
        """Tell watchers what is done of how much; raise StoppedError when somebody stopped it."""
        self.told, self.fraction = stage, min(1.0, done / total) if total else 0.0
        self.sleep(0)

    def sleep(self, seconds: float) -> None:
        """Do nothing for some seconds; raise StoppedError as soon as somebody stops it."""
        if self._stopped.wait(seconds):
            raise StoppedError("stopped: reload the page to begin again")

    def _run(self, do: Callable[[Self], T]) -> None:
        try:
            self._result = do(self)
        except HubscanError as error:
            self._error = error.with_traceback(None)  # its frames hold what the work was given
        except BaseException as error:
            self._error = error
