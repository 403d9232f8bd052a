"""The widget's routes over real sockets: who may ask, how much, what gets out, what is refused."""

# ruff: noqa: F401, F811  (fixtures of widget_site)
from __future__ import annotations

import gzip
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from widget_site import Widget, web, websites, widget

from bot.errors import NotReady
from ui.limits import LocalShelf, open_shelf, over
from ui.sites import DEFAULT_FILE, load_sites, origin_of
from ui.tokens import LIFE, Claim, TokenError, issue, read, signing_key

CRAFTSMAN = "评上石家庄工匠给发多少钱？"


def session(web: httpx.Client, origin: str | None, site: str = "default") -> httpx.Response:
    """Ask for a token as a page of `origin` would."""
    headers = {"Origin": origin} if origin else {}
    return web.post("/widget/session", json={"site": site}, headers=headers)


def token(web: httpx.Client, widget: Widget, site: str = "default") -> str:
    """A token for the listed website."""
    return str(session(web, widget.host.url, site).json()["token"])


def ask(
    web: httpx.Client, origin: str, held: str, question: str = CRAFTSMAN, **more: object
) -> httpx.Response:
    """Ask with a token from an origin."""
    body = {"token": held, "question": question, **more}
    return web.post("/widget/ask", json=body, headers={"Origin": origin})


def refused(reply: httpx.Response, status: int, code: str) -> None:
    """The right status, one Chinese line, and nothing else."""
    assert reply.status_code == status
    assert reply.json()["error"]["code"] == code
    assert set(reply.json()) == {"error"}
    assert any("\u4e00" <= c <= "\u9fff" for c in reply.json()["error"]["message"])
    assert "set-cookie" not in reply.headers


def test_a_listed_website_gets_a_token_and_an_answer(web: httpx.Client, widget: Widget) -> None:
    reply = ask(web, widget.host.url, token(web, widget))
    assert reply.status_code == 200
    assert reply.headers["access-control-allow-origin"] == widget.host.url
    assert "access-control-allow-credentials" not in reply.headers
    assert "Origin" in reply.headers["vary"]
    found = reply.json()
    assert found["mode"] == "offline"
    assert found["calculations"][0]["amount"]["value"] == "20000"
    assert found["citations"][0]["locator"] == "第九条"


def test_a_clarification_brings_ready_replies_and_takes_one(web: httpx.Client, widget: Widget) -> None:
    mine = token(web, widget)
    question = "县里的人才绿卡，硕士租房5年一共补贴多少？"
    found = ask(web, widget.host.url, mine, question).json()
    assert found["status"] == "clarification"
    chosen = found["choices"][0]
    answered = ask(web, widget.host.url, mine, question, facts={chosen["name"]: chosen["value"]}).json()
    assert answered["status"] != "clarification"
    assert answered["choices"] == []


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", None, "file://", "https://127.0.0.1.evil.example"]
)
def test_an_origin_that_is_not_listed_is_refused_and_told_nothing(
    web: httpx.Client, widget: Widget, origin: str | None, caplog: pytest.LogCaptureFixture
) -> None:  # fmt: skip
    with caplog.at_level(logging.WARNING, "ui.embed_door"):
        reply = session(web, origin)
    refused(reply, 403, "origin_not_allowed")
    assert "access-control-allow-origin" not in reply.headers
    assert widget.host.url not in reply.text
    assert "origin_not_allowed" in caplog.text


def test_a_token_copied_to_another_origin_is_refused(
    web: httpx.Client, widget: Widget, caplog: pytest.LogCaptureFixture
) -> None:
    stolen = token(web, widget)
    for origin in (widget.stranger.url, "http://evil.example", widget.url):
        with caplog.at_level(logging.WARNING, "ui.embed_door"):
            refused(ask(web, origin, stolen, "问题里的秘密"), 403, "origin_not_allowed")
    assert "问题里的秘密" not in caplog.text
    assert stolen not in caplog.text


