"""`python -m bench.widget`: how long a visitor waits for the widget on a host page, and what it does to the page.

A page of another origin carries the tag; each round is a new visitor (empty cache) who opens the panel and asks
one question. Times are taken inside the page, up to the frame that shows the result.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.load import questions, server
from bench.setting import middle
from ui.embed_pages import script

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
SIZE_LIMIT = 30_000
WANTED_MS = 500
HOST_PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>host</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><script>window.shifts = 0;
new PerformanceObserver((list) => {{ for (const e of list.getEntries()) window.shifts += e.value; }})
  .observe({{ type: 'layout-shift', buffered: true }});</script></head>
<body><h1>通知公告</h1>{text}<script src="{url}/widget.js" data-site="default" async></script></body></html>"""
SHOWN = "const shown = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));"
OPEN = f"""async () => {{ {SHOWN}
  const root = document.querySelector('policybot-widget').shadowRoot, from = performance.now();
  root.querySelector('.launcher').click(); await shown(); return performance.now() - from; }}"""
ASK = f"""async (text) => {{ {SHOWN}
  const root = document.querySelector('policybot-widget').shadowRoot, from = performance.now();
  const there = new Promise((done) => new MutationObserver(() => root.querySelector('.answer') && done())
    .observe(root, {{ childList: true, subtree: true }}));
  root.querySelector('textarea').value = text; root.querySelector('form').requestSubmit();
  await there; await shown(); return performance.now() - from; }}"""


@dataclass(frozen=True)
class Round:
    """One visitor, in ms: page asked for until the button stands there, click until the panel, first answer.

    `shift` is the host page's cumulative layout shift over all of it.
    """

    button: float
    opened: float
    answered: float
    shift: float


@contextmanager
def host_page(folder: Path, service: str) -> Iterator[str]:
    """A website on a free port that carries the tag; its address."""
    page = folder / "index.html"
    page.write_text(
        HOST_PAGE.format(text="<p>这里是网页原来的内容。</p>" * 40, url=service), encoding="utf-8"
    )
    handler = partial(QuietFiles, directory=str(folder))
    site = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{site.server_port}"
    site.shutdown()


class QuietFiles(SimpleHTTPRequestHandler):
    """Files of a folder, without a line for each request."""

    def log_message(self, *_args: object) -> None:
        """Nothing."""


def visit(browser: Browser, address: str, question: str, phone: bool) -> Round:
    """One new visitor who opens the panel and asks."""
    size = {"width": 375, "height": 740} if phone else {"width": 1280, "height": 860}
    context = browser.new_context(viewport=size, is_mobile=phone, has_touch=phone)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    page.locator(".launcher").wait_for()
    button = page.evaluate("performance.now()")
    opened = page.evaluate(OPEN)
    answered = page.evaluate(ASK, question)
    shift = page.evaluate("window.shifts")
    context.close()
    return Round(button, opened, answered, shift)


def measured(rounds: int, port: int) -> list[Round]:
    """Half of the visitors on a desktop, half on a phone."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    asked = questions()
    service = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as folder, host_page(Path(folder), service) as address:
        sites = Path(folder) / "sites.yaml"
        sites.write_text(
            f'sites: {{default: {{origins: ["{address}"], per_visitor: 10000}}}}\n', encoding="utf-8"
        )
        with server(port, {"POLICYBOT_SITES": str(sites)}), sync_playwright() as play:
            browser = play.chromium.launch(executable_path=chromium, args=list(FLAGS))
            visit(browser, address, asked[0], False)  # the browser's own start is not the widget's
            found = [visit(browser, address, asked[n % len(asked)], n % 2 == 1) for n in range(rounds)]
            browser.close()
    return found


def main() -> int:
    """Exit status 1 for a script too large, a shift of the host page, or a median above 500 ms."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--port", type=int, default=7997)
    given = parser.parse_args()
    found = measured(min(given.rounds, 200), given.port)
    size = len(gzip.compress(script(), 9))
    print(f"{len(found)} new visitors, half on a phone; machine's load: {os.getloadavg()[0]:.1f}")
    print(f"widget.js, gzipped: {size} bytes; layout shift of the host page: {max(r.shift for r in found):g}")
    for name in ("button", "opened", "answered"):
        times = [getattr(item, name) for item in found]
        print(
            f"{name}: p50 {middle(times):.0f} ms  p95 {middle(times, 0.95):.0f} ms  max {max(times):.0f} ms"
        )
    slow = max(middle([r.opened for r in found]), middle([r.answered for r in found])) > WANTED_MS
    return int(slow or size > SIZE_LIMIT or any(r.shift for r in found))


if __name__ == "__main__":
    sys.exit(main())
