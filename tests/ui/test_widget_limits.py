"""How much a visitor and a website may ask, counted in this process or in Redis."""

# ruff: noqa: F401, F811  (fixtures)
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from widget_calls import ask, refused, session, token
from widget_site import Widget, web, websites, widget

from bot.errors import NotReady
from ui.limits import LocalShelf, open_shelf, over


def test_one_hundred_requests_in_a_second_from_one_visitor(web: httpx.Client, widget: Widget) -> None:
    mine = token(web, widget, "hundred")
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda _: ask(web, widget.host.url, mine), range(100)))
    statuses = [reply.status_code for reply in replies]
    assert statuses.count(200) == 20
    assert statuses.count(429) == 80
    limited = next(reply for reply in replies if reply.status_code == 429)
    refused(limited, 429, "visitor_limit")
    assert limited.headers["retry-after"] == "60"
    assert limited.headers["access-control-allow-origin"] == widget.host.url


def test_a_site_has_a_limit_of_its_own(web: httpx.Client, widget: Widget) -> None:
    mine = token(web, widget, "crowded")
    assert [ask(web, widget.host.url, mine).status_code for _ in range(2)] == [200, 200]
    refused(ask(web, widget.host.url, mine), 429, "site_limit")


def test_tokens_are_limited_too(web: httpx.Client, widget: Widget) -> None:
    replies = [session(web, widget.host.url, "tight").status_code for _ in range(19)]
    assert replies == [200] * 18 + [429]


def test_a_visitor_over_the_limit_does_not_use_up_the_site() -> None:
    now = [0.0]
    shelf = LocalShelf(lambda: now[0])
    assert [over(shelf, [("v1", 2), ("site", 5)]) for _ in range(9)] == [None, None] + ["v1"] * 7
    assert [over(shelf, [("v2", 9), ("site", 5)]) for _ in range(4)] == [None, None, None, "site"]
    now[0] = 61
    assert over(shelf, [("v1", 2), ("site", 5)]) is None


def test_the_shelf_forgets_the_oldest_and_what_is_over() -> None:
    now = [0.0]
    shelf = LocalShelf(lambda: now[0], room=2)
    for name in ("a", "b", "c"):
        shelf.put(name, name.upper(), 10)
    assert [shelf.get(name) for name in ("a", "b", "c")] == [None, "B", "C"]
    now[0] = 10
    assert shelf.get("c") is None


def test_a_redis_that_is_not_there_is_named() -> None:
    with pytest.raises(NotReady, match="REDIS_URL"):
        open_shelf("redis://127.0.0.1:1/0")
