"""Everyone can use it: large type, keyboard, small screens, screen readers (axe-core)."""

from __future__ import annotations

import json
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest
from conftest import Visit, ask
from playwright.sync_api import Page, expect

CRAFTSMAN = "评上石家庄工匠给发多少钱？"
VIEWS = [
    "",
    "#/benefits",
    "#/calc",
    "#/calc/talent_card_b_rent_subsidy",
    "#/documents",
    "#/documents/craftsman-rules",
]
SMALL = """() => {
  const root = document.querySelector('#policybot').shadowRoot;
  return [...root.querySelectorAll('button, select, input, summary, nav a, .document')]
    .filter((e) => e.getClientRects().length && !e.matches('.mark'))
    .map((e) => [e.className || e.tagName, e.textContent.slice(0, 20), e.getBoundingClientRect().height])
    .filter(([, , height]) => height < 43.5);
}"""
TITLE_SIZE = """() => {
  const title = document.querySelector('#policybot').shadowRoot.querySelector('.welcome h2');
  return parseFloat(getComputedStyle(title).fontSize);
}"""


@pytest.fixture(scope="session")
def axe(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The source of axe-core, from npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("axe-core comes from npm, which is not installed")
    folder = tmp_path_factory.mktemp("axe")
    made = subprocess.run(
        [npm, "pack", "--silent", "axe-core@4"], cwd=folder, capture_output=True, text=True, timeout=120
    )
    if made.returncode:
        pytest.skip("npm could not fetch axe-core")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        member = archive.extractfile("package/axe.min.js")
        assert member is not None
        return member.read().decode("utf-8")


def serious(page: Page, axe: str) -> list[str]:
    """The serious and critical findings on the page as it is."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{item['id']}: {json.dumps(item['nodes'][0]['target'])} {item['nodes'][0]['failureSummary'][:160]}"
        for item in found["violations"]
        if item["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("path", VIEWS)
@pytest.mark.parametrize("width", [1280, 360])
def test_no_serious_finding_of_axe(visit: Visit, axe: str, path: str, width: int) -> None:
    page = visit(path, width)
    page.wait_for_timeout(600)
    assert serious(page, axe) == []


@pytest.mark.parametrize("width", [1280, 360])
def test_no_serious_finding_in_an_answer_its_source_and_on_paper(visit: Visit, axe: str, width: int) -> None:
    page = visit("", width)
    ask(page, CRAFTSMAN)
    ask(page, "我硕士28岁，刚到装备制造企业上班，能领什么")
    assert serious(page, axe) == []
    page.locator(".source").first.click()
    page.locator(".cited").wait_for()
    assert serious(page, axe) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="保存、打印").first.click()
    page.locator(".paper").wait_for()
    assert serious(page, axe) == []


@pytest.mark.parametrize("path", VIEWS)
def test_fits_320_pixels_even_in_large_type(visit: Visit, path: str) -> None:
    page = visit(path, 320, 640)
    for _ in range(2):
        page.wait_for_timeout(500)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        page.get_by_role("button", name="大字").click()


def test_an_answer_and_its_paper_fit_320_pixels(visit: Visit) -> None:
    page = visit("", 320, 640)
    page.get_by_role("button", name="大字").click()
    for question in (CRAFTSMAN, "我是博士，全职来石家庄工作，能领什么？"):
        ask(page, question)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="保存、打印").first.click()
    page.locator(".paper").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(SMALL) == []


def test_targets_are_44_pixels(visit: Visit) -> None:
    page = visit("", 360, 740)
    assert page.evaluate(SMALL) == []
    ask(page, CRAFTSMAN)
    assert page.evaluate(SMALL) == []
    page.goto(page.url.split("#")[0] + "#/benefits")
    page.wait_for_timeout(600)
    assert page.evaluate(SMALL) == []


def test_large_type_scales_and_is_remembered(visit: Visit) -> None:
    page = visit()
    before = page.evaluate(TITLE_SIZE)
    page.get_by_role("button", name="大字").click()
    assert page.evaluate(TITLE_SIZE) >= before * 1.3
    page.reload()
    page.locator(".welcome").wait_for()
    assert page.evaluate(TITLE_SIZE) >= before * 1.3


def test_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit()
    page.keyboard.type(CRAFTSMAN)
    page.keyboard.press("Enter")
    page.locator(".answer").wait_for()
    for _ in range(30):
        page.keyboard.press("Tab")
        if (
            page.evaluate("document.querySelector('#policybot').shadowRoot.activeElement?.className")
            == "mark"
        ):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".cited")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()


def test_screen_readers_are_told(visit: Visit) -> None:
    page = visit()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    ask(page, CRAFTSMAN)
    expect(page.locator("#policybot .hidden[role=status]")).to_contain_text("20000元")
    expect(page.get_by_role("navigation", name="栏目")).to_be_visible()
    expect(page.get_by_role("article", name="回答")).to_be_visible()


def test_scripts_never_write_html(static: Path) -> None:
    for path in static.glob("*.js"):
        source = path.read_text(encoding="utf-8")
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
        ):
            assert word not in source, f"{path.name}: {word}"
        assert source.count("\n") <= 300, path.name
