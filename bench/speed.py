"""How long things take and how much memory they need, on this machine, warm."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import psutil

from bench.ingest import bench_ingest
from bench.setting import DAY, Setting, middle, table
from bot.answer import answer
from bot.benefits import benefits
from bot.rules.calc import calculate
from bot.types import Value
from eval.assistant import question_of

MILLION = 1024 * 1024


def spent(work: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def answering(setting: Setting) -> list[list[str]]:
    """Every question once, after a first round over some to warm up; then this process's memory."""
    asked = [question_of(case.line(), "offline", DAY) for case in setting.cases]
    for question in asked[:20]:
        answer(question, setting.bot)
    times = [answer(question, setting.bot).timings_ms["total"] for question in asked]
    memory = psutil.Process().memory_info().rss / MILLION
    return [
        [f"answer(), warm, {len(times)} questions, p50", f"{middle(times):.0f} ms"],
        ["answer(), warm, p95", f"{middle(times, 0.95):.0f} ms"],
        ["memory of a process that answers", f"{memory:.0f} MB"],
    ]


def computing(setting: Setting) -> list[list[str]]:
    """Every worked case of the rules, and the benefits of each case's person or firm."""
    book, judge = setting.bot.book, setting.bot.judge(DAY)
    single: list[float] = []
    several: list[float] = []
    for rule in book.rules.values():
        for case in rule.cases[:2]:
            given: Mapping[str, Value] = case.given[0]
            single.append(spent(lambda r=rule, g=given: calculate(book, r, g, DAY)))  # type: ignore[misc]
            several.append(spent(lambda g=given: benefits(book, g, DAY, judge)))  # type: ignore[misc]
    return [
        [f"calculate(), {len(single)} worked cases, p50", f"{middle(single):.2f} ms"],
        ["calculate(), p95", f"{middle(single, 0.95):.2f} ms"],
        [f"benefits() over {len(book.rules)} rules, p50", f"{middle(several):.1f} ms"],
        ["benefits(), p95", f"{middle(several, 0.95):.1f} ms"],
    ]


def indexing() -> list[list[str]]:
    """The corpus as it is, built from nothing in a scratch folder."""
    (made,) = bench_ingest((1,))
    return made.rows()


def speed(setting: Setting) -> str:
    """The table."""
    return table(("what", "measured"), [*answering(setting), *computing(setting), *indexing()])
