"""What is told in turn: year by year, item by item, in groups with a whole behind them, paid in after another term."""

from __future__ import annotations

import pytest

from bot.facts.reader import Reader
from bot.facts.shorthand import plain_said
from bot.rules.model import RuleBook
from tests.bot.reading import told

APPRENTICES = "apprenticeship_training_subsidy"
MILESTONE = "ic_software_revenue_milestone_award"
RENT = "talent_card_a_rent_reimbursement"
SETTLING = "graduate_settlement_subsidy"
SKILL = "skill_upgrade_subsidy"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("头两年每年房租3万，第三年4万", "第一年房租3万，第二年房租3万，第三年4万"),
        ("第一年4万，第二第三年都是6万", "第一年4万，第二年6万，第三年6万"),
        ("前两年每年4万，后三年每年6万", "第一年4万，第二年4万，第三年6万，第四年6万，第五年6万"),
        ("前三年每年5万，能报多少", "前三年每年5万，能报多少"),
        ("头两年一个人，第三年添了孩子", "头两年一个人，第三年添了孩子"),
    ],
)
def test_years_told_together_are_told_one_by_one(text: str, plain: str) -> None:
    assert plain_said(text) == plain


def test_each_year_has_its_own_rent(book: RuleBook, reader: Reader) -> None:
    text = plain_said("有A卡自己办公司，租房头两年每年36000，第三年52000，三年一共报多少")
    assert told(book, reader, RENT, "annual_rent", text) == [(36000,), (36000,), (52000,)]


@pytest.mark.parametrize("marks", ["1、|2、|3、", "1.|2.|3.", "(1)|(2)|(3)"])
def test_numbered_items_are_cases_of_their_own(book: RuleBook, reader: Reader, marks: str) -> None:
    first, second, third = marks.split("|")
    text = f"安家补贴：{first}硕士，签三年；{second}本科，签半年；{third}本科，签两年。社保都交了，一共多少"
    assert told(book, reader, SETTLING, "degree contract_months", text) == [("硕士", 36), ("学士", 6), ("学士", 24)]


def test_an_item_takes_over_the_words_for_its_number(book: RuleBook, reader: Reader) -> None:
    text = "三个人：1.高级工，18个月失业保险；2.中级工，10个月；3.初级工，2年。技能补贴总共多少"
    assert told(book, reader, SKILL, "skill_level unemployment_insurance_months", text) == [
        ("高级工", 18),
        ("中级工", 10),
        ("初级工", 24),
    ]


def test_the_whole_may_be_told_behind_its_parts(book: RuleBook, reader: Reader) -> None:
    text = "本科生里，3个跟企业签了两年，2个考进事业单位，还有1个跟企业只签了半年。这6个人的安家钱合计多少"
    assert told(book, reader, SETTLING, "headcount employer_nature contract_months", text) == [
        (3, "企业", 24),
        (2, "机关事业单位", None),
        (1, "企业", 6),
    ]


def test_the_number_of_classes_counts_nobody(book: RuleBook, reader: Reader) -> None:
    text = "三个学徒班都结业了。一班25人学中级，一年；二班12人学高级，两年；三班5人学技师，两年。一共补多少"
    assert told(book, reader, APPRENTICES, "headcount skill_level", text) == [(25, "中级工"), (12, "高级工"), (5, "技师")]


def test_a_firm_beside_them_does_not_hide_their_sum(book: RuleBook, reader: Reader) -> None:
    text = "三个学生在一家汽配厂考了证：俩中级工，在目录里；一个高级工，不在目录。失业险仨人都缴了14个月，一共补多少"
    assert told(book, reader, SKILL, "headcount skill_level is_shortage", text) == [(2, "中级工", True), (1, "高级工", False)]


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("高级工，失业险在头一家交了7个月，到这家又交了6个月", 13),
        ("高级工，失业险交了8个月，又过了两年才考的证", 8),
        ("高级工，失业险交了8个月", 8),
    ],
)
def test_months_paid_in_one_after_the_other_add_up(book: RuleBook, reader: Reader, text: str, months: int) -> None:
    assert told(book, reader, SKILL, "unemployment_insurance_months", text) == [(months,)]


def test_words_before_the_first_year_hold_for_all(book: RuleBook, reader: Reader) -> None:
    text = "做集成电路设计，主营2021年5600万；2022年1.08亿；2023年5.2亿，三年累计奖多少"
    assert told(book, reader, MILESTONE, "revenue", text) == [(56_000_000,), (108_000_000,), (520_000_000,)]


def test_numbers_behind_the_same_words_are_of_one_list(book: RuleBook, reader: Reader) -> None:
    text = "普通工种招了40个老乡，紧缺工种招了15个，培训补贴最高多少"
    found = told(book, reader, "employment_skill_training_subsidy", "headcount is_shortage", text)
    assert found == [(40, False), (15, True)]


def test_the_number_of_all_may_open_the_list(book: RuleBook, reader: Reader) -> None:
    text = "替两位新同事打听。一个博士、一个一流大学的本科生，B卡都到手了，租房补助一共几个钱"
    found = told(book, reader, "talent_card_b_rent_subsidy", "degree headcount", text)
    assert [degree for degree, _ in found] == ["博士", "学士"]
    assert all(number in (1, None) for _, number in found)
