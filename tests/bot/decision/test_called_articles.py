"""Articles called by number: found in the document that is meant, missed by name where the text has a gap."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.decision.articles import called, numbered, wants_text
from bot.types import Question


def first_of(bot: Bot, text: str) -> tuple[str, str, str]:
    made = answer(Question(text, (), date(2023, 6, 30), "offline"), bot)
    cited = made.citations[0] if made.citations else None
    return str(made.status), cited.locator if cited else "", made.answer


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("细则第九条说的啥", (9,)),
        ("若干措施第3条给谁", (3,)),
        ("第二十一条和第十五条有啥区别", (21, 15)),
        ("管理办法第三十条", (30,)),
        ("劳动合同法第四十四条", ()),
        ("《河北省就业促进条例》第十条", ()),
        ("第一条件是什么", ()),
        ("第五条款项", ()),
    ],
)
def test_which_articles_are_called(text: str, numbers: tuple[int, ...]) -> None:
    assert called(text) == numbers


def test_only_who_wants_to_read_wants_the_text() -> None:
    assert wants_text("工匠细则第十二条写的什么") and wants_text("把第十二条原文发我")
    assert not wants_text("按第十二条我能领多少补贴") and not wants_text("工匠细则写的什么")


def test_an_amount_by_a_called_article_is_worked_out(bot: Bot) -> None:
    assert "30000元" in first_of(bot, "按若干措施第3条，毕业一年的全日制硕士补贴多少")[2].split("\n")[0]


@pytest.mark.parametrize(
    ("document", "number", "locators"),
    [
        ("craftsman-rules", 9, ["第九条"]),
        ("retain-talent-2022", 3, ["一、3"]),
        ("high-skill-bases", 3, ["第三条（一）", "第三条（二）", "第三条（三）"]),
        ("sci-leaders-2019", 30, []),
    ],
)
def test_a_document_counts_in_articles_or_in_items(bot: Bot, document: str, number: int, locators: list[str]) -> None:
    found = [p.locator for p in numbered(bot.corpus.passages_in(document), (number,))]
    assert list(dict.fromkeys(found)) == locators


@pytest.mark.parametrize(
    ("text", "locator"),
    [
        ("石家庄工匠选拔细则第十二条原文发我看看", "第十二条"),
        ("研发总部奖励细则第八条写的什么内容", "第八条"),
        ("创新工作室管理办法第十七条怎么规定的，原文给我看看", "第十七条"),
    ],
)
def test_the_called_article_is_cited_first(bot: Bot, text: str, locator: str) -> None:
    assert first_of(bot, text)[:2] == ("answered", locator)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("科技领军人物和创新团队项目管理办法第三十条念给我听", "第二十九条之后就是第三十一条"),
        ("石家庄工匠选拔细则第二十二条写的啥", "最后一条是第十四条"),
    ],
)
def test_an_article_that_is_not_held_is_said_to_be_missing(bot: Bot, text: str, told: str) -> None:
    status, _, words = first_of(bot, text)
    assert status == "unanswerable" and told in words
