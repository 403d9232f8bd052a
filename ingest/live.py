"""The live index of a running service: a newly published build is picked up without a restart."""

from __future__ import annotations

import logging
import os
import threading

from ingest import publish
from ingest.errors import IngestError
from ingest.index import Index
from ingest.pipeline import Plan, open_live

_LOG = logging.getLogger(__name__)

Signature = tuple[int, int]


class Live:
    """Hands out the newest published index; requests that hold an older one finish on it.

    Each call costs one look at the pointer file. A new build is opened in the background while the old one
    answers; one that cannot be opened is logged and the old one stays.
    """

    def __init__(self, plan: Plan, index: Index | None = None) -> None:
        """Opens the published index, unless it was opened just now. Raises IndexMissing, IndexForeign, IndexCorrupt,
        HomeUnusable."""
        self._plan = plan
        self._pointer = publish.index_folder(plan.home) / "current"
        self._lock = threading.Lock()
        self._seen = self._signature()
        newest = index is not None and index.folder == publish.live_build(plan.home)
        self._index = index if index is not None and newest else open_live(plan)

    def current(self) -> Index:
        """The index to answer with now."""
        seen = self._signature()
        if seen and seen != self._seen and self._lock.acquire(blocking=False):
            self._seen = seen
            threading.Thread(target=self._open, name="policybot-index", daemon=True).start()
        return self._index

    def settle(self, timeout: float = 60) -> Index:
        """The index of the newest build, waiting up to `timeout` seconds until it is open."""
        self.current()
        if self._lock.acquire(timeout=timeout):
            self._lock.release()
        return self._index

    def _open(self) -> None:
        try:
            self._index = open_live(self._plan)
            _LOG.info("新索引已启用：%s", self._index.manifest.build)
        except IngestError as error:
            _LOG.warning("新发布的索引无法启用，继续使用原来的索引：%s", error)
        finally:
            self._lock.release()

    def _signature(self) -> Signature | None:
        try:
            found = os.stat(self._pointer)
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns
