"""`python -m bench.page`: how long a visitor waits, in headless Chromium against a server started here, offline.

Page ready: from opening the address to the line that can be typed in. First paint: from Enter to the frame
after the answer's card is on the page. Both as the browser's own clock tells them.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time

from playwright.sync_api import Browser, Page, sync_playwright

from bench.load import percentile, questions, server
from bench.setting import say

READY_MS = 3000
PAINT_MS = 300
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
TIMED = """question => new Promise(done => {
  const root = document.querySelector('#policybot').shadowRoot;
  const list = root.querySelector('.turns');
  const input = root.querySelector('#question');
  const before = root.querySelectorAll('.answer').length;
  const started = performance.now();
  const seen = new MutationObserver(() => {
    if (root.querySelectorAll('.answer').length <= before) return;
    seen.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - started)));
  });
  seen.observe(list, {childList: true, subtree: true});
  input.value = question;
  input.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true}));
})"""


def ready(browser: Browser, url: str) -> tuple[Page, float]:
    """A new visitor's page and the milliseconds until a question can be typed."""
    page = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN").new_page()
    started = time.perf_counter()
    page.goto(url, wait_until="commit")
    page.locator("#question").wait_for()
    return page, (time.perf_counter() - started) * 1000


def measured(url: str, visits: int, asked: list[str]) -> tuple[list[float], list[float]]:
    """Milliseconds to a ready page and to each answer; what the first visit fills is not counted."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=FLAGS)
        ready(browser, url)[0].context.close()
        opened, painted = [], []
        for visit in range(visits):
            page, waited = ready(browser, url)
            opened.append(waited)
            for question in asked[visit::visits]:
                painted.append(float(page.evaluate(TIMED, question)))
            page.context.close()
        browser.close()
    return opened, painted


def line(name: str, times: list[float], goal: int) -> str:
    """One figure with its goal."""
    middle, most = percentile(times, 0.5), percentile(times, 0.95)
    return f"{name}: p50 {middle:.0f} ms, p95 {most:.0f} ms, max {max(times):.0f} ms ({len(times)}; goal {goal} ms)"


def main() -> int:
    """Measure and print; exit status 1 where the p95 of one exceeds its goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=10)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--port", type=int, default=7998)
    given = parser.parse_args()
    for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY", "POLICYBOT_MODEL"):
        os.environ.pop(name, None)  # offline is what is measured
    with server(given.port):
        say(f"[page] {given.visits} visits, {given.questions} questions")
        opened, painted = measured(
            f"http://127.0.0.1:{given.port}/", given.visits, questions()[: given.questions]
        )
    print(line("page ready", opened, READY_MS))
    print(line("first paint of the answer", painted, PAINT_MS))
    return int(percentile(opened, 0.95) > READY_MS or percentile(painted, 0.95) > PAINT_MS)


if __name__ == "__main__":
    sys.exit(main())
