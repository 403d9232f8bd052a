"""Several people, firms or things named one after another, each with what is told of it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.facts.named import named_apart
from bot.facts.reader import Reader
from bot.facts.situation import read_situation
from bot.rules.model import RuleBook
from bot.types import Question

DAY = date(2023, 6, 30)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "两位都是头回来上班。小林是全日制硕士；小罗本科毕业三年了。安家的钱一共多少",
            [("小林", "都是头回来上班。小林是全日制硕士。"), ("小罗", "都是头回来上班。小罗本科毕业三年了。")],
        ),
        (
            "老郑、小唐先后考下技师，彭工评上副高。奖多少",
            [("老郑、小唐", "2人先后考下技师。"), ("彭工", "彭工评上副高。")],
        ),
        (
            "一家做芯片、一家做新药，博士都过了三十个。研发费前面那家900万、后面那家1500万，合计奖多少",
            [
                ("第1家", "博士都过了三十个，这家做芯片、研发费这家900万。"),
                ("第2家", "博士都过了三十个，这家做新药，这家1500万。"),
            ],
        ),
    ],
)
def test_each_is_told_with_what_is_said_of_all(bot: Bot, text: str, told: list[tuple[str, str]]) -> None:
    assert [(case.name, case.text) for case in named_apart(text, bot.phrases)] == told


@pytest.mark.parametrize(
    "text",
    [
        "我是博士，老婆没工作，一年里房租补助加上她的生活补贴多少",
        "老王说能领五万，我硕士，能领多少",
        "我们厂会员260人，工会主席让车间主任兼着行不行",
        "小微企业和大型企业的补助一样吗",
        "小范围试点、小项目打包，营收过了10亿元大关，奖多少",
        "高工评上了，施工队的焊工和车工有奖吗，关于总工会的政策",
    ],
)
def test_who_is_no_case_of_the_same_is_not_told_apart(bot: Bot, text: str) -> None:
    assert named_apart(text, bot.phrases) == []


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        # 90 × 10 + 150 × 20
        ("两户都在住房租赁平台备过案、没分到公房。小林家两口住了10个月，老郑家四口住了20个月，租赁补贴共多少", 3_900),
        # 14 lots of 100万 are capped at 1000万 for the one firm, 3 for the other
        ("国家集采，老厂中了14个药，子公司中了3个，都还在目录里，两家奖金一共多少", 13_000_000),
        # each of them has a cap of 1000万 of its own, though both are called 一家
        ("国家集采两家都有份，还都在目录里：一家中了12个药，另一家中了13个药，奖金一共多少", 20_000_000),
        # 3000 × 9 + 3000 × 24 (two years at most) + 0: a B card counts for doctors only
        (
            "家属都没找到活：A卡郑总的爱人待业9个月，B卡彭博士的妻子待业30个月，B卡硕士小林的爱人待业4个月，生活补贴一共多少",
            99_000,
        ),
    ],
)
def test_the_amounts_of_those_named_are_added(bot: Bot, text: str, amount: int) -> None:
    made = answer(Question(text, (), DAY, "offline"), bot)
    assert made.calculations[0].amount is not None
    assert int(made.calculations[0].amount.value) == amount


def test_every_step_says_of_whom_it_is(bot: Bot) -> None:
    text = "两户都在住房租赁平台备过案、没分到公房。小林家两口住了10个月，老郑家四口住了20个月，租赁补贴共多少"
    steps = answer(Question(text, (), DAY, "offline"), bot).calculations[0].steps
    assert any(step.startswith("小林：") and "10个月" in step for step in steps)
    assert any(step.startswith("老郑：") and "20个月" in step for step in steps)


def test_a_rule_for_each_of_those_named(bot: Bot) -> None:
    text = "两家报做大做强：药厂主营前年96亿、去年103亿，头一次过百亿；芯片公司前年7000万、去年1.2亿。两家一次性奖励合计多少"
    made = answer(Question(text, (), DAY, "offline"), bot)
    found = {c.rule_id: int(c.amount.value) for c in made.calculations if c.amount}
    assert found == {
        "industrial_revenue_milestone_award": 2_000_000,
        "ic_software_revenue_milestone_award": 500_000,
        "total": 2_500_000,
    }


def test_those_named_have_each_the_benefit_that_their_own_words_name(bot: Bot) -> None:
    text = "老郑评上了石家庄工匠，彭师傅领头的市级技能大师工作室新批下来，林姐的劳模创新工作室由市总工会命名。市里的钱合计多少"
    made = answer(Question(text, (), DAY, "offline"), bot)
    totals = [int(c.amount.value) for c in made.calculations if c.rule_id == "total" and c.amount]
    assert totals == [20_000 + 100_000 + 5_000]


def test_one_benefit_that_each_is_told_for_is_not_dealt_out(bot: Bot) -> None:
    text = "元氏两个拿县里人才卡的员工，小林是二本的全日制学士，彭工是中级职称，都租房满两年，房租补贴两人共多少"
    found = {c.rule_id: c.amount for c in answer(Question(text, (), DAY, "offline"), bot).calculations}
    assert list(found) == ["county_talent_card_rent_subsidy"]


def test_a_number_told_once_belongs_to_one_of_them(book: RuleBook, reader: Reader) -> None:
    text = "东厂的蒸汽从热力公司买，一年1000万；西厂自备燃气锅炉，买气1500万，其中300万是食堂烧的。两厂补多少"
    given = read_situation(book.rules["biopharma_steam_subsidy"], (text,), reader).given
    assert [case.get("other_use_cost") for case in given] == [None, 3_000_000]


def test_what_is_said_of_us_both_is_of_both(book: RuleBook, reader: Reader) -> None:
    text = "我和爱人都在平山县上班。我是紧缺工种的技师，她是二本毕业的，两人都有县里的卡。我俩住了三年，一共补多少"
    given = read_situation(book.rules["county_talent_card_rent_subsidy"], (text,), reader).given
    assert [case["years"] for case in given] == [3, 3]
