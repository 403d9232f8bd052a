"""The assistant in several processes: one question a process at a time, answers in the order of the questions.

For the offline assistant, whose answers cost processor time alone; the same answers as from one process.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date

from bot.errors import NotReady
from eval.files import Record

MOST = 4
"""Each process holds an assistant of its own, about half a gigabyte."""
_AT_ONCE = 8

Answer = Callable[[Record], Record]
_answer: Answer | None = None
"""The assistant of this worker process; never set in the process that asks."""


def processors(asked: int | None) -> int:
    """How many processes to use: as many as asked for, else one a processor; never more than MOST."""
    return max(1, min(asked or os.cpu_count() or 1, MOST))


def answered_by(
    lines: Iterable[Record], processes: int, make: Callable[[str, date | None], Answer], mode: str, today: date | None
) -> Iterator[Record]:
    """The answers, in order. `make` opens the assistant in each process and must be a function of a module.

    Raises NotReady when a process cannot open it or is killed.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read by the new processes: they share the processors
    started = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, started, _start, (make, mode, today)) as pool:
        try:
            yield from pool.map(_one, lines, chunksize=_AT_ONCE)
        except BrokenProcessPool as error:
            raise NotReady(
                "回答进程意外结束：内存可能不够，请用 --concurrency 1 再试；已有的回答会接着用。"
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _start(make: Callable[[str, date | None], Answer], mode: str, today: date | None) -> None:
    global _answer
    _answer = make(mode, today)


def _one(line: Record) -> Record:
    assert _answer is not None
    return _answer(line)
