"""Several cases told one after another, and several rules in one question, as a bot over the real rules reads them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.facts.parts import parts_of
from bot.facts.totals import without_totals
from bot.types import Question, Turn

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


def test_who_is_refused_by_one_rule_is_told_the_rule_that_is_for_them(bot: Bot) -> None:
    text = "我们技校的高技能人才培训基地今年升成省级的了，一次性给多少钱"
    assert amounts(bot, text) == {"vocational_school_training_base_award": Decimal(3000000)}


def test_a_refusal_stands_where_no_rule_is_named_for_those_it_refuses(bot: Bot) -> None:
    made = amounts(bot, "药厂的，我今年刚考下高级工，技能等级提升那3000块奖励有我的吗")
    assert made.get("title_or_skill_promotion_award", Decimal(0)) == 0
    assert "apprenticeship_training_subsidy" not in made


@pytest.mark.parametrize("said", ["两年是48000对吧", "两年48000元，对不对"])
def test_a_wrong_amount_that_was_heard_is_contradicted_and_counts_nobody(bot: Bot, said: str) -> None:
    made = answer(Question(f"我是硕士有B卡，租房补助{said}", as_of=DAY, mode="offline"), bot)
    assert [item.amount.value for item in made.calculations if item.amount] == [Decimal(36000)]
    assert made.answer.startswith("**不对") and "48000" in made.answer


def test_a_spouse_is_told_by_the_facts_of_the_one_who_holds_the_card(bot: Bot) -> None:
    history = (Turn("user", "我是博士，有B卡，老婆跟过来了还没工作"), Turn("assistant", "配偶待业期间有生活补贴。"))
    made = answer(Question("我老婆待业了8个月，一共能领多少", history=history, as_of=DAY, mode="offline"), bot)
    assert {c.rule_id: c.amount.value for c in made.calculations if c.amount}["spouse_living_allowance"] == 24000


def test_each_of_several_terms_is_a_case_of_its_own(bot: Bot) -> None:
    text = "一位A卡专家的爱人待业三年；另一位B卡博士的爱人待业四个月；还有位B卡硕士的爱人待业半年。配偶生活补贴一共多少"
    assert amounts(bot, text)["spouse_living_allowance"] == Decimal(84000)  # 3000 × 24 + 3000 × 4 + 0


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("集团下面四家厂各有一个劳模创新工作室评上市级了，工会一共补多少", 20000),
        ("五家单位每家评上两个市级劳模创新工作室，工会一共补多少", 50000),
        ("一家单位有一个劳模创新工作室评上市级了，工会补多少", 5000),
    ],
)
def test_what_each_of_several_has_is_counted_for_all(bot: Bot, text: str, amount: int) -> None:
    assert amounts(bot, text)["innovation_studio_grant"] == Decimal(amount)


def test_several_terms_of_one_household_are_one_case(bot: Bot) -> None:
    text = "我家两口人，租了14个月。之前在老家租了2年。保租房租赁补贴一共能领多少"
    assert amounts(bot, text)["rental_housing_subsidy"] == Decimal(1260)  # 90 × 14
