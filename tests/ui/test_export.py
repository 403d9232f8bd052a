"""What a resident takes home: the conversation and the list of benefits, as Markdown and on paper."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path

import httpx
import pytest
from conftest import DAY, Site, Visit, ask
from markdown_it import MarkdownIt
from playwright.sync_api import Page, expect
from pypdf import PdfReader

RENT = "我硕士毕业，有B卡，租房两年能领多少？"
CRAFTSMAN = "评上石家庄工匠给发多少钱？"
HOSTILE = "<img src=x onerror=alert(1)> [点](javascript:alert(1)) **石家庄工匠** 给多少 `code`"


def open_export(page: Page) -> None:
    page.get_by_role("button", name="保存、打印").first.click()
    page.locator(".paper").wait_for()


def saved(page: Page) -> tuple[str, str]:
    """Name and text of the file that the page gives."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="存成文件").click()
    path = waiting.value.path()
    return waiting.value.suggested_filename, Path(path).read_text(encoding="utf-8")


def squashed(text: str) -> str:
    """The text without white space; a PDF's characters that only look like Han characters are folded to them."""
    return re.sub(r"[\s·]", "", unicodedata.normalize("NFKC", text))


def plain(text: str) -> str:
    """The words of a Markdown text as a reader sees them; an HTML token fails the test."""
    tokens = MarkdownIt("commonmark", {"html": True}).parse(text)
    leaves = [leaf for token in tokens for leaf in [token, *(token.children or [])]]
    assert not [
        leaf for leaf in leaves if leaf.type.startswith("html") or leaf.type in ("link_open", "image")
    ]
    return squashed("".join(leaf.content for leaf in leaves if leaf.type in ("text", "code_inline")))


@pytest.mark.parametrize("width", [1280, 360])
def test_a_conversation_as_markdown(visit: Visit, http: httpx.Client, width: int) -> None:
    page = visit("", width)
    ask(page, RENT)
    ask(page, CRAFTSMAN)
    open_export(page)
    name, text = saved(page)
    assert name == f"政策问答-{DAY}.md"
    read = plain(text)
    for question in (RENT, CRAFTSMAN):
        assert squashed(f"问：{question}") in read
        for citation in http.post("/api/ask", json={"question": question}).json()["citations"]:
            assert squashed(citation["quote"]) in read
            assert squashed(citation["document_number"] or citation["document_title"]) in read
    assert squashed("1500元/月 × 24个月 = 36000元") in read
    assert squashed("最高学位 硕士；月数 24个月") in read
    assert "12345" in read and squashed(f"日期：{DAY}") in read
    assert text.index(RENT) < text.index("1500元/月") < text.index(CRAFTSMAN)


def test_the_files_markup_is_ours_alone(visit: Visit) -> None:
    page = visit()
    ask(page, HOSTILE)
    open_export(page)
    expect(page.locator(".paper img, .paper a")).to_have_count(0)
    assert squashed(HOSTILE) in plain(saved(page)[1])


@pytest.mark.parametrize("width", [1280, 360])
def test_paper_holds_all_and_nothing_else(visit: Visit, http: httpx.Client, width: int) -> None:
    page = visit("", width)
    ask(page, RENT)
    open_export(page)
    made = PdfReader(io.BytesIO(page.pdf(format="A4")))
    text = squashed("".join(sheet.extract_text() for sheet in made.pages))
    quote = http.post("/api/ask", json={"question": RENT}).json()["citations"][0]["quote"]
    for wanted in (RENT, quote, "石办字〔2017〕39号", "1500元/月 × 24个月 = 36000元", "12345", str(DAY)):
        assert squashed(wanted) in text, wanted
    for screen_only in ("我能领什么", "存成文件", "回到对话", "跳到正文"):
        assert screen_only not in text


def test_the_benefits_on_paper_and_as_markdown(visit: Visit, site: Site) -> None:
    page = visit("#/benefits")
    page.locator("[data-name=degree]").select_option("硕士")
    page.locator(".benefit").first.wait_for()
    fitting = page.locator(".results > section .benefit .line h4").all_inner_texts()
    page.get_by_role("button", name="保存、打印这张清单").click()
    page.locator(".paper").wait_for()
    name, text = saved(page)
    assert name == f"我能领什么-{DAY}.md"
    read = plain(text)
    rules = {rule.title: rule for rule in site.service.bot.book.rules.values()}
    assert len(fitting) >= 2
    for title in fitting:
        assert squashed(title) in read
        assert squashed(rules[title].clause.quote) in read
    assert squashed("最高学位：硕士") in read and "不能同时享受" in read and "12345" in read
    paper = squashed(page.locator(".paper").inner_text())
    assert squashed(rules[fitting[0]].clause.quote) in paper
    page.get_by_role("link", name="回到我能领什么").click()
    expect(page.locator("[data-name=degree]")).to_have_value("硕士")


def test_a_conversation_is_deleted_when_wanted(visit: Visit, site: Site) -> None:
    page = visit()
    ask(page, CRAFTSMAN)
    session = page.evaluate("JSON.parse(localStorage.getItem('policybot.conversation')).session")
    assert len(site.store.conversation(session)) == 1
    open_export(page)
    page.get_by_role("button", name="删除这次对话").click()
    assert len(site.store.conversation(session)) == 1  # the first press only asks
    page.get_by_role("button", name="确定删除").click()
    expect(page.locator(".welcome")).to_be_visible()
    assert site.store.conversation(session) == []
    page.reload()
    expect(page.locator(".turn")).to_have_count(0)
