"""What the tests of widget and WeChat share: the running service, websites that carry it, visitors."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import uvicorn
from conftest import DAY
from playwright.sync_api import Browser, Page

from bot.bot import Bot
from ui import embed, wechat
from ui.api import make_app
from ui.server import bound
from ui.service import Service
from ui.store import Store, open_store

AES_KEY = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA"
APP_ID = "wx1234567890abcdef"
TOKEN = "policytoken"
BODY = "<h1>通知公告</h1><p>这里是网页原来的内容。</p><p><a href='#x'>一个链接</a></p>"
"""What a website shows beside the widget."""
SITES = """
sites:
  default:
    {{origins: ["{host}"], per_visitor: 10000, per_site: 100000, quick: [评上石家庄工匠给发多少钱？]}}
  second:
    {{origins: ["{host}"], per_visitor: 10000, title: 第二个助手, position: left, colour: "#ffd400"}}
  tight: {{origins: ["{host}"], per_visitor: 3, per_site: 100000}}
  crowded: {{origins: ["{host}"], per_visitor: 10000, per_site: 2}}
  hundred: {{origins: ["{host}"], per_visitor: 20, per_site: 100000}}
  elsewhere: {{origins: ["https://www.example.cn", "https://m.example.cn:8443"]}}
  hostile: {{origins: ["{host}"], per_visitor: 10000, title: "<b onclick=alert(1)>", avatar: "<b",
    greeting: "<script>alert(2)</script>\\"'><svg onload=alert(3)>",
    quick: ["<iframe srcdoc='<script>alert(4)</script>'>"]}}
  craftsman: {{origins: ["{host}"], per_visitor: 10000, documents: [craftsman-rules]}}
  quiet: {{origins: ["{host}"], per_visitor: 10000,
    topics_off: [{{words: [工匠, 绿卡], say: 这个问题请到办事大厅咨询。}}]}}
"""


@dataclass
class Host:
    """A website on a port of its own: `pages` maps a path to (headers, HTML)."""

    url: str
    pages: dict[str, tuple[dict[str, str], str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Widget:
    """The running service, a website that it lists, one that it does not, and what it stores in."""

    url: str
    host: Host
    stranger: Host
    store: Store
    service: Service

    def tag(self, site: str = "default", more: str = "") -> str:
        """The snippet of a site."""
        return f'<script src="{self.url}/widget.js" data-site="{site}" {more} async></script>'


@pytest.fixture(scope="session")
def websites() -> Iterator[tuple[Host, Host]]:
    """Two websites on two ports."""
    servers = [website() for _ in range(2)]
    yield servers[0][0], servers[1][0]
    for _, server in servers:
        server.shutdown()


def website() -> tuple[Host, ThreadingHTTPServer]:
    """A website in a thread of its own."""
    pages: dict[str, tuple[dict[str, str], str]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers, text = pages.get(self.path.split("?")[0], ({}, ""))
            self.send_response(200 if text else 404)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return Host(f"http://127.0.0.1:{server.server_port}", pages), server


@pytest.fixture(scope="session")
def widget(
    bot: Bot, websites: tuple[Host, Host], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Widget]:
    """The service with widget and WeChat, over a socket."""
    folder = tmp_path_factory.mktemp("widget")
    service = Service(bot, open_store(None, folder, 90), today=lambda: DAY)
    assert service.store is not None
    with running(service, environ(folder, websites[0].url)) as url:
        yield Widget(url, *websites, service.store, service)


def environ(folder: Path, host: str) -> dict[str, str]:
    """Settings of a service that lists one website."""
    sites = folder / "sites.yaml"
    sites.write_text(SITES.format(host=host), encoding="utf-8")
    return {
        "POLICYBOT_SITES": str(sites),
        "POLICYBOT_SECRET": "only for tests",
        "POLICYBOT_WECHAT_TOKEN": TOKEN,
        "POLICYBOT_URL": "https://zhengce.example.cn",
    }


class running:
    """A service on a free port while the block runs."""

    def __init__(self, service: Service, env: dict[str, str]) -> None:
        app = make_app(service)
        embed.attach(app, service, env)
        wechat.attach(app, service, env)
        self._listener = bound("127.0.0.1", 0)
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        sockets = {"sockets": [self._listener]}
        self._thread = threading.Thread(target=self._server.run, kwargs=sockets, daemon=True)

    def __enter__(self) -> str:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.05)
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __exit__(self, *_error: object) -> None:
        self._server.should_exit = True
        self._thread.join(timeout=10)


@pytest.fixture
def web(widget: Widget) -> Iterator[httpx.Client]:
    """A plain HTTP client of the service."""
    with httpx.Client(base_url=widget.url, timeout=30) as client:
        yield client


Guest = Callable[..., Page]


@pytest.fixture
def guest(widget: Widget, browser: Browser) -> Iterator[Guest]:
    """Opens a page as a new visitor: guest(address, width, height, touch).

    Script errors, dialogs, cookies and requests beyond the two websites and the service fail the test.
    """
    contexts, problems = [], []
    known = (widget.url, widget.host.url, widget.stranger.url, "data:", "blob:", "about:")

    def opened(address: str, width: int = 1200, height: int = 800, touch: bool = False) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", has_touch=touch, is_mobile=touch
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (problems.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda r: r.url.startswith(known) or problems.append(f"request to {r.url}"))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        problems.extend(f"cookie: {cookie}" for cookie in context.cookies())
        context.close()
    assert problems == []


def put(host: Host, path: str, body: str, head: str = "", headers: dict[str, str] | None = None) -> str:
    """Put a page on a website; its address."""
    view = '<meta name="viewport" content="width=device-width, initial-scale=1">'
    top = (
        f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">{view}<title>页</title>{head}</head>'
    )
    host.pages[path] = (headers or {}, f"{top}<body>{body}</body></html>")
    return host.url + path


def say(page: Page, text: str, site: str = "default") -> None:
    """Type into the panel of a site, press Enter, wait for what comes back."""
    panel = page.locator(f'policybot-widget[data-site="{site}"] .panel')
    before = panel.locator(".theirs:not(:has(.dots))").count()
    panel.locator("textarea").fill(text)
    panel.locator("textarea").press("Enter")
    panel.locator(".theirs:not(:has(.dots))").nth(before).wait_for()


def launch(page: Page, site: str = "default") -> None:
    """Open the panel of a site."""
    page.locator(f'policybot-widget[data-site="{site}"] .launcher').click()
    page.locator(f'policybot-widget[data-site="{site}"] .panel').wait_for()
