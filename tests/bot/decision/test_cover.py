"""Questions that say of how many benefits they speak, that ask for each of them, and that only want a list."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.decision.cover import so_many
from bot.types import Answer, Question
from tests.conftest import DAY


def ask(bot: Bot, text: str) -> Answer:
    return answer(Question(text, (), DAY, "offline"), bot)


def amounts(found: Answer) -> dict[str, Decimal]:
    return {c.rule_id: c.amount.value for c in found.calculations if c.amount}


@pytest.mark.parametrize(
    ("text", "number"),
    [("三样加起来多少", 3), ("这两笔一共几万", 2), ("两块牌子都拿了", None), ("一共多少", None), ("两项合三笔", None)],
)
def test_how_many_benefits_are_spoken_of(text: str, number: int | None) -> None:
    assert so_many(text) == number


def test_three_that_are_announced_are_three(bot: Bot) -> None:
    text = "小严在全国技能大赛得了铜牌，老尤成了全国技术能手，老尤的工作室又评成市级技能大师工作室，三样一共给多少"
    assert amounts(ask(bot, text)) == {
        "national_skills_contest_medal_award": 50_000,
        "skill_master_title_award": 50_000,
        "skill_master_studio_award": 100_000,
        "total": 200_000,
    }


def test_each_number_goes_to_the_benefit_of_its_own_part(bot: Bot) -> None:
    text = "芯片设计公司，认定过。全年电费300万；有款芯片头一回流片，光罩、买IP、测试验证花了800万。这两笔补助加起来多少"
    found = amounts(ask(bot, text))
    assert found["ic_software_electricity_subsidy"] == 600_000
    assert found["ic_tapeout_subsidy"] == 4_000_000


def test_each_of_several_is_told(bot: Bot) -> None:
    text = "药企：省级专精特新三年到期复核过了；国采中了四个品种；刚批下来新设博士后科研工作站。每样能拿多少"
    found = amounts(ask(bot, text))
    assert found["srdi_title_award"] == 300_000
    assert found["centralized_procurement_award"] == 4_000_000
    assert found["postdoc_station_setup_subsidy"] == 500_000


def test_the_number_of_those_told_one_by_one_is_of_none_of_them(bot: Bot) -> None:
    text = "我新得了全国技术能手，我带出来的徒弟全国技能大赛拿了金牌，我俩都是本厂的。市里给我俩的钱合计多少"
    assert amounts(ask(bot, text))["total"] == 350_000


def test_who_only_wants_a_list_gets_no_sum(bot: Bot) -> None:
    found = ask(bot, "石家庄工匠出了哪些事会被取消称号，给我列一列")
    assert not found.calculations
    assert "弄虚作假" in found.answer
    assert "退休" in found.answer


def test_a_benefit_in_the_name_of_a_document_is_not_what_is_asked_for(bot: Bot) -> None:
    assert "总会计师" in ask(bot, "高端人才奖励说的高级经营管理人才，包括哪些职务").answer
