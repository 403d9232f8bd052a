"""Limits and short memory in a real Redis: shared by workers, forgotten in time, and what happens when it dies."""

# ruff: noqa: F401, F811  (fixtures)
from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from wechat_site import CRAFTSMAN, Person, said
from widget_calls import ask, refused, session
from widget_site import DAY, Widget, environ, running, websites, widget

from bot.bot import Bot
from ui.limits import LocalShelf, RedisShelf, Shelf, open_shelf
from ui.service import Service


@contextmanager
def redis_server(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A Redis of its own on a free port of this machine, keeping nothing on disk."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("needs redis-server (apt-get install redis-server)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = [
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        "--save",
        "",
        "--appendonly",
        "no",
        "--dir",
        str(folder),
    ]
    process = subprocess.Popen([program, *options], stdout=subprocess.DEVNULL)
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            assert process.poll() is None, "redis-server ended"
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running Redis."""
    with redis_server(tmp_path_factory.mktemp("redis")) as (url, _):
        yield url


@pytest.fixture(params=["process", "redis"])
def shelf(request: pytest.FixtureRequest) -> Shelf:
    """Either kind of shelf; both must behave alike."""
    return LocalShelf() if request.param == "process" else open_shelf(request.getfixturevalue("redis_url"))


LONG = "公司能领什么补贴"
"""Its answer is longer than one message."""


def test_both_shelves_count_keep_and_claim_alike(shelf: Shelf) -> None:
    assert [shelf.count("n", 60) for _ in range(3)] == [1, 2, 3]
    assert shelf.count("m", 60) == 1
    shelf.put("k", "政策", 60)
    assert (shelf.get("k"), shelf.get("none")) == ("政策", None)
    assert [shelf.claim("c", value, 60) for value in ("first", "second", "first")] == ["first"] * 3


def test_both_shelves_forget_when_the_time_is_over(shelf: Shelf) -> None:
    shelf.put("short", "x", 1)
    assert [shelf.count("window", 1), shelf.count("window", 1), shelf.claim("held", "a", 1)] == [1, 2, "a"]
    time.sleep(1.2)
    assert shelf.get("short") is None
    assert (shelf.count("window", 1), shelf.claim("held", "b", 1)) == (1, "b")


def test_counting_at_once_loses_none(shelf: Shelf) -> None:
    with ThreadPoolExecutor(16) as pool:
        numbers = sorted(pool.map(lambda _: shelf.count("many", 60), range(200)))
        claims = set(pool.map(lambda n: shelf.claim("one", str(n), 60), range(50)))
    assert numbers == list(range(1, 201))
    assert len(claims) == 1


@contextmanager
def workers(bot: Bot, folder: Path, host: str, url: str) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """Two workers with stores and processes' memory of their own and one Redis between them."""
    env = {**environ(folder, host), "REDIS_URL": url}
    with (
        running(Service(bot, today=lambda: DAY), env) as first,
        running(Service(bot, today=lambda: DAY), env) as second,
        httpx.Client(base_url=first, timeout=30) as left,
        httpx.Client(base_url=second, timeout=30) as right,
    ):
        yield left, right


def test_two_workers_share_limits_and_wechat_memory(
    bot: Bot, tmp_path: Path, widget: Widget, redis_url: str
) -> None:
    host = widget.host.url
    with workers(bot, tmp_path, host, redis_url) as (left, right):
        token = session(left, host, "tight").json()["token"]
        statuses = [ask(web, host, token).status_code for web in (left, right, left)]
        assert statuses == [200] * 3
        refused(ask(right, host, token), 429, "visitor_limit")
        here, there = Person(left, "oShared"), Person(right, "oShared")
        query, body = here.query(), here.text(CRAFTSMAN)
        assert said(here.post(body, query)) == said(there.post(body, query))
        assert there.post(there.text("别的问题"), query).status_code == 403
        assert "更多" in here.asks(LONG)
        assert "没有内容了" not in there.asks("更多")


def test_a_redis_that_dies_does_not_take_the_widget_with_it(
    bot: Bot, tmp_path: Path, widget: Widget, caplog: pytest.LogCaptureFixture
) -> None:
    host = widget.host.url
    with (
        redis_server(tmp_path) as (url, process),
        workers(bot, tmp_path, host, url) as (left, _),
    ):
        token = session(left, host, "tight").json()["token"]
        assert ask(left, host, token).status_code == 200
        process.kill()
        process.wait(timeout=10)
        assert [ask(left, host, token).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert "20000元" in Person(left, "oAlone").asks(CRAFTSMAN)
        assert "redis does not answer" in caplog.text
        assert url not in caplog.text


def test_a_redis_that_comes_back_is_used_again(redis_url: str) -> None:
    shelf = open_shelf(redis_url)
    assert isinstance(shelf, RedisShelf)
    shelf.put("kept", "in redis", 60)
    shelf._until = time.monotonic() + 0.2
    assert shelf.get("kept") is None
    time.sleep(0.3)
    assert shelf.get("kept") == "in redis"
