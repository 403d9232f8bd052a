"""Which document, case, period and amount a question is about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.facts.claims import claimed_amounts
from bot.types import Answer, Question
from tests.conftest import DAY


def ask(bot: Bot, text: str) -> Answer:
    return answer(Question(text, (), DAY, "offline"), bot)


def amounts(found: Answer) -> dict[str, Decimal]:
    return {c.rule_id: c.amount.value for c in found.calculations if c.amount is not None}


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        ("我们厂没人有B卡，新来的硕士一次性给多少", set()),
        ("没有B卡的，B卡那个房租补助能领吗", {"talent-card-b"}),
        ("我带的学生在世界技能大赛得过金奖。A卡，我够吗？", {"talent-card-a"}),
        ("在世界技能大赛得过金奖，想办A卡", {"talent-card-a", "high-skill-bases"}),
    ],
)
def test_documents_are_those_that_are_asked_about(bot: Bot, text: str, documents: set[str]) -> None:
    named = bot.read(Question(text, (), DAY, "offline")).documents
    assert {name for name in named if not name.startswith("high-skill-bases-form")} == documents


def test_a_rule_of_another_document_does_not_answer_for_the_one_that_is_named(bot: Bot) -> None:
    found = ask(bot, "街道认定我是就业困难人员，小店开了八个月。增收行动计划里的一次性创业补贴是几千块")
    assert found.status == "unanswerable", "the plan names no amount; that of a talent card is another benefit"
    assert not found.calculations


def test_a_case_that_nobody_told_is_named_and_asked_for(bot: Bot) -> None:
    found = ask(bot, "我徒弟出去比赛得了个第三，市里奖几个钱")
    assert "以上按“国家一类技能竞赛”算" in found.answer and "是哪项比赛" in found.answer
    told = ask(bot, "我徒弟在国家一类技能竞赛得了第三，市里奖几个钱")
    assert amounts(told) == amounts(found) == {"national_class1_contest_award": 5_000}
    assert "以上按" not in told.answer


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("本科B卡，每月房租补1500，一年就是一万八，没错吧", 12_000),
        ("本科B卡，房租每月是1500，没错吧", 1_000),
    ],
)
def test_a_stated_amount_of_a_year_or_month_is_answered_for_that_time(bot: Bot, text: str, total: int) -> None:
    assert amounts(ask(bot, text)) == {"talent_card_b_rent_subsidy": total}


def test_who_asks_if_an_amount_is_right_means_that_of_the_same_sentence(bot: Bot) -> None:
    text = "去年主营6亿，前年3.2亿。那这次奖200万十拿九稳了吧？"
    assert [q.value for q in claimed_amounts(text, bot.phrases)] == [2_000_000]
    assert [q.value for q in claimed_amounts("奖200万。没错吧？", bot.phrases)] == [2_000_000]


def test_what_is_over_a_limit_is_called_so(bot: Bot) -> None:
    (one,) = ask(bot, "工资总额1000万，职工培训花掉95万，税前扣除超了多少").calculations
    assert one.amount is not None
    assert (one.amount.value, one.amount.label, one.amount.bound) == (150_000, "超过限额、当年不能扣除的", "exact")
    (two,) = ask(bot, "工资总额1000万，职工培训花掉95万，税前最多能扣多少").calculations
    assert two.amount is not None
    assert (two.amount.value, two.amount.label, two.amount.bound) == (800_000, "可税前扣除的职工教育经费", "at_most")
