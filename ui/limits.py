"""Counting and remembering for a while: in this process, or in Redis when several workers share the load."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from bot.errors import NotReady

_LOG = logging.getLogger(__name__)
Kept = TypeVar("Kept")
WINDOW = 60
"""Seconds over which rates are counted."""
_ROOM = 50_000
_PAUSE = 10.0
"""Seconds for which a Redis that failed is left alone: a visitor does not wait for it with every request."""


class Shelf(Protocol):
    """Where short-lived values are kept; every value has a time to live in seconds."""

    def count(self, key: str, seconds: float) -> int:
        """One more of `key`; how many there were since the first of the last `seconds`."""

    def put(self, key: str, value: str, seconds: float) -> None:
        """Keep a value."""

    def get(self, key: str) -> str | None:
        """The value, None when there is none or its time is over."""

    def claim(self, key: str, value: str, seconds: float) -> str:
        """Keep a value unless there is one; what is kept now. Of two at once, one wins."""


class LocalShelf:
    """Values in this process. The oldest go first when there are too many (about 50 000)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, room: int = _ROOM) -> None:
        self._clock = clock
        self._room = room
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, Any]] = OrderedDict()

    def count(self, key: str, seconds: float) -> int:
        """See Shelf."""
        with self._lock:
            until, number = self._live(key) or (self._clock() + seconds, 0)
            self._keep(key, until, number + 1)
            return int(number) + 1

    def put(self, key: str, value: str, seconds: float) -> None:
        """See Shelf."""
        with self._lock:
            self._keep(key, self._clock() + seconds, value)

    def get(self, key: str) -> str | None:
        """See Shelf."""
        with self._lock:
            found = self._live(key)
            return None if found is None else str(found[1])

    def claim(self, key: str, value: str, seconds: float) -> str:
        """See Shelf."""
        with self._lock:
            found = self._live(key)
            if found is None:
                self._keep(key, self._clock() + seconds, value)
            return value if found is None else str(found[1])

    def _live(self, key: str) -> tuple[float, Any] | None:
        found = self._kept.get(key)
        return found if found is not None and found[0] > self._clock() else None

    def _keep(self, key: str, until: float, value: Any) -> None:
        self._kept[key] = (until, value)
        self._kept.move_to_end(key)
        if len(self._kept) > self._room:
            self._kept.popitem(last=False)


class RedisShelf:
    """Values in Redis, shared by all workers. Keys begin with `policybot:`.

    While Redis does not answer, this process counts by itself: visitors are still answered, limits still hold
    for each worker, and what was remembered before is missing until Redis is back.
    """

    def __init__(self, client: Any, failure: type[Exception]) -> None:
        self._client = client
        self._failure = failure
        self._alone = LocalShelf()
        self._until = 0.0

    def count(self, key: str, seconds: float) -> int:
        """See Shelf."""

        def there(name: str) -> int:
            with self._client.pipeline(transaction=True) as pipe:
                pipe.set(name, 0, ex=whole(seconds), nx=True)
                pipe.incr(name)
                return int(pipe.execute()[1])

        return self._either(key, there, lambda: self._alone.count(key, seconds))

    def put(self, key: str, value: str, seconds: float) -> None:
        """See Shelf."""
        life = whole(seconds)
        self._either(
            key,
            lambda name: self._client.set(name, value, ex=life),
            lambda: self._alone.put(key, value, seconds),
        )

    def get(self, key: str) -> str | None:
        """See Shelf."""
        found = self._either(key, self._client.get, lambda: self._alone.get(key))
        return None if found is None else str(found)

    def claim(self, key: str, value: str, seconds: float) -> str:
        """See Shelf."""

        def there(name: str) -> str:
            with self._client.pipeline(transaction=True) as pipe:
                pipe.set(name, value, ex=whole(seconds), nx=True)
                pipe.get(name)
                return str(pipe.execute()[1])

        return self._either(key, there, lambda: self._alone.claim(key, value, seconds))

    def _either(self, key: str, there: Callable[[str], Kept], alone: Callable[[], Kept]) -> Kept:
        """What Redis says; for some seconds after it has failed, what this process says."""
        if time.monotonic() >= self._until:
            try:
                return there(f"policybot:{key}")
            except self._failure as error:
                self._until = time.monotonic() + _PAUSE
                _LOG.warning("redis does not answer (%s): counting in this process", type(error).__name__)
        return alone()


def whole(seconds: float) -> int:
    """Whole seconds, at least one: Redis refuses a life of nothing."""
    return max(1, round(seconds))


def open_shelf(redis_url: str | None) -> Shelf:
    """Redis when a URL is given, else this process.

    Raises NotReady when a URL is given but the redis package is missing or the server does not answer.
    """
    if not redis_url:
        return LocalShelf()
    try:
        import redis  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        raise NotReady("设置了 REDIS_URL 但没有安装 redis：请 pip install redis，或去掉它。") from None
    try:
        client = redis.Redis.from_url(redis_url, decode_responses=True, socket_timeout=2)
        client.ping()
    except (redis.RedisError, ValueError):
        raise NotReady("连接不上 REDIS_URL 指定的 Redis：请检查地址和服务，或去掉 REDIS_URL。") from None
    return RedisShelf(client, redis.RedisError)


def over(shelf: Shelf, wanted: list[tuple[str, int]], seconds: float = WINDOW) -> str | None:
    """Count one request under each (key, allowed per `seconds`); the first key over its limit, else None.

    A request that is refused under an earlier key is not counted under the later ones: one visitor who asks
    too fast does not use up what the site has.
    """
    for key, allowed in wanted:
        if shelf.count(key, seconds) > allowed:
            return key
    return None
