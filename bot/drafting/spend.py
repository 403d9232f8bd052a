"""What the model costs: tokens and yuan per answer and per day, kept in one small file."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from filelock import FileLock

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one or several calls."""

    tokens_in: int = 0
    tokens_out: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.tokens_in + other.tokens_in, self.tokens_out + other.tokens_out)

    def cost(self, price_in: float, price_out: float) -> float:
        """Yuan, with prices in yuan per million tokens."""
        return (self.tokens_in * price_in + self.tokens_out * price_out) / 1_000_000


def estimate(text: str) -> int:
    """About how many tokens a text has, for endpoints that do not say: one per Chinese character, four
    letters each."""
    ascii_ = sum(1 for char in text if char.isascii())
    return len(text) - ascii_ + ascii_ // 4 + 1


@dataclass
class Spend:
    """The day's cost over all processes on this machine. `clock` gives seconds since the epoch, for the
    day alone."""

    path: Path
    most: float
    clock: Callable[[], float] = time.time
    _lock: Lock = field(default_factory=Lock)

    def today(self) -> float:
        """Yuan spent since midnight UTC."""
        day, yuan = self._read()
        return yuan if day == self._day() else 0.0

    def left(self) -> bool:
        """Whether the day's limit is not reached yet; a limit of 0 is no limit."""
        return self.most <= 0 or self.today() < self.most

    def add(self, yuan: float) -> None:
        """Count a cost; nothing is written while nothing costs anything."""
        if yuan <= 0:
            return
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self.path}.lock"):
                row = {"day": self._day(), "yuan": self.today() + yuan}
                beside = self.path.with_suffix(".new")
                beside.write_text(json.dumps(row), encoding="utf-8")
                os.replace(beside, self.path)

    def _day(self) -> int:
        return int(self.clock() // _DAY)

    def _read(self) -> tuple[int, float]:
        try:
            row = json.loads(self.path.read_text(encoding="utf-8"))
            return int(row["day"]), float(row["yuan"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0, 0.0
