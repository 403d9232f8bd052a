"""Calls to the widget's routes as a page of some origin makes them."""

from __future__ import annotations

import httpx
from widget_site import Widget

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
