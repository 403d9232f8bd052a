"""Who may ask through the widget, over real sockets: origins, tokens, bodies, what is refused and how."""

# ruff: noqa: F401, F811  (fixtures)
from __future__ import annotations

import gzip
import logging
from pathlib import Path

import httpx
import pytest
from widget_calls import CRAFTSMAN, ask, refused, session, token
from widget_site import Widget, web, websites, widget

from ui.tokens import LIFE, Claim, TokenError, issue, read, signing_key


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
