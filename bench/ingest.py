"""How long indexing takes: full, nothing changed, one clause changed; at the corpus's size and multiples.

Run as `python -m bench.ingest [COPIES…]`; `bench.copies` says what a multiple is made of.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.copies import CORPUS, multiply
from ingest.embed import Embedder, UseEmbedder
from ingest.pipeline import Plan, build, open_index


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of three builds and of opening the result, the size they hold for, and this process's peak memory."""

    copies: int
    passages: int
    embedded: int
    full: float
    unchanged: float
    incremental: float
    opened: float
    peak_mb: float

    def rows(self) -> list[list[str]]:
        """Lines of a table."""
        size = f"{self.copies}x ({self.passages} passages)"
        return [
            [f"index from nothing, {size}, {self.embedded} texts embedded", f"{self.full:.1f} s"],
            [f"index, nothing changed, {size}", f"{self.unchanged:.2f} s"],
            [f"index, one clause changed, {size}", f"{self.incremental:.1f} s"],
            [f"index opened, {size}", f"{self.opened:.1f} s"],
            [f"peak memory of the building process, {size}", f"{self.peak_mb:.0f} MB"],
        ]


def bench_ingest(copies: Iterable[int] = (1, 100), embedder: Embedder | None = None) -> Iterator[Timing]:
    """Timings at the corpus's size and at multiples of it; builds in a scratch folder."""
    vectors = embedder or UseEmbedder()
    for count in copies:
        with tempfile.TemporaryDirectory() as scratch:
            folder = multiply(CORPUS, Path(scratch) / "corpus", count)
            yield timed(Plan(folder, Path(scratch) / "home", vectors), count)


def timed(plan: Plan, copies: int) -> Timing:
    """Builds three times; between the last two, one word of one clause is changed."""
    full = build(plan)
    same = build(plan)
    path = min(plan.corpus.glob("*.txt"))
    text = path.read_text(encoding="utf-8")
    at = text.rindex("补贴") if "补贴" in text else text.rindex("的")
    path.write_text(f"{text[:at]}补助{text[at + 2 :]}", encoding="utf-8")
    changed = build(plan)
    started = time.perf_counter()
    index = open_index(plan)
    opened = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = (full.seconds, same.seconds, changed.seconds, opened)
    return Timing(copies, index.manifest.passages, full.embedded, *spent, peak)


if __name__ == "__main__":
    for timing in bench_ingest([int(word) for word in sys.argv[1:]] or (1, 100)):
        for name, value in timing.rows():
            print(f"{name:70} {value}", flush=True)
