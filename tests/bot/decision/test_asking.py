"""Clause answers: each thing that is asked for gets its own clause, lists stay whole, limits are those of the same thing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.decision.asking import asks_of, whole_list
from bot.facts.asked import rule_tells
from bot.types import Question
from tests.conftest import DAY

TEXT = "第五条 申请单位应提交以下材料：\n（一）申请表；\n（二）营业执照：\n1.原件；\n（三）承诺书。\n逾期不予受理。"


def lead(bot: Bot, text: str) -> str:
    """What stands before the first quoted clause."""
    return answer(Question(text, (), DAY, "offline"), bot).answer.split("\n\n>")[0]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("工匠归谁管、几月报", ["department", "deadline"]),
        ("材料交给谁，多久批", ["department", "deadline"]),
        ("要交什么材料，去哪里办", ["materials", "department"]),
        ("弄虚作假会怎样", []),
    ],
)
def test_what_a_question_asks_for(bot: Bot, text: str, kinds: list[str]) -> None:
    routes = frozenset(name for name, pattern in bot.phrases.routes.items() if pattern.search(text))
    assert [ask.kind for ask in asks_of(text, routes, bot.phrases)] == kinds


def test_a_list_is_shown_with_its_opening_and_every_item() -> None:
    assert whole_list("申请表如下：\n1. 甲；\n2. 乙。\n另行通知。", "2. 乙。") == "申请表如下：\n1. 甲；\n2. 乙。"
    assert whole_list("甲。乙。", "乙。") is None
    assert whole_list(TEXT, "（一）申请表；", asked=False) is None


def test_two_things_asked_two_things_said(bot: Bot) -> None:
    said = lead(bot, "石家庄工匠归谁管、几月报")
    assert "人力资源和社会保障局" in said and "8 月" in said


def test_what_a_clause_forbids_is_no(bot: Bot) -> None:
    assert lead(bot, "研发总部奖励资金能发工资吗").startswith("**不符合条件，不能**")
    assert lead(bot, "领军人物带头人中途能不能换人").startswith("**不可以")


def test_a_share_is_held_against_the_limit_of_the_same_thing(bot: Bot) -> None:
    said = lead(bot, "集成电路设计企业本科以上职工38%够不够")
    assert "符合" in said and "35%" in said and "20%" not in said


def test_when_is_answered_with_the_date_not_with_a_verdict(bot: Bot) -> None:
    said = lead(bot, "高端人才奖励哪个部门负责，几月报")
    assert "7 月 1 日至 15 日" in said and "还没到" not in said


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("training_base_senior_teachers", {"count", "share"}),  # 占实训教师总数的45%以上, in persons
        ("shijiazhuang_craftsman_award", {"money"}),
        ("talent_card_b_rent_subsidy", {"money"}),  # the five years are the clause's to tell
        ("youth_plan_age", set()),  # a right has no unit
    ],
)
def test_a_rule_tells_what_its_result_is_counted_in(bot: Bot, rule: str, told: set[str]) -> None:
    sorts = ("money", "share", "count", "term", "period", "area", "age")
    assert {sort for sort in sorts if rule_tells(bot.book.rules[rule], [sort])} == told


def test_money_a_year_is_no_term_and_what_hangs_on_nothing_is_the_clauses(bot: Bot) -> None:
    rule = bot.book.rules["training_base_senior_teachers"]
    yearly = replace(rule, result=replace(rule.result, unit="元/年"))
    assert rule_tells(yearly, ["money"]) and not rule_tells(yearly, ["term"])
    assert not rule_tells(replace(rule, inputs=()), ["count"])


def test_an_item_that_answers_says_what_it_is_an_item_of(bot: Bot) -> None:
    said = lead(bot, "本科是全日制二本，从外地来桥西区上班，我能办哪种人才卡")
    assert said.startswith("《县(市、区)人才绿卡》")
    assert "申领范围" in said


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("高端人才那笔奖，县里谁来初审", "人社局"),
        ("检测机构的奖励第一步找哪里", "市场监督管理"),
        ("博士后工作站的补贴该跑哪个部门", "责任单位：市人社局"),
        ("供应链配套奖归工信还是发改管", "市工业和信息化局"),
        ("集采中标的奖励材料往哪儿递", "市场监督管理局"),
    ],
)
def test_the_office_is_that_of_the_clause_else_of_the_document(bot: Bot, text: str, office: str) -> None:
    assert office in lead(bot, text)


def test_papers_to_hand_in_are_told_with_every_item_and_the_day(bot: Bot) -> None:
    found = answer(Question("集采中标的奖励想报一下，材料都要备哪些，最迟哪天交", (), DAY, "offline"), bot)
    assert "品种情况表（附件3）" in found.answer.split("> ")[0]
    assert "7 月 25 日" in found.answer.split("> ")[0]


def test_conditions_are_told_by_the_clause_that_lists_them(bot: Bot) -> None:
    found = answer(Question("市级劳模创新工作室要满足哪几条才能报", (), DAY, "offline"), bot)
    assert found.answer.startswith("**") and "团队由5名及以上人员组成" in found.answer.split("> ")[0]


def test_what_makes_a_contract_count_is_told_by_the_article_on_that(bot: Bot) -> None:
    found = answer(Question("技能工资的专项合同谈下来了，还要办哪几道手续才生效", (), DAY, "offline"), bot)
    assert found.citations[0].locator == "第十六条" and "职代会审议通过" in found.answer.split("\n")[0]


@pytest.mark.parametrize(
    ("text", "may"),
    [("初级工，太爷那辈留下的剪纸手艺，能参评石家庄工匠吗", True), ("初级工，家里传话说能报石家庄工匠，行不", False)],
)
def test_a_craft_handed_down_is_told_in_many_ways(bot: Bot, text: str, may: bool) -> None:
    made = answer(Question(text, (), DAY, "offline"), bot).calculations
    assert (made[0].outcome == "qualified") is may
