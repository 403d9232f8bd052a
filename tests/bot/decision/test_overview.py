"""What a document tells article by article is told as a list, where the list is what is asked for."""

from __future__ import annotations

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.cite import CitationBook
from bot.compose.draft import Draft
from bot.compose.overview import write_chapter
from bot.types import Answer, Question, Retrieved
from tests.conftest import DAY


def ask(bot: Bot, text: str) -> Answer:
    return answer(Question(text, (), DAY, "offline"), bot)


def test_the_articles_that_name_the_sort_asked_for_are_all_told(bot: Bot) -> None:
    found = ask(bot, "岗位技能绩效的专项合同样本里，给工人设了哪几种津贴、资助")
    told = [c.locator for c in found.citations]
    assert told == ["第八条", "第九条", "第十条", "第十一条", "第十二条"]
    assert all(f"[{c.n}]" in found.answer for c in found.citations)
    assert "留着空白" in found.answer


@pytest.mark.parametrize(
    ("text", "items"), [("县卡都有哪些好处", 12), ("B卡能享受哪些服务", 8), ("拿了A卡都有啥待遇", 15)]
)
def test_all_that_a_card_grants_is_told_item_by_item(bot: Bot, text: str, items: int) -> None:
    found = ask(bot, text)
    assert len(found.citations) >= items
    assert all("可享受的服务项目" in c.locator for c in found.citations)


@pytest.mark.parametrize(
    "text",
    [
        "集体协商健全技能人才薪酬的那份意见，工作重点有哪几条",
        "当上协商代表了，市里关于集体协商的指导意见里，能替技工争取的奖励和津贴有哪些",
    ],
)
def test_a_list_that_a_chapter_tells_is_told_with_all_its_articles(bot: Bot, text: str) -> None:
    found = ask(bot, text)
    assert [c.locator for c in found.citations] == ["四、（一）", "四、（二）", "四、（三）", "四、（四）"]
    assert "四、工作重点" in found.answer.split("\n")[0]
    assert "带徒津贴" in found.answer and "技术革新奖" in found.answer


def test_a_chapter_is_named_by_what_holds_all_its_articles(bot: Bot) -> None:
    """Some of them may stand in a part of the chapter with a heading of its own."""
    heading = "一、开展职业技能等级认定需具备的条件"
    rows = [p for p in bot.corpus.passages_in("skill-recognition-province-2020") if heading in p.headings]
    assert len({p.headings for p in rows}) > 1
    draft = Draft(CitationBook(bot.corpus, bot.validity(DAY)), bot.messages)
    write_chapter(draft, [Retrieved(p, 1.0, n) for n, p in enumerate(sorted(rows, key=lambda p: -len(p.headings)))], "chapter")
    assert heading in draft.head[0]


def test_a_list_that_one_article_tells_is_told_by_it(bot: Bot) -> None:
    """Other articles of the same chapter are found with it, but none of them as near."""
    found = ask(bot, "哪些人能免费上职业技能培训班")
    assert "逐条写了" not in found.answer and "农村转移就业劳动者" in found.answer


@pytest.mark.parametrize(
    "text", ["B卡持有人的孩子上学有什么照顾", "B卡要交哪些材料", "县卡每年房租补贴多少", "专项合同里的技能津贴走哪些手续才算数",
             "科技型中小企业，三年利息分别是100万、90万、80万，老客户，补助三年总共拿得到多少"]
)
def test_what_asks_for_one_thing_or_another_list_is_no_overview(bot: Bot, text: str) -> None:
    assert "里写的有这些" not in ask(bot, text).answer
