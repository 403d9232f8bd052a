"""Numbers, choices and flags of free speech find their inputs."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.facts.figures import bids
from bot.facts.hearsay import claimed
from bot.facts.reader import Reader
from bot.facts.situation import read_situation
from bot.numbers.quantities import scan
from bot.rules.model import RuleBook

ROOT = Path(__file__).resolve().parents[3]


def given(book: RuleBook, reader: Reader, rule: str, *texts: str) -> list[dict[str, object]]:
    situation = read_situation(book.rules[rule], texts, reader)
    return [dict(told) for told in situation.given]


def test_choice_months_and_card(book: RuleBook, reader: Reader) -> None:
    (told,) = given(book, reader, "talent_card_b_rent_subsidy", "我是研究生毕业，有B卡，租了两年零三个月")
    assert told["degree"] == "硕士"
    assert told["card"] == "B卡"
    assert told["months"] == Decimal(27)


def test_negated_choice_is_not_told(book: RuleBook, reader: Reader) -> None:
    (told,) = given(book, reader, "talent_card_b_rent_subsidy", "我不是硕士，是本科")
    assert told["degree"] == "学士"


def test_later_turns_win(book: RuleBook, reader: Reader) -> None:
    (told,) = given(book, reader, "rental_housing_subsidy", "我们家两口人租了一年", "说错了，一共5口人")
    assert told["household_size"] == Decimal(5)
    assert told["months"] == Decimal(12)


def test_groups_are_paired(book: RuleBook, reader: Reader) -> None:
    told = given(book, reader, "graduate_settlement_subsidy", "新来了3个硕士、7个本科生，都签了三年合同")
    assert [(t["degree"], t["headcount"]) for t in told] == [("硕士", Decimal(3)), ("学士", Decimal(7))]


def test_enumerated_sums_are_groups_but_stray_ones_are_not(book: RuleBook, reader: Reader) -> None:
    told = given(book, reader, "supply_chain_cooperation_award", "从三家买配件，分别是900万、650万、300万")
    assert [t["trade_amount"] for t in told] == [Decimal(9000000), Decimal(6500000), Decimal(3000000)]


def test_time_since_a_date(book: RuleBook, reader: Reader) -> None:
    (told,) = given(book, reader, "graduate_settlement_subsidy", "我去年毕业的本科生")
    assert told["graduation_years"] == Decimal(1)


def test_passed_and_missed_thresholds(book: RuleBook, reader: Reader) -> None:
    (over,) = given(book, reader, "ic_software_revenue_milestone_award", "软件公司主营收入头一次突破5亿")
    assert any(isinstance(v, Decimal) and v > 500000000 for v in over.values())
    (under,) = given(book, reader, "enterprise_backbone_talent_award", "一年缴税不到五千万")
    tax = under["annual_tax"]
    assert isinstance(tax, Decimal) and tax < 50000000


@pytest.mark.parametrize(
    ("text", "is_claim"),
    [
        ("听说一个月补8000", True),
        ("那个每月3000的补贴", True),
        ("我一年工资8000", False),
        ("以前领过250万贴息", False),
        ("已补250万元", False),
        ("房租3000一个月", False),
    ],
)
def test_claims_are_not_facts(reader: Reader, text: str, is_claim: bool) -> None:
    money = next(q for q in scan(text) if q.kind in ("money", "plain"))
    assert claimed(money, text, reader.phrases) is is_claim


@pytest.mark.parametrize(
    ("text", "yearly"),
    [
        ("场地租金一个月350", "4200"),
        ("铺面月租1千2", "14400"),
        ("房租1500/月", "18000"),
        ("店面租金三千五一个月", "42000"),
        ("租金一年4800", "4800"),
        ("场地费38万一年", "380000"),
    ],
)
def test_a_months_rent_is_taken_for_a_year(book: RuleBook, reader: Reader, text: str, yearly: str) -> None:
    (told,) = given(book, reader, "talent_card_b_business_rent_subsidy", text)
    assert told["annual_rent"] == Decimal(yearly)


def test_year_by_year_lists_are_added_year_by_year(book: RuleBook, reader: Reader) -> None:
    told = given(
        book, reader, "talent_card_b_social_insurance_subsidy", "社保第一年交了9000，第二年交1万"
    )
    assert [(t["annual_social_insurance"], t["years"]) for t in told] == [
        (Decimal(9000), Decimal(1)),
        (Decimal(10000), Decimal(1)),
    ]
    (once,) = given(book, reader, "talent_card_b_social_insurance_subsidy", "社保一年交9000，交了两年")
    assert (once["annual_social_insurance"], once["years"]) == (Decimal(9000), Decimal(2))


def test_things_counted_are_counts_but_others_are_not(book: RuleBook, reader: Reader) -> None:
    (told,) = given(book, reader, "shijiazhuang_craftsman_award", "厂里评上3个石家庄工匠")
    assert told["headcount"] == Decimal(3)
    (told,) = given(book, reader, "shijiazhuang_craftsman_award", "评上石家庄工匠，带了2个孩子")
    assert "headcount" not in told


def test_kinds_lead_and_a_total_of_them_is_no_group(book: RuleBook, reader: Reader) -> None:
    told = given(
        book, reader, "sci_tech_leader_team_grant", "一个创新团队、两个领军人物，三个项目头一年能拿多少"
    )
    assert [(t["project_type"], t["project_count"]) for t in told] == [
        ("科技创新团队", Decimal(1)),
        ("科技领军人物", Decimal(2)),
    ]


def test_a_part_and_the_rest_of_a_number(book: RuleBook, reader: Reader) -> None:
    rule = "title_or_skill_promotion_award"
    told = given(book, reader, rule, "5个人里有2个是中级职称，那就剩3个")
    assert [t["headcount"] for t in told] == [Decimal(2), Decimal(3)]
    assert "promotion" in told[0] and "promotion" not in told[1]


def test_the_benefits_own_name_tells_nothing_against_the_person(book: RuleBook, reader: Reader) -> None:
    (told,) = given(book, reader, "talent_card_b_startup_loan_limit", "我自己单干，合伙创业贷款能给多少")
    assert told["mode"] == "个人创业"


def test_words_for_nothing_and_patterns(book: RuleBook, reader: Reader) -> None:
    (told,) = given(
        book, reader, "school_training_income_performance_pay", "培训净收入100万，指导线25万"
    )
    assert told["direct_cost"] == 0
    (told,) = given(
        book, reader, "talent_card_a_national_talent_research_grant", "项目两年前在苏州就落过地了"
    )
    assert told["first_in_china"] is False


def test_another_inputs_own_cue_takes_a_number_away(book: RuleBook, reader: Reader) -> None:
    text = "全年工资总额860万，教育培训经费最少提多少"
    bidding = replace(reader, bids={text: bids(book.inputs.values(), text, reader.phrases)})
    (told,) = given(book, bidding, "frontline_training_spend", text)
    assert "training_fund" not in told
    (told,) = given(book, bidding, "employer_training_fund_ratio", text)
    assert told["total_wages"] == Decimal(8600000)


@pytest.mark.parametrize("said", ["没读博士", "没念过博士", "不算博士", "没当上博士"])
def test_a_verb_between_a_no_and_the_name_denies_as_well(book: RuleBook, reader: Reader, said: str) -> None:
    (told,) = given(book, reader, "talent_card_b_rent_subsidy", f"我{said}，租了一年房")
    assert "degree" not in told


@pytest.mark.parametrize(
    ("rule", "name", "text", "value"),
    [
        ("graduate_settlement_subsidy", "employer_nature", "在编程培训机构教课", None),
        ("graduate_settlement_subsidy", "employer_nature", "考上公办中学的老师", "机关事业单位"),
        ("graduate_settlement_subsidy", "employer_nature", "孩子在公办小学念书", None),
        ("rental_housing_qualification", "owns_home", "有个亲戚租了铺面做生意", None),
        ("rental_housing_qualification", "owns_home", "媳妇买了间十来平的小门脸", True),
        ("title_or_skill_promotion_award", "industry", "不搞机械也不搞食品", "其他"),
        ("title_or_skill_promotion_award", "industry", "不做外包也不做中介，是芯片公司", "新一代电子信息"),
    ],
)
def test_what_work_and_home_are_told(
    book: RuleBook, reader: Reader, rule: str, name: str, text: str, value: object
) -> None:
    (told,) = given(book, reader, rule, text)
    assert told.get(name) == value


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("人才卡是无极县发的，县里的卡，硕士", "县级卡"),
        ("都有县里的人才卡，没有市里的A卡、B卡", "县级卡"),
        ("没有B卡，硕士在灵寿", "无"),
        ("B卡还没办下来", "无"),
    ],
)
def test_a_card_that_is_held_is_told_by_what_is_held(book: RuleBook, reader: Reader, text: str, card: str) -> None:
    (told,) = given(book, reader, "county_talent_card_rent_subsidy", text)
    assert told["card"] == card


def test_a_word_between_the_no_and_what_it_denies(book: RuleBook, reader: Reader) -> None:
    (told,) = given(book, reader, "employment_skill_training_subsidy", "六个人学面点，不是啥紧缺工种")
    assert told["is_shortage"] is False


def test_all_amounts_of_a_list_go_to_the_input_that_takes_one_of_them(book: RuleBook, reader: Reader) -> None:
    told = given(book, reader, "talent_startup_investor_subsidy", "投了两家种子期公司，一个砸了3000万，另一个砸了8000万")
    assert [row["project_investment"] for row in told] == [Decimal(30_000_000), Decimal(80_000_000)]


@pytest.mark.parametrize(
    ("text", "leader"),
    [
        ("班长是高级工，由他牵头建技能大师工作室行吗", "其他领办人"),
        ("我高级工，想领办一个技能大师工作室", "其他领办人"),
        ("我带的都是高级工，我自己是技师，想领办技能大师工作室", None),
    ],
)
def test_a_leader_without_the_level_is_another_leader(book: RuleBook, reader: Reader, text: str, leader: str | None) -> None:
    (told,) = given(book, reader, "skill_master_studio_award", text)
    assert told.get("studio_leader") == leader


def test_a_young_couple_without_a_child_is_told(book: RuleBook, reader: Reader) -> None:
    (told,) = given(book, reader, "rental_housing_subsidy", "一对小夫妻还没要孩子，租了半年")
    assert told["couple_only"] is True


def test_a_verb_of_spending_takes_no_number_away(book: RuleBook, reader: Reader) -> None:
    text = "总投资2亿，固定资产实打实砸进去九千万，引荐人奖多少"
    reads = replace(reader, bids={text: bids(book.inputs.values(), text, reader.phrases)})
    (told,) = given(book, reads, "investment_referral_award", text)
    assert told["completed_fixed_asset_investment"] == Decimal(90_000_000)
