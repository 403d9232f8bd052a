"""Which number counts: put right, planned, owned by another, told for several years, or that of whom a part is told."""

from __future__ import annotations

from datetime import date

import pytest

from bot.facts.reader import Reader
from bot.facts.situation import read_situation
from bot.facts.told import told_quantities
from bot.numbers.quantities import scan
from bot.rules.model import RuleBook
from tests.bot.reading import Groups, told

APPRENTICES = "apprenticeship_training_subsidy"
CERTIFIED = "international_certification_award"
COUNTY_RENT = "county_talent_card_rent_subsidy"
HR_PARK = "hr_park_operating_subsidy"
PLANT = "talent_card_a_plant_rent_subsidy"
SKILL = "skill_upgrade_subsidy"
STUDIO = "innovation_studio_grant"
SUPPLIERS = "supply_chain_cooperation_award"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("全县6到35岁常住人口18万，哦不对看错了，是16万", 160_000),
        ("全县6到35岁常住人口18万——说错了，应该是16万", 160_000),
        ("全县6到35岁常住人口18万", 180_000),
    ],
)
def test_a_corrected_number_stands_where_the_wrong_one_stood(
    book: RuleBook, reader: Reader, text: str, people: int
) -> None:
    assert told(book, reader, "youth_plan_budget_floor", "youth_population", text) == [(people,)]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("学徒班原定20个中级工，实际来了16个", 16),
        ("学徒班原定20个中级工，走了4个没结业，剩下16个学了一年", 16),
        ("学徒班20个中级工", 20),
    ],
)
def test_who_was_only_planned_or_left_does_not_count(book: RuleBook, reader: Reader, text: str, people: int) -> None:
    assert told(book, reader, APPRENTICES, "headcount", text) == [(people,)]


def test_each_term_of_training_goes_to_its_own_level(book: RuleBook, reader: Reader) -> None:
    text = "中级工9个，练了一年；技师4个，练两年，备案也是两年"
    found = told(book, reader, APPRENTICES, "skill_level headcount training_months", text)
    assert found == [("中级工", 9, 12), ("技师", 4, 24)]


def test_the_one_that_another_one_presupposes_counts(book: RuleBook, reader: Reader) -> None:
    text = "我们有个片剂过了欧盟认证，另外一个胶囊过了FDA"
    assert told(book, reader, CERTIFIED, "product_count", text) == [(1,), (1,)]
    assert told(book, reader, CERTIFIED, "product_count", "有一个片剂过了欧盟认证") == [(1,)]


@pytest.mark.parametrize(
    ("text", "related"),
    [
        ("甲家3000万，乙家2000万但乙是我们控股的，丙家900万", [None, True, None]),
        ("A家3000万，B家2000万，C家900万，不过C是我们控股的", [None, None, True]),
    ],
)
def test_a_yes_or_no_goes_to_the_one_that_a_letter_names(
    book: RuleBook, reader: Reader, text: str, related: list[bool | None]
) -> None:
    assert [row[0] for row in told(book, reader, SUPPLIERS, "equity_related", text)] == related


def test_a_kind_named_again_without_a_number_is_no_group_of_its_own(book: RuleBook, reader: Reader) -> None:
    text = "管产业园的来问：一个市级人力资源产业园，带4个工作站，考核都合格"
    assert told(book, reader, HR_PARK, "unit_type unit_count", text) == [("产业园", 1), ("人力资源服务工作站", 4)]


def test_the_number_of_persons_named_one_by_one_is_not_that_of_each(book: RuleBook, reader: Reader) -> None:
    text = "仨人都拿了证：老周中级工，失业险交了两年；小吴高级工，交了三年；老郑技师，交了五年。三个人补多少"
    found = told(book, reader, SKILL, "skill_level headcount", text)
    assert found == [("中级工", None), ("高级工", None), ("技师", None)]


def test_both_parts_of_those_among_a_whole_are_told_apart(book: RuleBook, reader: Reader) -> None:
    text = "平山的厂招来9个人办了县卡，其中4个是一本毕业，5个是二本的全日制本科，租满五年"
    found = told(book, reader, COUNTY_RENT, "headcount", text)
    assert sorted(found) == [(4,), (5,)]


def test_amounts_of_years_in_a_row_are_a_year_each(book: RuleBook, reader: Reader) -> None:
    assert told(book, reader, PLANT, "annual_rent", "厂房三年租金分别是90万、120万和210万") == [
        (900_000,),
        (1_200_000,),
        (2_100_000,),
    ]


@pytest.mark.parametrize(
    ("text", "amount"), [("头两年社保一共交了1万6", 8000), ("社保一年交8000", 8000), ("社保每个月交700", 8400)]
)
def test_an_amount_of_several_years_together_is_that_of_a_year_each(
    book: RuleBook, reader: Reader, text: str, amount: int
) -> None:
    rule = "talent_card_b_social_insurance_subsidy"
    assert told(book, reader, rule, "annual_social_insurance", text) == [(amount,)]


def test_a_word_behind_a_comma_speaks_for_the_number_of_its_own_part(book: RuleBook, reader: Reader) -> None:
    rule = "talent_card_b_social_insurance_subsidy"
    assert told(book, reader, rule, "annual_social_insurance", "店租一年6600，社保一年9500") == [(9500,)]


@pytest.mark.parametrize(
    ("text", "studios"),
    [("一家医院有两个名医创新工作室评上市级", [(2,)]), ("俩劳模创新工作室、一个名师创新工作室被市里命名", [(2,), (1,)])],
)
def test_the_owner_is_not_one_of_those_owned(book: RuleBook, reader: Reader, text: str, studios: Groups) -> None:
    assert told(book, reader, STUDIO, "studio_count", text) == studios


