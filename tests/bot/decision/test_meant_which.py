"""Which rule is meant: cases that the question leaves open, the rule that a refused one names, one card of two, a named plan."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.decision.match import RuleMatcher
from bot.types import Answer, Question, Turn
from ingest.recall import Recall
from tests.conftest import DAY


def ask(bot: Bot, text: str, *before: str) -> Answer:
    history = tuple(Turn("user" if n % 2 == 0 else "assistant", said) for n, said in enumerate(before))
    return answer(Question(text, history, DAY, "offline"), bot)


def amounts(found: Answer) -> dict[str, Decimal]:
    return {c.rule_id: c.amount.value for c in found.calculations if c.amount is not None}


@pytest.mark.parametrize(
    ("text", "rules", "asked"),
    [
        (
            "厂里小张技能大赛得了块金牌，市里奖多少",
            {"world_skills_medal_award": 500000, "national_skills_contest_medal_award": 300000},
            "是哪个比赛的奖",
        ),
        (
            "我们的新药刚完成一期临床，奖多少",
            {"class1_new_drug_clinical_award": 5000000, "class2_new_drug_clinical_award": 1000000},
            "是I类新药还是II类（改良型）新药？",
        ),
    ],
)  # fmt: skip
def test_cases_that_are_left_open_are_told_side_by_side_and_asked_for(
    bot: Bot, text: str, rules: dict[str, int], asked: str
) -> None:
    found = ask(bot, text)
    assert amounts(found) == {name: Decimal(value) for name, value in rules.items()}
    assert asked in found.answer
    assert "几项合计" not in found.answer


def test_the_case_that_is_told_is_the_only_one(bot: Bot) -> None:
    assert amounts(ask(bot, "厂里小张在世赛得了块金牌，市里奖多少")) == {"world_skills_medal_award": Decimal(500000)}


def test_the_rule_that_a_refused_one_names_is_found_however_little_it_is_like_the_question(bot: Bot) -> None:
    found = ask(bot, "我们技师学院的高技能人才培训基地是国家级的，一次性给学校多少支持")
    assert amounts(found).get("vocational_school_training_base_award") == Decimal(5000000)


def test_one_card_named_leaves_the_same_benefit_of_the_other_out_of_the_sum(bot: Bot) -> None:
    found = ask(bot, "B卡持有人头一回办执照开店，社保交了两年、每年一万，店租交了两年、每年六千，一次性的、社保、店租一共多少")
    assert set(amounts(found)) == {
        "talent_card_b_startup_subsidy", "talent_card_b_social_insurance_subsidy", "talent_card_b_business_rent_subsidy", "total",
    }  # fmt: skip
    assert amounts(found)["total"] == Decimal(10000 + 20000 + 10000)


def test_the_silence_of_a_named_plan_is_not_filled_from_another_document(bot: Bot) -> None:
    found = ask(bot, "没有绿卡，开小卖部快一年了，按增收行动计划领那笔一次性创业补贴，到底几千块")
    assert found.status == "unanswerable"
    assert ["行动计划" in c.document_title for c in found.citations] == [True]


def test_a_standard_that_was_replaced_is_added_to_no_sum(bot: Bot) -> None:
    found = ask(bot, "新型学徒：中级工6个、高级工的4个，备案和培训都是一年，一共补多少")
    assert amounts(found)["apprenticeship_training_subsidy"] == Decimal(6 * 5000 + 4 * 6000)
    assert "apprenticeship_training_subsidy_2019" not in amounts(found)


def test_two_amounts_that_two_papers_state_are_held_against_each_other(bot: Bot) -> None:
    found = ask(bot, "学徒制中级工的补贴，这份文件是5000，那份通知写4000，以哪个为准")
    assert {str(value) for value in amounts(found).values()} == {"5000", "4000"}


def test_ranges_add_up_to_a_range(bot: Bot) -> None:
    found = ask(bot, "市级人力资源产业园引进一家全国百强机构总部，考核合格，引进奖励加一年营运补贴总共多少")
    total = next(c.amount for c in found.calculations if c.rule_id == "total")
    assert total is not None and (total.low, total.value, total.bound) == (Decimal(600000), Decimal(700000), "range")


def test_what_was_left_out_of_a_part_is_added_to_the_whole(bot: Bot) -> None:
    before = ("职校办班收入300万，直接成本100万，最多提多少绩效", "（300万－100万）×60%＝120万元。")
    found = ask(bot, "会计说漏算了，耗材还有50万没扣，那是多少", *before)
    assert amounts(found)["school_training_income_performance_pay"] == Decimal(900000)


def test_a_city_without_any_rule_is_answered_from_its_clauses(bot: Bot) -> None:
    recall = Recall(bot.embedder, bot.settings.home / "recall.npz")
    bare = replace(bot, matcher=RuleMatcher(replace(bot.book, rules={}), bot.embedder, recall, bot.phrases.stop))
    made = ask(bare, "有B卡，两年房租和买房补贴，一共能拿多少")
    assert made.status != "error" and not made.calculations


def test_numbers_that_one_rule_alone_takes_are_on_topic_without_a_name(bot: Bot) -> None:
    made = ask(bot, "一共15户，11户是一两口人，4户三口以上，都在平台备了案，一年领多少")
    assert amounts(made) == {"rental_housing_subsidy": Decimal(19080)}  # 11 × 1080 + 4 × 1800
