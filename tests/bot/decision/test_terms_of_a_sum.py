"""A sum whose terms are named, the rule that another one sends on to, and what is asked beside amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.types import Answer, Question, Turn
from tests.conftest import DAY

CARD = "talent_card_b_"
STARTED = "有B卡，头一回领执照开店，干满两年，社保每年9000，铺子租金一年4000，"


def ask(bot: Bot, *texts: str) -> Answer:
    *before, text = texts
    history = tuple(turn for said in before for turn in (Turn("user", said), Turn("assistant", "好的。")))
    return answer(Question(text, history, DAY, "offline"), bot)


def amounts(found: Answer) -> dict[str, Decimal]:
    return {c.rule_id: c.amount.value for c in found.calculations if c.amount}


@pytest.mark.parametrize(
    ("asked", "total"),
    [
        ("一次性的加上社保、房租两项补贴，一共多少", 36_000),
        ("创业补助、社保补贴、场地租金这三样一共多少", 36_000),
        ("创业的那些钱：启动的、社保的、场地租金的，两年下来一共多少", 36_000),
        ("社保那笔先别算，光创业补助跟场地租金补，到手多少", 18_000),
    ],
)
def test_terms_of_a_sum_are_found_however_they_are_named(bot: Bot, asked: str, total: int) -> None:
    assert amounts(ask(bot, STARTED + asked))["total"] == total


def test_the_titles_are_no_terms_of_the_sum(bot: Bot) -> None:
    text = "做生物药的，今年省级专精特新、国家小巨人两块牌子都拿了，付利息160万，不是首次贷款。牌子的奖励加利息补助合计多少"
    assert amounts(ask(bot, text))["total"] == 1_800_000


def test_four_that_are_announced_are_four(bot: Bot) -> None:
    text = "三类医疗器械在本市投产，一年卖了1200万；另一款器械拿了FDA；今年评上国家小巨人；首次贷款，利息付了40万。这四样各多少"
    assert len(amounts(ask(bot, text))) == 4


def test_of_two_that_exclude_each_other_the_better_one_is_named(bot: Bot) -> None:
    text = "产业化项目有基金入股，总投资3亿，固定资产2.4亿，又拿到国家专项2600万，两头都能拿吗，哪个划算"
    found = ask(bot, text)
    assert amounts(found) == {"major_project_fund_subsidy": 4_800_000, "major_project_state_match": 7_800_000}
    assert any(notice.kind == "exclusive" for notice in found.notices)


def test_the_rule_that_is_sent_on_to_counts(bot: Bot) -> None:
    text = "技师学院两个名师工作室被市总工会挂了牌，另外学院新建的高技能人才培训基地达到省级标准，一次性的钱加起来多少"
    assert amounts(ask(bot, text))["total"] == 3_010_000


def test_years_beyond_the_term_do_not_count(bot: Bot) -> None:
    text = "有A卡回来创业，租厂房第一年租金168万，第二年245万，第三年250万，三年一共补多少"
    assert amounts(ask(bot, text)) == {"talent_card_a_plant_rent_subsidy": 3_680_000}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("自己评技能等级要备案，材料往哪儿交，谁先过一遍", "市职业技能教研鉴定中心"),
        ("报新药研发奖，材料该递到哪几个口子", "组织申报"),
        ("申报市级高技能人才培训基地，书面东西一共备哪几样", "建设方案"),
        ("石家庄工匠下回申报是哪年哪月", "2024年"),
        ("石家庄工匠最大多少岁能报", "50周岁"),
        ("碰上哪些事，石家庄工匠的称号会被拿掉？我们有一位师傅想调走", "弄虚作假"),
        ("人才公寓住满十年想买下来，打几折", "8折"),
    ],
)
def test_papers_offices_and_times_are_answered_by_their_clause(bot: Bot, text: str, said: str) -> None:
    found = ask(bot, text)
    assert found.status == "answered"
    assert said in found.answer


def test_what_was_asked_before_is_asked_of_another_case(bot: Bot) -> None:
    found = ask(bot, "电工中级证能领多少补贴", "失业险头一家交了7个月，到这家又交了6个月，断开的还作数吗")
    assert amounts(found) == {"skill_upgrade_subsidy": 1_500}
