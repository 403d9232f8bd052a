"""Whether somebody may apply: yes or no first, without money; how far from a cap; over the real corpus and rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.types import Answer, Question
from tests.conftest import DAY


def ask(bot: Bot, text: str, day: date = DAY) -> Answer:
    return answer(Question(text, as_of=day, mode="offline"), bot)


def outcomes(made: Answer) -> dict[str, str]:
    return {item.rule_id: item.outcome for item in made.calculations}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("我28岁，算不算规划里的青年", "youth_plan_age"),  # 14~35周岁
        ("我有B卡，孩子上小学转学能协调吗", "talent_card_b_children_schooling"),
        ("高级工，45岁，能申报石家庄工匠吗", "shijiazhuang_craftsman_qualification"),  # 高级工及以上，不超过50周岁
        ("有专精特新称号的生物医药公司能报贷款贴息吗", "srdi_loan_qualification"),
    ],
)
def test_yes_comes_first(bot: Bot, text: str, rule: str) -> None:
    made = ask(bot, text)
    assert outcomes(made) == {rule: "qualified"}
    assert made.answer.startswith("**可以：")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("我41岁，算不算规划里的青年", "14~35周岁"),
        ("孩子已经成年，我有B卡能帮着办入学吗", "未成年"),
        ("52岁的高级工，能申报石家庄工匠吗", "50周岁"),
        ("我们厂会员260人，工会主席让车间主任兼着行不行", "专职工会主席"),
    ],
)
def test_no_comes_first_with_the_reason_and_without_a_sum_of_zero(bot: Bot, text: str, reason: str) -> None:
    made = ask(bot, text)
    first = made.answer.split("\n")[0]
    assert first.startswith("**不符合条件，不能**") and reason in first
    assert "0元" not in made.answer and all(item.amount is None for item in made.calculations)


def test_a_refused_award_still_names_its_sum_of_zero(bot: Bot) -> None:
    made = ask(bot, "52岁的高级工，评上石家庄工匠奖多少")
    assert made.answer.startswith("**不能享受（金额为0元）**")


@pytest.mark.parametrize(
    ("text", "award"),
    [
        ("45岁高级工评上石家庄工匠给多少钱，能不能报", "shijiazhuang_craftsman_award"),
        ("硕士，有B卡，能领房租补助吗，一共多少", "talent_card_b_rent_subsidy"),
    ],
)
def test_where_money_is_asked_for_no_right_is_chosen(bot: Bot, text: str, award: str) -> None:
    assert outcomes(ask(bot, text)) == {award: "computed"}


@pytest.mark.parametrize(
    ("text", "gap", "begins"),
    [
        ("研发总部去年研发费用1000万，离最高额度还差多少", 2000000, "**离上限"),  # 30%, 最高500万
        ("研发总部去年研发费用2000万，超了多少", 1000000, "**超出上限"),
        ("从一家采购了3000万，离上限还差多少", 1400000, "**离上限"),  # 2%, 单户200万
        ("向两家分别采购6000万、5000万，协作配套奖超了多少", 200000, "**超出上限"),
    ],
)
def test_the_distance_from_the_cap_is_a_calculation_of_its_own(bot: Bot, text: str, gap: int, begins: str) -> None:
    made = ask(bot, text)
    (told,) = [item for item in made.calculations if item.rule_id == "headroom"]
    assert told.amount is not None and told.amount.value == Decimal(gap)
    assert any(line.startswith(begins) for line in made.answer.splitlines())


def test_the_distance_is_told_only_where_it_is_asked_for(bot: Bot) -> None:
    assert outcomes(ask(bot, "研发总部去年研发费用1000万，奖多少")) == {"rd_headquarters_award": "computed"}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("实训老师60人，高级实习指导教师和高级技师证的合着26个，报高技能人才培训基地，师资够不够", "不符合"),
        ("实训老师60人，高级实习指导教师和高级技师证的合着28个，报高技能人才培训基地，师资够不够", "看符合"),
        ("中职学校200个编制，拿45个员额请企业师傅兼课，超不超规定", "不符合"),
    ],
)
def test_who_asks_if_it_is_enough_is_told_so_first(bot: Bot, text: str, verdict: str) -> None:
    assert verdict in ask(bot, text).answer.split("\n")[0]


def test_what_was_told_and_meets_a_condition_is_named(bot: Bot) -> None:
    found = ask(bot, "学徒班开班前已经备过案，学徒也都签了两年合同，20个中级工，能拿补贴不")
    assert "符合：" in found.answer


def test_a_claim_that_the_rule_refuses_is_gainsaid_before_the_way_is_told(bot: Bot) -> None:
    made = ask(bot, "协作配套那2%是奖给供货方的没错吧？我们全年卖给龙头药企3000万自研原料，打算申报60万，流程发我")
    assert made.answer.startswith("**不能享受（金额为0元）**") and "采购企业" in made.answer
    way = ask(bot, "协作配套奖励怎么申报，流程发我").answer
    assert "第六条" in way and "第七条" in way


def test_two_papers_amounts_are_answered_by_both(bot: Bot) -> None:
    made = ask(bot, "学徒制补贴中级工一个人一年到底四千还是五千？我俩同事各拿一份红头文件争起来了")
    rules = [item.rule_id for item in made.calculations]
    assert rules == ["apprenticeship_training_subsidy", "apprenticeship_training_subsidy_2019"]
    assert "5000元" in made.answer and "4000元" in made.answer
