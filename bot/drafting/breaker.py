"""A circuit breaker: an endpoint that keeps failing is left alone for a while, so that nobody waits for
it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

_TRIES = 3
_FIRST = 20.0
_LONGEST = 300.0


@dataclass
class Breaker:
    """Closed until `_TRIES` failures in a row; then open for a time that doubles; then one call may try.

    `clock` gives monotonic seconds. Safe to share between threads.
    """

    clock: Callable[[], float] = time.monotonic
    _failures: int = 0
    _wait: float = _FIRST
    _until: float = 0.0
    _trying: bool = False
    _lock: Lock = field(default_factory=Lock)

    def allows(self) -> bool:
        """Whether a call may be made now. When the time of waiting is over, the first caller is let
        through."""
        with self._lock:
            if self._until == 0.0:
                return True
            if self.clock() < self._until or self._trying:
                return False
            self._trying = True
            return True

    def succeeded(self) -> None:
        """Forget the failures."""
        with self._lock:
            self._failures, self._wait, self._until, self._trying = 0, _FIRST, 0.0, False

    def failed(self, at_once: bool = False, wait: float | None = None) -> None:
        """Count a failure; `at_once` opens without waiting for more, `wait` is what the endpoint itself
        asked for."""
        with self._lock:
            self._failures += 1
            reopened, self._trying = self._trying, False
            if at_once or reopened or wait is not None or self._failures >= _TRIES:
                self._until = self.clock() + min(_LONGEST, wait if wait is not None else self._wait)
                self._wait = min(_LONGEST, self._wait * 2)

    def released(self) -> None:
        """The call that was let through ended without telling anything about the endpoint."""
        with self._lock:
            self._trying = False
