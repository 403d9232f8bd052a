"""A running site on a free port, a real browser, and a fresh visitor for each test."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from bot.bot import Bot
from ui.server import application, bound
from ui.service import Service
from ui.store import Store, open_store

DAY = date(2023, 6, 30)
"""The site's today: the measures of 2022 are in force."""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
Visit = Callable[..., Page]


@dataclass(frozen=True)
class Site:
    """Where the site runs and what it stores in."""

    url: str
    store: Store
    service: Service


@contextmanager
def running(service: Service) -> Iterator[Site]:
    """The whole application over a socket on a free port."""
    assert service.store is not None
    listener = bound("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(application(service), log_level="warning", access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}", service.store, service)
    server.should_exit = True
    thread.join(timeout=10)
    service.store.close()


@pytest.fixture(scope="session")
def site(bot: Bot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site without a model, with a store of its own."""
    store = open_store(None, tmp_path_factory.mktemp("store"), 90)
    with running(Service(bot, store, today=lambda: DAY)) as opened:
        yield opened


@pytest.fixture
def http(site: Site) -> Iterator[httpx.Client]:
    """A plain HTTP client of the site."""
    with httpx.Client(base_url=site.url, timeout=30) as client:
        yield client


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium of the system."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("the browser tests need Chromium (apt-get install chromium fonts-noto-cjk)")
    with sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def visit(site: Site, browser: Browser) -> Iterator[Visit]:
    """Opens the page as a new visitor. Script errors and requests to other hosts fail the test."""
    contexts, problems = [], []
    visited = {site.url}

    def opened(path: str = "", width: int = 1280, height: int = 860, at: Site = site) -> Page:
        visited.add(at.url)
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"error: {error}"))
        page.on("request", lambda request: foreign(request.url))
        page.goto(f"{at.url}/{path}")
        page.locator("#main > *").first.wait_for()
        return page

    def foreign(url: str) -> None:
        if not url.startswith((*visited, "data:", "blob:")):
            problems.append(f"request to {url}")

    yield opened
    for context in contexts:
        context.close()
    assert problems == []


def ask(page: Page, question: str) -> None:
    """Type a question, press Enter, wait for its answer."""
    before = page.locator(".answer").count()
    page.get_by_label("您的问题").fill(question)
    page.keyboard.press("Enter")
    page.locator(".answer").nth(before).wait_for()


@pytest.fixture(scope="session")
def static() -> Path:
    """The files of the page."""
    return Path(__file__).resolve().parents[2] / "ui" / "static"
