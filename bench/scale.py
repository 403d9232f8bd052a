"""`python -m bench.scale [--copies 100] [--folder DIR]`: the assistant over a corpus many times as large.

Builds the corpus of `bench.copies` with needles planted in it, once; measures how long that takes, how long
answers take on it, and whether needles are found: by the assistant, and by the vector store beside exact search.
A folder that is named is kept, and its index used again the next time.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from bench.copies import CORPUS, multiply
from bench.ingest import timed
from bench.needles import Needle, plant
from bench.setting import DAY, QUESTIONS, Setting, mean, middle, percent, say, table
from bot.answer import answer
from bot.bot import Bot, open_bot
from bot.settings import load_settings
from bot.types import Question
from eval.assistant import question_of, retrieved
from eval.questions import load
from ingest.embed import embedder
from ingest.index import load_vectors
from ingest.manifest import text_hash
from ingest.pipeline import Plan

NEEDLES, ASKED, POOL = 100, 200, 30
Rows = list[list[str]]


def measure(copies: int, folder: Path) -> str:
    """The tables for one size; what `folder` holds already is not built again."""
    settings = load_settings({"POLICYBOT_HOME": str(folder / "home"), "POLICYBOT_CORPUS": str(folder / "corpus")})
    rows: Rows = []
    if not (folder / "corpus").exists():
        say(f"[scale] writing a corpus of {copies} times the size")
        multiply(CORPUS, folder / "corpus", copies)
    needles = plant_once(folder)
    if not (folder / "home").exists():
        say("[scale] building the index three times; embedding takes minutes")
        rows += timed(Plan(settings.corpus, settings.home, embedder(settings.embedding)), copies).rows()
    started = time.perf_counter()
    bot = open_bot(settings, say)
    size = len(bot.corpus.passages)
    rows.append([f"assistant opened, {copies}x ({size} passages)", f"{time.perf_counter() - started:.1f} s"])
    rows += latency(bot, needles, f"{copies}x") + found(bot, needles, f"{copies}x")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return table(("what", "measured"), [*rows, [f"peak memory of this process, {copies}x", f"{peak:.0f} MB"]])


def plant_once(folder: Path) -> list[Needle]:
    """The needles of a corpus folder; planted where they are missing."""
    path = folder / "needles.txt"
    if not path.exists():
        planted = plant(folder / "corpus", NEEDLES)
        path.write_text("\n".join(f"{item.quote}\t{item.question}" for item in planted), encoding="utf-8")
    return [Needle(*line.split("\t")) for line in path.read_text(encoding="utf-8").splitlines()]


def latency(bot: Bot, needles: Sequence[Needle], size: str) -> Rows:
    """Milliseconds of warm answers to questions of the suites and to those for the needles."""
    cases = load(QUESTIONS)
    some = cases[:: max(1, len(cases) // ASKED)]
    asked = [question_of(case.line(), "offline", DAY) for case in some]
    asked += [replace(asked[0], text=item.question, history=(), id=f"needle-{n}") for n, item in enumerate(needles)]
    for question in asked[::20]:
        answer(question, bot)
    spent = [answer(question, bot).timings_ms for question in tqdm(asked, desc="answers", leave=False)]
    rows = []
    for what, key in (("answer()", "total"), ("of it retrieval", "retrieve")):
        times = [one[key] for one in spent if key in one]
        shown = f"{middle(times):.0f} / {middle(times, 0.95):.0f} / {max(times):.0f} ms"
        rows.append([f"{what}, warm, {len(times)} questions, {size}: p50 / p95 / max", shown])
    return rows


def found(bot: Bot, needles: Sequence[Needle], size: str) -> Rows:
    """How many needles stand among the first five, and how much of exact search the vector store returns."""
    index = bot.live.current()
    vectors = load_vectors(index.folder)
    matrix = np.stack([vectors[text_hash(item.text)] for item in index.corpus.passages])
    ids = np.array([item.id for item in index.corpus.passages])
    planted = {item.text: item.id for item in index.corpus.passages}
    wanted = [planted[item.quote] for item in needles]

    def exact(text: str, k: int) -> list[str]:
        scores = matrix @ index.embedder.embed([text], "query")[0]
        return [str(name) for name in ids[np.argsort(-scores, kind="stable")[:k]]]

    def stored(text: str, k: int) -> list[str]:
        return [name for name, _ in index.dense(text, k)]

    def whole(text: str, k: int) -> list[str]:
        question = Question(text=text, as_of=DAY, mode="offline", id="needle")
        return [item["passage_id"] for item in retrieved(question, bot)[:k]]

    def words(text: str, k: int) -> list[str]:
        return [name for name, _ in index.keyword(text, k)]

    ways: dict[str, Callable[[str, int], list[str]]] = {
        "retrieval of the assistant": whole, "keywords alone (exact)": words,
        "vectors alone, vector store": stored, "vectors alone, exact search": exact,
    }  # fmt: skip
    rows = []
    for label, way in ways.items():
        hit = [float(name in way(item.question, 5)) for name, item in zip(wanted, needles, strict=True)]
        rows.append([f"needles among the first five, {size}: {label}", percent(mean(hit))])
    asked = [*(item.question for item in needles), *(case.question for case in load(QUESTIONS)[::7])]
    for k in (5, POOL):
        shared = [len(set(stored(text, k)) & set(exact(text, k))) / k for text in asked]
        rows.append([f"recall@{k} of the vector store beside exact search, {len(asked)} questions, {size}",
                     percent(mean(shared))])
    return rows


def scale(_setting: Setting) -> str:
    """The table for `make bench`: a hundred times the corpus, in a scratch folder."""
    with tempfile.TemporaryDirectory() as scratch:
        return measure(100, Path(scratch))


def main() -> int:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=100)
    parser.add_argument("--folder", type=Path, help="kept and used again; a scratch folder without it")
    given = parser.parse_args()
    if given.folder:
        given.folder.mkdir(parents=True, exist_ok=True)
        print(measure(given.copies, given.folder))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        print(measure(given.copies, Path(scratch)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
