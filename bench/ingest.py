"""How long indexing takes: full, nothing changed, one clause changed; at the corpus's size and multiples.

Run as `python -m bench.ingest [COPIES…]`. The copies are synthetic: every document again under another id,
each with words of its own, so that no vector is shared between them.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ingest.embed import Embedder, UseEmbedder
from ingest.pipeline import Plan, build, open_index
from ingest.records import load_yaml

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
QUESTIONS = ("租房补贴每月多少钱", "培训补贴怎么申请", "奖励资金什么时候申报", "工作室需要几个人")


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of three builds, median milliseconds of a query on each side, and the size they hold for."""

    copies: int
    passages: int
    full: float
    unchanged: float
    incremental: float
    opened: float
    keyword_ms: float
    dense_ms: float

    def line(self) -> str:
        """One line of a table."""
        return (
            f"{self.copies:>4}x  {self.passages:>7} passages  full {self.full:7.1f} s  "
            f"unchanged {self.unchanged:5.2f} s  one clause {self.incremental:6.1f} s  "
            f"open {self.opened:5.1f} s  keyword {self.keyword_ms:6.1f} ms  dense {self.dense_ms:6.1f} ms"
        )


def bench_ingest(copies: Iterable[int] = (1, 100), embedder: Embedder | None = None) -> Iterator[Timing]:
    """Timings at the corpus's size and at multiples of it; builds in a scratch folder."""
    vectors = embedder or UseEmbedder()
    for count in copies:
        with tempfile.TemporaryDirectory() as scratch:
            folder = multiply(CORPUS, Path(scratch) / "corpus", count)
            yield _time(Plan(folder, Path(scratch) / "home", vectors), count)


def _time(plan: Plan, copies: int) -> Timing:
    full = build(plan)
    same = build(plan)
    path = next(iter(sorted(plan.corpus.glob("*.txt"))))
    text = path.read_text(encoding="utf-8")
    at = text.rindex("补贴")
    path.write_text(f"{text[:at]}补助{text[at + 2 :]}", encoding="utf-8")
    changed = build(plan)
    started = time.perf_counter()
    index = open_index(plan)
    index.dense("预热", 1)
    opened = time.perf_counter() - started
    spent: dict[str, list[float]] = {"keyword": [], "dense": []}
    for question in QUESTIONS * 3:
        for side, find in (("keyword", index.keyword), ("dense", index.dense)):
            started = time.perf_counter()
            find(question + str(len(spent[side])), 30)
            spent[side].append((time.perf_counter() - started) * 1000)
    middle = {side: sorted(values)[len(values) // 2] for side, values in spent.items()}
    builds = (full.seconds, same.seconds, changed.seconds)
    return Timing(copies, index.manifest.passages, *builds, opened, middle["keyword"], middle["dense"])


def multiply(corpus: Path, folder: Path, copies: int) -> Path:
    """A corpus folder that holds every document `copies` times, each copy with words of its own."""
    folder.mkdir(parents=True)
    files = load_yaml(corpus / "catalogue.yaml")["files"]
    records: list[Any] = []
    for n in range(copies):
        for file in files:
            name = f"{n:03d}-{file['file']}"
            text = (corpus / file["file"]).read_text(encoding="utf-8")
            (folder / name).write_text(_vary(text, n), encoding="utf-8")
            records.append({**_varied(file, n), "file": name})
    words = yaml.safe_dump({"files": records}, allow_unicode=True, sort_keys=False, width=1000)
    (folder / "catalogue.yaml").write_text(words, encoding="utf-8")
    if copies == 1 and (corpus / "wordings").is_dir():
        shutil.copytree(corpus / "wordings", folder / "wordings")
    return folder


def _vary(text: str, n: int) -> str:
    """Another text of nearly the same length: one frequent word replaced by one that only this copy has."""
    return re.sub("[的和]", chr(0x4E00 + 37 * n), text) if n else text


def _varied(value: Any, n: int, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _varied(inner, n, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_varied(inner, n, key) for inner in value]
    if isinstance(value, str):
        return f"{value}-{n}" if key in ("id", "parent") and n else _vary(value, n)
    return value


if __name__ == "__main__":
    for timing in bench_ingest([int(word) for word in sys.argv[1:]] or (1, 100)):
        print(timing.line(), flush=True)