def test_an_altered_token_is_refused(web: httpx.Client, widget: Widget) -> None:
    good = token(web, widget)
    body, _, mark = good.partition(".")
    other = token(web, widget, "second").partition(".")[0]
    for bad in (good[:-2] + "xx", f"{other}.{mark}", body, "", ".", "é" + good, "a" * 900):
        refused(ask(web, widget.host.url, bad), 401, "token_invalid")


def test_a_token_expires() -> None:
    key, claim = b"k" * 32, Claim("a", "https://a.cn", 1000 + LIFE)
    made = issue(key, claim)
    assert read(key, made, "https://a.cn", 1000 + LIFE - 1) == claim
    with pytest.raises(TokenError, match="expired"):
        read(key, made, "https://a.cn", 1000 + LIFE)
    with pytest.raises(TokenError, match="origin"):
        read(key, made, "https://b.cn", 1000)
    with pytest.raises(TokenError, match="invalid"):
        read(b"j" * 32, made, "https://a.cn", 1000)


def test_the_signing_key_is_made_once_and_is_private(tmp_path: Path) -> None:
    first = signing_key(tmp_path, None)
    assert len(first) == 32
    assert signing_key(tmp_path, None) == first
    assert (tmp_path / "widget.key").stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [tmp_path / "widget.key"]
    assert signing_key(tmp_path, "given") != first


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"site": 5}', b"\xff\xfe", b'{"site": "' + b"a" * 50 + b'"}']
)
def test_a_malformed_body_is_refused(web: httpx.Client, widget: Widget, body: bytes) -> None:
    refused(
        web.post("/widget/session", content=body, headers={"Origin": widget.host.url}), 400, "bad_request"
    )


def test_an_oversized_body_is_refused(web: httpx.Client, widget: Widget) -> None:
    reply = web.post("/widget/ask", content=b"x" * 200_000, headers={"Origin": widget.host.url})
    refused(reply, 413, "too_large")


def test_empty_questions_unknown_facts_and_unknown_sites_are_refused(
    web: httpx.Client, widget: Widget
) -> None:
    mine = token(web, widget)
    refused(ask(web, widget.host.url, mine, "  "), 400, "bad_request")
    refused(ask(web, widget.host.url, mine, CRAFTSMAN, facts={"nonsense": "1"}), 400, "bad_request")
    refused(session(web, widget.host.url, "nobody"), 404, "unknown_site")


def test_one_hundred_requests_in_a_second_from_one_visitor(web: httpx.Client, widget: Widget) -> None:
    mine = token(web, widget, "hundred")
    started = time.perf_counter()
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda _: ask(web, widget.host.url, mine), range(100)))
    assert time.perf_counter() - started < 30
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


def test_a_site_answers_only_from_its_documents(web: httpx.Client, widget: Widget) -> None:
    mine = token(web, widget, "craftsman")
    inside = ask(web, widget.host.url, mine).json()
    assert inside["calculations"][0]["amount"]["value"] == "20000"
    for question in ("硕士有B卡，租房两年能领多少？", "我是博士，能领什么？", "保障性租赁住房怎么申请？"):
        found = ask(web, widget.host.url, mine, question).json()
        assert all("工匠" in item["document_title"] for item in found["citations"]), question
        assert all("craftsman" in item["rule_id"] for item in found["calculations"]), question
        assert "1500" not in found["answer"]


def test_a_topic_that_is_switched_off_stays_off_in_follow_ups(web: httpx.Client, widget: Widget) -> None:
    mine = token(web, widget, "quiet")
    said = ask(web, widget.host.url, mine).json()
    assert (said["status"], said["answer"]) == ("out_of_scope", "这个问题请到办事大厅咨询。")
    assert said["citations"] == said["calculations"] == []
    history = [{"role": "user", "content": CRAFTSMAN}, {"role": "assistant", "content": said["answer"]}]
    assert ask(web, widget.host.url, mine, "那给多少钱？", history=history).json()["answer"] == said["answer"]
    assert ask(web, widget.host.url, mine, "保障性租赁住房怎么申请？").json()["citations"]


