"""`python -m bench.wechat`: text messages to /wechat at a steady pace, each from another person.

Bounded in count and time. Messages leave when they are due, whether or not earlier ones were answered, and a
reply is timed from when its message was due: a server that falls behind cannot slow its own measurement down.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.load import questions, server
from bench.setting import middle, percent
from ui.wechat_crypto import signature
from ui.wechat_xml import parse, write

TOKEN = "only for the benchmark"
SITES = "sites: {default: {per_visitor: 10000, per_site: 1000000}}\n"
MOST = 1200
"""Messages that one run sends at most."""
WANTED = 0.99
IN_TIME = 1.0


@dataclass
class Seen:
    """Seconds of each reply, and how many were no answer: an HTTP fault, or a word that it is on its way."""

    seconds: list[float] = field(default_factory=list)
    faults: int = 0
    late: int = 0
    work: float = 0.0
    """Processor seconds of the server for all of them: what a busy machine cannot inflate much."""


def delivery(question: str, number: int) -> tuple[Mapping[str, str], bytes]:
    """Query and body of one message as WeChat delivers it."""
    stamp, nonce = str(int(time.time())), str(number)
    query = {"signature": signature(TOKEN, stamp, nonce), "timestamp": stamp, "nonce": nonce}
    body = write({
        "ToUserName": "gh_bench", "FromUserName": f"oBench{number}", "CreateTime": int(stamp),
        "MsgType": "text", "Content": question, "MsgId": number,
    })  # fmt: skip
    return query, body.encode()


async def deliver(client: httpx.AsyncClient, question: str, number: int, due: float, seen: Seen) -> None:
    """Send one message when it is due and note what became of it."""
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    query, body = delivery(question, number)
    try:
        reply = await client.post("/wechat", params=query, content=body)
        fine = reply.status_code == 200 and bool(parse(reply.content).get("Content"))
        seen.faults += not fine
        seen.late += fine and "问题还在查" in parse(reply.content)["Content"]
    except httpx.HTTPError:
        seen.faults += 1
    seen.seconds.append(time.perf_counter() - due)


async def send(url: str, rate: float, count: int, first: int) -> Seen:
    """`count` messages, `rate` of them a second, over the questions of the example suite."""
    asked, seen = questions(), Seen()
    limits = httpx.Limits(max_connections=200)
    async with httpx.AsyncClient(base_url=url, timeout=6, limits=limits) as client:
        start = time.perf_counter() + 0.1
        await asyncio.gather(
            *(deliver(client, asked[i % len(asked)], first + i, start + i / rate, seen) for i in range(count))
        )
    return seen


def report(seen: Seen, rate: float) -> bool:
    """Print the figures; whether they are what is wanted."""
    times, count = seen.seconds, len(seen.seconds)
    share = sum(1 for value in times if value <= IN_TIME) / count
    print(
        f"{count} messages, {rate:g} a second, one server process; load before it ended: {os.getloadavg()[0]:.1f}"
    )
    print(
        f"answered within {IN_TIME:g} s: {percent(share)}; faults {seen.faults}, put off to 更多 {seen.late}"
    )
    print(
        f"p50 {middle(times) * 1000:.0f} ms  p99 {middle(times, 0.99) * 1000:.0f} ms  max {max(times) * 1000:.0f} ms"
    )
    print(f"processor time of the server: {seen.work / count * 1000:.0f} ms a message")
    return share >= WANTED and not seen.faults


def main() -> int:
    """Exit status 1 on a fault or when fewer than 99 % came within a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=20, help="messages a second")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--port", type=int, default=7998)
    given = parser.parse_args()
    count = min(MOST, round(given.rate * given.seconds))
    with tempfile.TemporaryDirectory() as folder:
        sites = Path(folder) / "sites.yaml"
        sites.write_text(SITES, encoding="utf-8")
        env = {"POLICYBOT_SITES": str(sites), "POLICYBOT_WECHAT_TOKEN": TOKEN}
        with server(given.port, env) as process:
            url = f"http://127.0.0.1:{given.port}"
            asyncio.run(send(url, 5, 20, 1))  # fill caches and connections
            before = sum(process.cpu_times()[:2])
            seen = asyncio.run(send(url, given.rate, count, 1_000_000))
            seen.work = sum(process.cpu_times()[:2]) - before
    return 0 if report(seen, given.rate) else 1


if __name__ == "__main__":
    sys.exit(main())
