"""`python -m bench.load`: many visitors asking at once, against a running server or one that is started here.

Each visitor asks, reads for `--think` seconds, asks again. Prints answers, errors, percentiles and memory.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil

START = "from ui.server import run; from bot.settings import load_settings; run(load_settings(), port={})"
QUESTIONS = Path(__file__).resolve().parent.parent / "eval" / "questions" / "dev.jsonl"


def questions() -> list[str]:
    """The questions of the example suite."""
    lines = QUESTIONS.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines if line.strip()]


async def visitor(
    client: httpx.AsyncClient, asked: list[str], until: float, think: float, out: list[float]
) -> int:
    """One visitor until the time is over; seconds per answer go to `out`; returns the number of errors."""
    errors = 0
    for i in range(1_000_000):
        if time.perf_counter() > until:
            break
        started = time.perf_counter()
        try:
            response = await client.post("/api/ask", json={"question": asked[i % len(asked)]})
            errors += response.status_code != 200 or response.json()["status"] == "error"
        except httpx.HTTPError:
            errors += 1
        out.append(time.perf_counter() - started)
        await asyncio.sleep(think)
    return errors


async def load(url: str, people: int, seconds: float, think: float) -> tuple[list[float], int]:
    """All visitors at once, each beginning at another question."""
    asked = questions()
    out: list[float] = []
    limits = httpx.Limits(max_connections=people)
    until = time.perf_counter() + seconds
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
        turns = [asked[i % len(asked) :] + asked[: i % len(asked)] for i in range(people)]
        errors = await asyncio.gather(*(visitor(client, mine, until, think, out) for mine in turns))
    return out, sum(errors)


@contextmanager
def server(port: int, more: Mapping[str, str] | None = None) -> Iterator[psutil.Process]:
    """A server of its own, ready to answer; `more` is set in its environment beside what is there."""
    command = [sys.executable, "-c", START.format(port)]
    process = subprocess.Popen(command, env={**os.environ, **(more or {})})
    try:
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=300).raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.2)
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of all values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> int:
    """Run and print; exit status 1 on errors or a p95 above 1.5 s."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument(
        "--think", type=float, default=5, help="seconds that a visitor reads before the next question"
    )
    parser.add_argument("--port", type=int, default=7999)
    given = parser.parse_args()
    with server(given.port) as process:
        asyncio.run(load(f"http://127.0.0.1:{given.port}", 2, 3, 0))
        before = process.memory_info().rss / 2**20
        times, errors = asyncio.run(
            load(f"http://127.0.0.1:{given.port}", given.people, given.seconds, given.think)
        )
        after = process.memory_info().rss / 2**20
    p50, p95, worst = percentile(times, 0.5), percentile(times, 0.95), max(times)
    print(f"{given.people} visitors for {given.seconds:.0f} s, reading {given.think:g} s between questions:")
    print(f"{len(times)} answers, {errors} errors, memory {before:.0f} -> {after:.0f} MB")
    print(f"p50 {p50 * 1000:.0f} ms  p95 {p95 * 1000:.0f} ms  max {worst * 1000:.0f} ms")
    return int(errors > 0 or p95 > 1.5)


if __name__ == "__main__":
    sys.exit(main())
