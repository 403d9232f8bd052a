"""Differences, premises that a rule belies, and numbers as people put them, over the real corpus and rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.numbers.quantities import scan
from bot.types import Answer, Question, Turn

DAY = date(2023, 6, 30)


def ask(bot: Bot, text: str, *earlier: str) -> Answer:
    history = tuple(Turn("user", turn) for turn in earlier)
    return answer(Question(text, history=history, as_of=DAY, mode="offline"), bot)


def amounts(made: Answer) -> dict[str, Decimal]:
    return {item.rule_id: item.amount.value for item in made.calculations if item.amount}


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("博士买房补贴比硕士多给多少钱", 200000),  # 30万 - 10万
        ("租赁补贴三口之家比两口一年多拿多少", 720),  # (150 - 90) × 12
        ("专精特新小巨人比示范企业多奖多少", 500000),  # 100万 - 50万
        ("首贷比不是首贷，利息80万，差多少钱", 160000),  # 80万 × (70% - 50%)
        ("世界技能大赛金牌比银牌多多少", 200000),  # 50万 - 30万
    ],
)
def test_what_is_compared_is_not_added(bot: Bot, text: str, apart: int) -> None:
    assert amounts(ask(bot, text))["difference"] == Decimal(apart)


def test_the_most_is_no_difference(bot: Bot) -> None:
    assert "difference" not in amounts(ask(bot, "博士和硕士买房，最多给多少钱"))


def test_the_standard_for_each_month_comes_first_where_it_is_asked_for(bot: Bot) -> None:
    text = ask(bot, "B卡的硕士比本科每月房租补贴多多少").answer
    assert text.index("500元/月") < text.index("30000元")


def test_a_false_premise_is_put_right_before_what_is_unsaid(bot: Bot) -> None:
    made = ask(bot, "我本科有B卡，买房不是给10万吗，中介这么跟我说的，什么时候打钱")
    assert made.status == "answered"
    assert "50000元" in made.answer and "没有写明" in made.answer


def test_sources_held_against_each_other_show_their_numbers(bot: Bot) -> None:
    assert "〔2022〕36号" in ask(bot, "中级工学徒一年补4000还是5000").answer


def test_a_superseded_clause_is_named_as_such_even_where_nothing_is_written(bot: Bot) -> None:
    made = ask(bot, "技能提升补贴一辈子能领几回，每年能不能都领一次")
    assert made.status == "unanswerable"
    assert "superseded" in {item.validity for item in made.citations}
    assert "superseded" in {notice.kind for notice in made.notices}


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("加上50万一共250万", [500000, 2500000]),
        ("五十万一起给", [500000]),
        ("三万一", [31000]),
        ("我44，副高", [44]),
        ("领军人物今年58了", [58]),
        ("从第三年到第五年", [36]),
    ],
)
def test_numbers_as_people_put_them(text: str, values: list[int]) -> None:
    assert [quantity.value for quantity in scan(text)] == values


def test_thirty_without_a_person_is_no_age() -> None:
    assert [quantity.unit for quantity in scan("研发投入今年30，去年20")] == ["", ""]


@pytest.mark.parametrize(
    ("text", "elsewhere"),
    [
        ("我在北京交的社保，能申请保租房吗", False),
        ("到北京落户有什么补贴", True),
        ("爱人档案还在北京，我能办B卡吗", False),
        ("老家在北京，硕士来石家庄上班能领安家补贴吗", False),
        ("我对象在北京，那边应届硕士补贴给多少", True),
        ("总部在北京，北京市里评瞪羚企业一家奖多少", True),
        ("石家庄评工匠给2万，北京评大工匠给多少", True),
        ("在石家庄办过绿卡，现在搬到北京了，北京那边的人才公寓在哪个小程序上排队", True),
        ("管理期没过，要是调到北京的厂去干，工匠称号留得住吗", False),
        ("芯片是拿到北京代工流的片，报流片补助要什么证明", False),
        ("侄女在北京念大四，来咱市面试能住青年驿站吗", False),
        ("供应商在北京，采购额800万，协作配套有奖励吗", False),
        ("我们找的是北京一所技师学院合作，学徒制补贴还给不给", False),
        ("跟着北京老板过来，石家庄租房补贴有多少", False),
    ],
)
def test_a_place_that_is_only_told_is_not_asked_about(bot: Bot, text: str, elsewhere: bool) -> None:
    assert ("您问的是北京" in ask(bot, text).answer) == elsewhere


def test_a_turn_that_only_tells_asks_what_was_asked(bot: Bot) -> None:
    made = ask(bot, "说错了，是900万", "我们研发总部去年研发费用1000万，能奖多少")
    assert amounts(made)["rd_headquarters_award"] == Decimal(2700000)  # 900万 × 30%
