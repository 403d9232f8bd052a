"""The sites file: what it may say, which documents and topics a site answers from."""

# ruff: noqa: F401, F811  (fixtures)
from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from widget_calls import CRAFTSMAN, ask, token
from widget_site import Widget, web, websites, widget

from bot.errors import NotReady
from ui.sites import DEFAULT_FILE, load_sites, origin_of


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
