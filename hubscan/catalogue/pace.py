"""Keeps within the Hub's rate limits: waits before a refusal would come, not after."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

WINDOW_S = 300.0

Waiting = Callable[[float, str], None]  # is told before a pause: how long, and what for


class Resource(StrEnum):
    """What the Hub counts apart: answers of its API, and files."""

    API = "api"
    RESOLVERS = "resolvers"


@dataclass(frozen=True)
class Budget:
    """What the Hub said is left of one resource's window."""

    remaining: int
    resets_in_s: float
    limit: int | None = None


class Pace:
    """Lets requests through at the rate that the Hub and the user allow.

    Every ``enter`` is followed by one ``leave``. Time is read from a clock that never jumps.
    ``told(seconds, why)`` is called before a wait; ``requests_per_window`` lowers the Hub's limit.
    """

    def __init__(
        self,
        requests_per_window: int | None = None,
        told: Waiting = lambda seconds, why: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limit = requests_per_window
        self._told, self._clock, self._sleep = told, clock, sleep
        self._lock = threading.Lock()
        self._in_flight = dict.fromkeys(Resource, 0)
        self._free_at = dict.fromkeys(Resource, 0.0)
        self._window_start, self._window_requests = clock(), 0
        self.requests = 0
        self.waited_s = 0.0
        self.failures: Counter[str] = Counter()
        self.budgets: dict[Resource, Budget] = {}

    @property
    def remaining(self) -> int | None:
        """Return how many requests the Hub said are left until some window ends."""
        return min((budget.remaining for budget in self.budgets.values()), default=None)

    def enter(self, resource: Resource) -> None:
        """Wait until one more request is allowed, and count it."""
        while (seconds := self._admit(resource)) > 0:
            self.pause(seconds, "the rate limit")

    def leave(self, resource: Resource, budget: Budget | None = None) -> None:
        """Note that a request ended, and what the Hub said is left."""
        with self._lock:
            self._in_flight[resource] -= 1
            if budget is None:
                return
            self.budgets[resource] = budget
            if budget.remaining <= self._in_flight[resource]:
                # a second more: the header's seconds are rounded
                self._free_at[resource] = self._clock() + budget.resets_in_s + 1

    def note_failure(self, reason: str) -> None:
        """Count an answer that was none, by the first words of the reason."""
        with self._lock:
            self.failures[reason.partition(":")[0]] += 1

    def pause(self, seconds: float, why: str) -> None:
        """Wait, saying so."""
        self._told(seconds, why)
        with self._lock:
            self.waited_s += seconds
        self._sleep(seconds)

    def _admit(self, resource: Resource) -> float:
        with self._lock:
            now = self._clock()
            seconds = max(self._free_at[resource] - now, self._own_wait(now))
            if seconds <= 0:
                self._in_flight[resource] += 1
                self._window_requests += 1
                self.requests += 1
            return seconds

    def _own_wait(self, now: float) -> float:
        if now - self._window_start >= WINDOW_S:
            self._window_start, self._window_requests = now, 0
        if self._limit is None or self._window_requests < self._limit:
            return 0.0
        return self._window_start + WINDOW_S - now