def test_what_a_pattern_tells_outranks_a_bare_name(book: RuleBook, reader: Reader) -> None:
    text = "项目公司里我也占了一成的股，引荐奖我个人去领"
    assert told(book, reader, "investment_referral_award", "referrer_kind", text) == [("关联单位或利益相关方",)]


def test_a_figure_of_ones_own_that_a_paper_states_is_a_fact(book: RuleBook, reader: Reader) -> None:
    text = "备案文件上总投资写的8800万，固投完成6000万"
    found = read_situation(book.rules["investment_referral_award"], (text,), Reader(reader.phrases, date(2023, 6, 30)))
    assert found.given[0]["total_investment"] == 88_000_000


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("评上1个正高、2个副高，三个人都是自己厂的，职称奖一共多少", [1, 2]),
        ("评上1个正高、2个副高，三个技师，职称奖一共多少", [1, 2, 3]),
    ],
)
def test_a_total_said_again_counts_nobody_twice(reader: Reader, text: str, people: list[int]) -> None:
    assert [int(quantity.value) for quantity in told_quantities(text, reader.phrases)] == people


@pytest.mark.parametrize(
    ("text", "months"), [("毕业两年零五个月，不是一年多", [29]), ("毕业是不是两年", [24]), ("不是两年的合同", [24])]
)
def test_a_number_that_is_denied_beside_the_right_one_is_none(reader: Reader, text: str, months: list[int]) -> None:
    assert [int(quantity.value) for quantity in told_quantities(text, reader.phrases)] == months


def test_who_came_later_is_no_correction(book: RuleBook, reader: Reader) -> None:
    text = "原先3个硕士租房，最后又来了2个博士"
    assert told(book, reader, "talent_card_b_rent_subsidy", "degree headcount", text) == [("硕士", 3), ("博士", 2)]


@pytest.mark.parametrize(("words", "unit"), [("一个院士", "个"), ("一个所有人", "个"), ("一个研究所", "家"), ("一个院", "家")])
def test_an_institution_is_no_person_and_a_person_no_institution(words: str, unit: str) -> None:
    assert [quantity.unit for quantity in scan(words)] == [unit]


LOANS = "tech_sme_loan_interest_subsidy"
MAJOR = "major_project_fund_subsidy"
NATIONAL = "national_major_project_match"
SOCIAL = "county_talent_card_social_insurance_subsidy"


def test_several_numbers_of_one_list_are_the_sum_that_is_asked_for(book: RuleBook, reader: Reader) -> None:
    text = "前三年分别领过100万、100万、60万，今年又付了200万利息，不是首贷"
    assert told(book, reader, LOANS, "received_total interest_paid", text) == [(2_600_000, 2_000_000)]


def test_two_inputs_exchange_their_numbers_where_words_of_both_speak_for_it(book: RuleBook, reader: Reader) -> None:
    text = "产业化项目总投资正正好好5个亿，拿到了市里主导产业发展基金，固定资产实际投了3.6亿"
    assert told(book, reader, MAJOR, "total_investment fixed_asset_investment", text) == [(500_000_000, 360_000_000)]


def test_years_alone_are_no_several_cases(book: RuleBook, reader: Reader) -> None:
    text = "我们牵头的重大专项是2020年立的项，钱2022年才到账"
    assert told(book, reader, NATIONAL, "approval_year", text) == [(2020,)]


@pytest.mark.parametrize(
    ("text", "each_year"),
    [
        ("县卡开店满两年，这两年自己实打实交的社保是26800块", 13_400),
        ("县卡开店满两年，前两年社保每年交9000", 9000),
        ("县卡开店满两年，这两年社保每月交800", 9600),
    ],
)
def test_an_amount_of_several_years_is_shared_among_them(book: RuleBook, reader: Reader, text: str, each_year: int) -> None:
    assert [row[0] for row in told(book, reader, SOCIAL, "annual_social_insurance", text)] == [each_year]


def test_kinds_named_again_without_a_number_are_no_further_people(book: RuleBook, reader: Reader) -> None:
    text = "高级工18个、中级工10个，高级工那批备案备了两年，实际一年就结业了，中级工学一年"
    assert told(book, reader, APPRENTICES, "headcount skill_level", text) == [(18, "高级工"), (10, "中级工")]


def test_what_one_has_already_is_not_what_one_is_trained_for(book: RuleBook, reader: Reader) -> None:
    text = "5个学徒早就有中级证，这次是奔着高级工去的，学一年"
    assert told(book, reader, APPRENTICES, "headcount skill_level", text) == [(5, "高级工")]


@pytest.mark.parametrize(
    ("text", "studios"),
    [
        ("三家企业一家一个市级技能大师工作室，一共多少", 3),
        ("三家企业各评上一个市级技能大师工作室，一共多少", 3),
        ("一家企业评上一个市级技能大师工作室，多少", 1),
    ],
)
def test_one_for_each_of_several_is_as_many_as_they_are(book: RuleBook, reader: Reader, text: str, studios: int) -> None:
    assert told(book, reader, "skill_master_studio_award", "studio_count", text) == [(studios,)]


def test_the_office_that_files_counts_no_people(book: RuleBook, reader: Reader) -> None:
    text = "学中级工的，人事报上去的是五千，备案一年"
    assert told(book, reader, APPRENTICES, "headcount skill_level", text) == [(None, "中级工")]


def test_rent_of_a_month_in_two_words_is_taken_for_a_year(book: RuleBook, reader: Reader) -> None:
    text = "B卡头一回办执照，门面一月八百租的，干满一年"
    assert told(book, reader, "talent_card_b_business_rent_subsidy", "annual_rent", text) == [(9_600,)]
