"""The sites file: what it may say, which documents and topics a site answers from."""

# ruff: noqa: F401, F811  (fixtures)
from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import httpx
import pytest
from widget_calls import CRAFTSMAN, ask, token
from widget_site import DAY, Widget, web, websites, widget

from bot.answer import answer
from bot.bot import Bot
from bot.errors import NotReady
from bot.types import Question
from ui.embed import answered
from ui.scope import Scopes, scoped
from ui.service import Service
from ui.sites import DEFAULT_FILE, Site, load_sites, origin_of

EXAMPLES = Path(__file__).resolve().parents[2] / "eval" / "questions" / "dev.jsonl"


def examples() -> list[str]:
    """The questions of the example suite."""
    return [
        json.loads(line)["question"]
        for line in EXAMPLES.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]


def test_a_site_answers_only_from_its_documents(web: httpx.Client, widget: Widget) -> None:
    mine = token(web, widget, "craftsman")
    inside = ask(web, widget.host.url, mine).json()
    assert inside["calculations"][0]["amount"]["value"] == "20000"
    for question in ("硕士有B卡，租房两年能领多少？", "我是博士，能领什么？", "保障性租赁住房怎么申请？"):
        found = ask(web, widget.host.url, mine, question).json()
        assert all("工匠" in item["document_title"] for item in found["citations"]), question
        assert all("craftsman" in item["rule_id"] for item in found["calculations"]), question
        assert "1500" not in found["answer"]


def test_whatever_is_asked_a_site_keeps_to_its_documents(bot: Bot) -> None:
    """Every question of the example suite, and some as wide as can be."""
    service = Service(bot, today=lambda: DAY)
    site = Site("craftsman", documents=("craftsman-rules",))
    scopes = Scopes(service)
    others = [d.title.strip("《》") for d in bot.corpus.documents.values() if d.id != "craftsman-rules"]
    statuses = Counter()
    for text in [*examples(), "公司能领什么补贴", "你能回答什么", "人才绿卡是什么", "我是技师，能领什么？"]:
        found = answered(service, scopes, site, Question(text, as_of=DAY, mode="offline"))
        statuses[found["status"]] += 1
        assert all("工匠" in item["document_title"] for item in found["citations"]), text
        assert all("craftsman" in item["rule_id"] for item in found["calculations"]), text
        assert not [title for title in others if title in found["answer"]], text
    assert statuses["error"] == 0
    assert statuses["answered"] >= 4


@pytest.mark.parametrize("text", ["公司能领什么补贴", "我是技师，能领什么？", "我和徒弟都是高级工，两样加起来多少钱？"])
def test_the_assistant_of_a_site_has_an_answer_of_its_own(bot: Bot, text: str) -> None:
    narrow, _ = scoped(bot, ("craftsman-rules",))
    assert answer(Question(text, as_of=DAY, mode="offline"), narrow).status != "error"


def test_what_only_lies_beside_a_site_is_not_answered_with_its_next_best_clause(
    web: httpx.Client, widget: Widget
) -> None:
    mine = token(web, widget, "craftsman")
    for question in ("申请人才绿卡B卡要交哪些材料？", "软件企业主营收入第一次破1亿，奖励多少？"):
        found = ask(web, widget.host.url, mine, question).json()
        assert (found["status"], found["citations"]) == ("out_of_scope", []), question
        assert "不在范围内" in found["answer"]


def test_a_topic_that_is_switched_off_is_off_however_it_is_asked(web: httpx.Client, widget: Widget) -> None:
    mine = token(web, widget, "quiet")
    for question in ("评上石家庄工 匠给多少钱", "硕士有B卡，租房两年能领多少？", "B卡博士买房补多少"):
        found = ask(web, widget.host.url, mine, question).json()
        assert found["answer"] == "这个问题请到办事大厅咨询。", question
        assert found["citations"] == found["calculations"] == found["notices"] == []


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
