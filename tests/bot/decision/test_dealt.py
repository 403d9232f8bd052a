"""Benefits that differ by a choice, the terms of a sum, and how many benefits a question is about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.types import Answer, Question
from tests.conftest import DAY


def ask(bot: Bot, text: str) -> Answer:
    return answer(Question(text, (), DAY, "offline"), bot)


def total(found: Answer) -> Decimal | None:
    """The sum that an answer says; None where it says none."""
    return next((c.amount.value for c in found.calculations if c.rule_id == "total" and c.amount), None)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        # 40万 × 2, and the plant's 90万 for a year
        ("A卡创业，孵化器租了两年，每年租金40万；之后换了厂房直接生产，一年租金90万，只租了一年。市里两样一共补多少", 1_700_000),
        # 3万 + the most of 5万, and 150万 + the most of 200万
        (
            "A卡来创业的：自己租房第一年3万，第二年7万；厂房投产后两年租金分别是150万和260万。租房加厂房，两年最多给多少",
            3_580_000,
        ),
        # class I phase II 1000万, class II phase I 100万
        ("一个一类新药二期临床做完了；另一个二类新药一期刚完成。两个品种研发奖励最多合计多少", 11_000_000),
    ],
)
def test_each_rule_reads_the_stretch_about_its_own_case(bot: Bot, text: str, amount: int) -> None:
    assert total(ask(bot, text)) == amount


def test_a_drug_of_one_class_is_not_computed_by_the_rule_of_the_other(bot: Bot) -> None:
    found = ask(bot, "我们的改良型新药三期临床完成了，市里奖励最多多少")
    assert {c.rule_id for c in found.calculations} == {"class2_new_drug_clinical_award"}


def test_each_term_of_a_sum_speaks_of_a_rule_of_its_own(bot: Bot) -> None:
    text = "B卡，头回领执照开店两年，店租一年6000，社保两年我共交了1万8。创业补助、社保、店租三样合起来给多少"
    assert total(ask(bot, text)) == 10_000 + 18_000 + 10_000


def test_one_question_for_an_amount_about_two_that_cannot_be_had_together_is_not_summed(bot: Bot) -> None:
    text = "项目总投3亿、固定资产2亿，主导产业发展基金投了；还拿了省里产业化专项1000万。能不能两样都要，各是多少"
    found = ask(bot, text)
    assert total(found) is None
    assert {c.amount.value for c in found.calculations if c.amount} == {4_000_000, 3_000_000}
    assert "不能同时享受" in found.answer


@pytest.mark.parametrize(
    ("text", "rule", "amount"),
    [
        ("石家庄工匠一届名额全用满，市里的奖金一共要备多少", "craftsman_round_total", 2_000_000),
        ("技能大师工作室和高技能人才培训基地今年都按最多的家数评，财政要备多少", "base_and_studio_yearly_total", 6_400_000),
        ("市总工会每年按最少命名的个数给新命名的市级创新工作室发补助，得备多少钱", "innovation_studio_yearly_total", 150_000),
        ("我评上石家庄工匠了，奖金一共多少", "shijiazhuang_craftsman_award", 20_000),
    ],
)
def test_the_total_of_a_programme_is_told_where_it_is_asked_for(bot: Bot, text: str, rule: str, amount: int) -> None:
    found = ask(bot, text)
    assert {c.rule_id: c.amount.value for c in found.calculations if c.amount}.get(rule) == amount


def test_the_former_standard_is_held_against_the_present_one(bot: Bot) -> None:
    found = ask(bot, "高层次人才支持计划两年的专项资助，比提标以前一共多多少")
    assert {c.rule_id: c.amount.value for c in found.calculations if c.amount}["difference"] == 200_000


@pytest.mark.parametrize(
    "text",
    [
        "一个项目市里的主导产业基金支持了，又有国家专项资金，两份补助能一起拿吗",
        "高端人才个税奖励批了，骨干人才奖也想要，两个能都拿不",
    ],
)
def test_whether_both_can_be_had_is_told_without_any_figure(bot: Bot, text: str) -> None:
    found = ask(bot, text)
    assert found.status == "answered"
    assert "不能同时享受" in found.answer.split("\n\n")[0]


def test_many_terms_of_a_sum_are_answered(bot: Bot) -> None:
    names = ("租房补贴", "买房补贴", "创业补助", "安家补贴", "培训补贴", "学徒补贴", "电费补助", "蒸汽补助", "流片补助")
    found = ask(bot, "、".join(names * 12) + "一共多少")  # every way to choose a rule for each would never end
    assert found.status != "error" and found.answer
