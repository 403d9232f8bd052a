"""Several cases told one after another, and several rules in one question, as a bot over the real rules reads them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.share import parts_of, without_totals
from bot.types import Question

DAY = date(2023, 6, 30)


def amounts(bot: Bot, text: str) -> dict[str, Decimal]:
    """Rule id -> amount in yuan of every calculation in the answer."""
    made = answer(Question(text, as_of=DAY, mode="offline"), bot)
    return {item.rule_id: item.amount.value for item in made.calculations if item.amount}


def test_each_person_is_computed_and_added(bot: Bot) -> None:
    text = "我们是生物医药高新企业，两位高管：老周应税工资70万、贡献6万；老吴100万、贡献10万。高端人才奖励一共多少"
    # 70万 lies in 60万–96万: 6万 × 1.5; 100万 is 96万 or more: 10万 × 2
    assert amounts(bot, text)["high_end_talent_tax_award"] == Decimal(290000)


def test_years_of_one_person_are_no_two_persons(bot: Bot) -> None:
    text = "高端人才，高新技术的药企，去年应税工资70万、贡献6万；今年100万、贡献10万。今年的奖励多少"
    assert amounts(bot, text)["high_end_talent_tax_award"] != Decimal(290000)


def test_two_rules_read_their_own_part_and_are_added(bot: Bot) -> None:
    text = "我们是认定过的软件企业，主营收入头一次过了5亿，到5.2亿，另外一年电费花了300万，两块加起来市里给多少"
    made = amounts(bot, text)
    assert made["ic_software_revenue_milestone_award"] == Decimal(2000000)  # 5亿元: 200万元
    assert made["ic_software_electricity_subsidy"] == Decimal(600000)  # 300万 × 20%
    assert made["total"] == Decimal(2600000)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("手上俩品种：一个做完一期，一个做完二期", "手上品种：一个做完一期，一个做完二期"),
        ("三个人，两个硕士一个博士，三个人一共多少", "，两个硕士一个博士，一共多少"),
        ("两个硕士，五个本科", "两个硕士，五个本科"),
    ],
)
def test_the_number_of_a_list_is_no_number_of_its_parts(text: str, left: str) -> None:
    assert without_totals(text) == left


def test_parts_stand_between_marks() -> None:
    assert parts_of("电费200万，另外流片花了300万，一共补多少？") == ["电费200万", "流片花了300万", "一共补多少"]
