"""A question about several benefits is shared out among them; which of several matched rules comes first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.decision.compute import Computed, compute
from bot.decision.order import prefer_possible, sends_on
from bot.decision.share import share_out
from bot.facts.reader import Reader
from bot.facts.totals import without_totals
from bot.types import Question
from bot.understand import Understanding
from tests.conftest import DAY


def read(bot: Bot, text: str) -> tuple[Understanding, list[Computed]]:
    """A question and the rules that it matches, best first."""
    turn = bot.read(Question(text, (), DAY, "offline"))
    reader = Reader(bot.phrases, DAY)
    return turn, compute(turn, bot.matcher.match(turn), bot.book, reader, bot.judge(DAY), {})


def one(found: Sequence[Computed], rule: str) -> Computed:
    return next(item for item in found if item.rule.id == rule)


def shares(bot: Bot, text: str) -> dict[str, str]:
    turn, found = read(bot, text)
    return share_out(turn, found, bot.matcher, bot.phrases)


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (
            "世赛上拿了银牌，又新评上全国技术能手，一共给多少",
            {"world_skills_medal_award", "skill_master_title_award"},
        ),
        (
            "新评上全国技术能手，厂里又新设了博士后工作站，一共给多少",
            {"skill_master_title_award", "postdoc_station_setup_subsidy"},
        ),
    ],
)
def test_a_part_without_a_figure_has_a_share_where_it_tells_all(bot: Bot, text: str, rules: set[str]) -> None:
    assert set(shares(bot, text)) == rules


@pytest.mark.parametrize(
    ("text", "sums"),
    [
        (
            "世赛拿了一块金牌，还有一个全国技术能手，一共给多少",
            {"world_skills_medal_award": 500000, "skill_master_title_award": 50000, "total": 550000},
        ),
        (
            "中华技能大奖一个，全国赛金牌一块，一共给多少",
            {"national_skills_contest_medal_award": 300000, "skill_master_title_award": 100000, "total": 400000},
        ),
        (
            "全年电费200万，主营第一次破1亿，软件企业，这两块一共给多少",  # 20%; 首次突破1亿 50万
            {
                "ic_software_electricity_subsidy": 400000,
                "ic_software_revenue_milestone_award": 500000,
                "total": 900000,
            },
        ),
        (
            "新设立了创新实践基地，进来两位博士后各待两年，设站的钱和博士后的日常经费拢到一起多少",
            {"postdoc_station_setup_subsidy": 100000, "postdoc_daily_funding": 200000, "total": 300000},
        ),
        (
            "B卡本科创业，社保一年八千，创业补助加社保补贴，头一年合计多少",
            {
                "talent_card_b_social_insurance_subsidy": 8000,
                "talent_card_b_startup_subsidy": 10000,
                "total": 18000,
            },
        ),
        (
            "我是博士拿着B卡，租了房，老婆没工作，一年里房租补助加上她的待业生活补贴一共多少",  # 3000 x 12, twice
            {"spouse_living_allowance": 36000, "talent_card_b_rent_subsidy": 36000, "total": 72000},
        ),
        (
            # a part that tells contest and medal names its rule among whatever else it says; 这三件事 counts no medals
            "新评上市级技能大师工作室，车间一位年轻师傅在全国技能大赛上拿了银牌，还有位老师傅新评上全国技术能手。这三件事市里加起来给多少",
            {
                "skill_master_studio_award": 100000,
                "national_skills_contest_medal_award": 100000,
                "skill_master_title_award": 50000,
                "total": 250000,
            },
        ),
        (
            # two figures of different sorts; the staff quota goes with the part that takes it
            "全日制学生2400人，补贴培训一年4000人次，核教师时学生按多少人算？还有，编制120个，最多能拿几个名额聘兼职教师",
            {"school_student_equivalent": 3600, "school_part_time_teacher_quota": 18},
        ),
        (
            "技能大师工作室和劳模创新工作室各给多少钱",
            {"skill_master_studio_award": 100000, "innovation_studio_grant": 5000},
        ),
        (
            "我们两个原料药过了美国认证，另外产业技术研究院认定上一个，这几项凑一起给多少",
            {"international_certification_award": 4000000, "industry_research_institute_grant": 200000, "total": 4200000},
        ),
    ],
)
def test_no_further_rules_stand_beside_the_shared_ones(bot: Bot, text: str, sums: dict[str, int]) -> None:
    made = answer(Question(text, as_of=DAY, mode="offline"), bot)
    assert {c.rule_id: c.amount and c.amount.value for c in made.calculations} == sums


def test_an_older_standard_has_no_share_beside_the_newer_one(bot: Bot) -> None:
    text = "中华技能大奖一个，全国赛金牌一块，一共给多少"
    assert "skill_master_title_award_2017" in {item.rule.id for item in read(bot, text)[1]}
    assert "skill_master_title_award_2017" not in shares(bot, text)


def test_a_right_has_no_share_in_a_sum_of_money(bot: Bot) -> None:
    text = "全年电费200万，有软件企业认定，主营第一次破1亿，这两块一共给多少"
    turn, found = read(bot, text)
    right = next(item for item in found if item.rule.is_right)
    assert right.rule.id not in share_out(turn, [right, *found], bot.matcher, bot.phrases)


@pytest.mark.parametrize(
    ("text", "refused", "meant"),
    [
        ("省级高技能人才培训基地支持多少", "high_skill_training_base_award", "vocational_school_training_base_award"),
        ("租厂房，有A卡，租金20万，补多少", "talent_card_a_rent_reimbursement", "talent_card_a_plant_rent_subsidy"),
        ("持县级卡，租房一个月补多少", "talent_card_b_rent_subsidy", "county_talent_card_rent_subsidy"),
    ],
)
def test_a_refused_rule_sends_on_to_the_one_that_it_names(bot: Bot, text: str, refused: str, meant: str) -> None:
    _, found = read(bot, text)
    assert sends_on(one(found, refused)) == {meant}
    assert sends_on(one(found, meant)) == set()


def test_a_rule_that_does_not_refuse_sends_nowhere(bot: Bot) -> None:
    _, found = read(bot, "市级高技能人才培训基地支持多少")
    assert sends_on(one(found, "high_skill_training_base_award")) == set()


def neighbours(bot: Bot, refused: Computed) -> list[Computed]:
    """A rule that can be had: once nearer in words and meaning, once in the same clause."""
    _, found = read(bot, "“石家庄工匠”每次选拔一共奖多少")
    able = one(found, "craftsman_round_total")
    nearer = replace(able, match=replace(able.match, words=1.0, meaning=1.0), score=refused.score)
    moved = replace(able.rule, clause=refused.rule.clause, document_id=refused.rule.document_id)
    beside = replace(able, match=replace(able.match, rule=moved, words=0.0), score=0.8 * refused.score)
    return [nearer, beside]


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("中级工能申报石家庄工匠吗", True),  # a right: no is an answer, too
        ("52岁的高级工，评上石家庄工匠奖多少", True),  # by a number that was told
        ("没签劳动合同的硕士，安家补贴给多少", True),  # by a no that was told
        ("中级工评上石家庄工匠奖多少", False),
    ],
)
def test_a_no_that_follows_from_what_was_told_stays(bot: Bot, text: str, stays: bool) -> None:
    first = read(bot, text)[1][0]
    assert {c.outcome for c in first.calculations} == {"not_eligible"}
    for able in neighbours(bot, first):
        assert (prefer_possible([first, able])[0] is first) == stays


@pytest.mark.parametrize(
    "text",
    [
        "招了3个硕士、1个工匠、2个副高",
        "新批了1个分站，进站3位博士后，这两项合起来给多少",
        "两个原料药过了FDA、一个器械拿到欧盟认证；国内又有三个品种中标，一共多少",
    ],
)
def test_a_number_that_is_the_sum_of_others_by_chance_stays(text: str) -> None:
    assert without_totals(text) == text


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (
            "学士B卡，租房四年，又买了首套房。房租加买房一共能拿到多少",
            {"talent_card_b_rent_subsidy", "talent_card_b_home_purchase_subsidy"},
        ),
        (
            "刚评上国家级小巨人，第一次贷款付了150万利息。称号奖加贴息一共给多少",
            {"srdi_title_award", "srdi_loan_interest_subsidy"},
        ),
        ("12个中级工培训一年，8个技师培训两年，学徒补贴合计多少", {"apprenticeship_training_subsidy"}),
    ],
)
def test_the_terms_of_a_sum_name_the_benefits_that_are_added(bot: Bot, text: str, rules: set[str]) -> None:
    found = answer(Question(text, (), DAY, "offline"), bot)
    assert {c.rule_id for c in found.calculations} - {"total"} == rules


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("世赛银牌和国赛银牌奖金差多少", 200_000),  # 300000 - 100000
        ("II类新药II期比I类少多少", 8_000_000),  # 10000000 - 2000000
    ],
)
def test_two_cases_of_two_rules_are_held_against_each_other(bot: Bot, text: str, amount: int) -> None:
    made = answer(Question(text, (), DAY, "offline"), bot)
    assert [int(c.amount.value) for c in made.calculations if c.rule_id == "difference" and c.amount] == [amount]


def test_each_card_is_held_for_its_own_side(bot: Bot) -> None:
    made = answer(Question("A卡租房一年最多报几万，和B卡博士一年的房租比哪个多", (), DAY, "offline"), bot)
    assert {c.rule_id: c.outcome for c in made.calculations}["talent_card_a_rent_reimbursement"] != "not_eligible"


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("有B卡，第一次领执照开小店干满七个月了，店租一年7200，社保一年交8000，头一年这几样加一起补多少", 23_000),
        ("有B卡，店租一年7200，场地租金补贴一年多少", 5_000),
    ],
)
def test_all_that_one_clause_grants_is_added_where_it_is_asked_for(bot: Bot, text: str, amount: int) -> None:
    made = answer(Question(text, (), DAY, "offline"), bot)
    last = [c.amount for c in made.calculations if c.amount][-1]
    assert last is not None and int(last.value) == amount


def test_a_right_that_one_told_thing_answers_comes_first(bot: Bot) -> None:
    made = answer(Question("国家重大专项的配套奖励下来了，想拿去给大伙发福利，合规吗", (), DAY, "offline"), bot)
    assert [c.rule_id for c in made.calculations] == ["national_project_fund_use"]
    assert made.answer.startswith("**不符合条件，不能**")
