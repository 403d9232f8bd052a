"""When several amounts are added up, and which stay out of the sum."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.types import Question

DAY = date(2023, 6, 30)


def _rules(bot: Bot, text: str) -> dict[str, int]:
    made = answer(Question(text, (), DAY, "offline"), bot)
    return {c.rule_id: int(c.amount.value) for c in made.calculations if c.amount and c.amount.value}


def test_a_loan_is_not_added_to_what_is_given(bot: Bot) -> None:
    asked = "A卡，带项目来创业，租厂房一年租金150万，租两年，又想贷款800万，市里一共补贴多少"
    found = _rules(bot, asked)
    assert found["talent_card_a_plant_rent_subsidy"] == 3_000_000
    assert not {rule for rule in found if bot.book.rules.get(rule) and bot.book.rules[rule].result.lent}


@pytest.mark.parametrize(
    ("text", "rule", "amount"),
    [
        ("我拿的县级人才卡，开店，三年社保每年交6000，等额补贴总共多少", "county_talent_card_social_insurance_subsidy", 18_000),
        ("我有县级人才卡，店面租金一个月900，租满两年，场地租金补贴一共多少", "county_talent_card_business_rent_subsidy", 10_000),
    ],
)
def test_a_card_alone_names_no_further_benefit(bot: Bot, text: str, rule: str, amount: int) -> None:
    assert _rules(bot, text) == {rule: amount}


@pytest.mark.parametrize(
    "text",
    [
        "国赛银牌奖几万？世赛银牌呢",
        "技能大师工作室和劳模工匠创新工作室，两样各给多少钱",
    ],
)
def test_what_is_asked_one_by_one_is_not_added_up(bot: Bot, text: str) -> None:
    found = _rules(bot, text)
    assert len(found) == 2
    assert "total" not in found


def test_a_benefit_that_hardly_fits_is_not_added(bot: Bot) -> None:
    asked = "A卡带项目来创业，公司租在政府的孵化器里，一年房租45万，租三年，三年一共能补多少"
    assert _rules(bot, asked) == {"talent_card_a_incubator_rent_subsidy": 1_350_000}


def test_what_is_said_of_all_those_named_is_no_benefit_beside_theirs(bot: Bot) -> None:
    asked = "两家厂都认定成生物医药企业、主营过10亿。南厂买蒸汽一年一千二百万，北厂买蒸汽八百万，蒸汽补助两家合计多少"
    assert _rules(bot, asked) == {"biopharma_steam_subsidy": 4_000_000}
    behind = "东厂买蒸汽一年1200万，西厂自己烧气花了500万，都主营过10亿、都认定过的药厂，蒸汽补助合计多少"
    assert _rules(bot, behind) == {"biopharma_steam_subsidy": 2_400_000 + 1_200_000}


def test_from_whom_somebody_buys_is_no_firm_of_its_own(bot: Bot) -> None:
    """Of one firm alone a condition told beside its costs is no benefit either."""
    asked = "制药厂主营15亿认定过，蒸汽从供热公司买，一年2000万，补多少"
    assert _rules(bot, asked) == {"biopharma_steam_subsidy": 4_000_000}