def test_the_script_is_small_cached_and_for_everyone(web: httpx.Client) -> None:
    reply = web.get("/widget.js")
    assert reply.status_code == 200
    assert len(gzip.compress(reply.content, 9)) <= 30_000
    for word in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "document.cookie",
    ):
        assert word not in reply.text
    assert web.get("/widget.js", headers={"If-None-Match": reply.headers["etag"]}).status_code == 304


def test_the_iframe_page_is_framed_by_its_origins_alone(web: httpx.Client, widget: Widget) -> None:
    def ancestors(site: str) -> tuple[int, str]:
        reply = web.get("/embed", params={"site": site})
        return reply.status_code, reply.headers["content-security-policy"].partition("frame-ancestors ")[2]

    assert ancestors("elsewhere") == (200, "'self' https://www.example.cn https://m.example.cn:8443")
    assert ancestors("default") == (200, f"'self' {widget.host.url}")
    assert ancestors("nobody") == (404, "'none'")
    assert ancestors('"><script>alert(1)</script>') == (404, "'none'")
    assert "alert" not in web.get("/embed", params={"site": '"><script>alert(1)</script>'}).text


def test_a_preflight_is_answered_for_listed_origins_only(web: httpx.Client, widget: Widget) -> None:
    wanted = {"Access-Control-Request-Method": "POST"}
    listed = web.options("/widget/ask", headers={**wanted, "Origin": widget.host.url})
    assert (listed.status_code, listed.headers["access-control-allow-origin"]) == (204, widget.host.url)
    other = web.options("/widget/ask", headers={**wanted, "Origin": "http://evil.example"})
    assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize(
    ("given", "normal"),
    [
        ("https://www.Example.CN/", "https://www.example.cn"),
        ("https://a.cn:443", "https://a.cn"),
        ("http://a.cn:8080", "http://a.cn:8080"),
        ("http://[::1]:80", "http://[::1]"),
        ("https://xn--fiq228c.cn", "https://xn--fiq228c.cn"),
        ("https://a.cn/path", None),
        ("https://*.a.cn", None),
        ("https://user@a.cn", None),
        ("https://a.cn?x=1", None),
        ("null", None),
        ("", None),
        ("javascript:alert(1)", None),
        ("https://a.cn:99999", None),
        ("https://a.cn https://b.cn", None),
        ("https://a.cn;script-src *", None),
    ],
)
def test_origins_are_normalised_or_refused(given: str, normal: str | None) -> None:
    assert origin_of(given) == normal


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sites: {A!: {}}", "编号"),
        ("sites: {a: {origin: [x]}}", "origin"),
        ("sites: {a: {origins: [www.example.cn]}}", "www.example.cn"),
        ("sites: {a: {origins: ['https://*.example.cn']}}", "通配符"),
        ("sites: {a: {colour: red}}", "colour"),
        ("sites: {a: {position: top}}", "position"),
        ("sites: {a: {per_visitor: 0}}", "per_visitor"),
        ("sites: {a: {documents: [nothing]}}", "nothing"),
        ("sites: {a: {topics_off: [x]}}", "topics_off"),
        ("sites: {a: {title: 一二三四五六七八九十一二三四五六七八九十一}}", "title"),
        ("sites: {a: {}, a: {}}", "写了两次"),
        ("pages: {}", "sites"),
        ("sites: [", "YAML"),
    ],
)
def test_a_fault_in_the_sites_file_is_named(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "sites.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotReady, match=said) as error:
        load_sites(path, frozenset({"craftsman-rules"}))
    assert "sites.yaml" in str(error.value)
    assert str(tmp_path) not in str(error.value)


def test_the_shipped_sites_file_reads_and_lists_nobody_else() -> None:
    sites = load_sites(DEFAULT_FILE)
    assert sites["default"].origins == ()
    assert sites["default"].quick
