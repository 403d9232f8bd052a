"""Several persons, kinds or sums named together, in one turn or in two."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.facts.reader import Reader
from bot.facts.situation import read_situation
from bot.rules.model import RuleBook
from bot.types import Value

ROOT = Path(__file__).resolve().parents[3]
APPRENTICES = "apprenticeship_training_subsidy"
SETTLING = "graduate_settlement_subsidy"
SUPPLIERS = "supply_chain_cooperation_award"
CONTEST = "national_class1_contest_award"
STATIONS = "hr_park_operating_subsidy"


Groups = list[tuple[Value | None, ...]]


def told(book: RuleBook, reader: Reader, rule: str, names: str, *texts: str) -> Groups:
    """What was read of these inputs, group by group; whole numbers as int."""
    given = read_situation(book.rules[rule], texts, reader).given
    rows = [[group.get(name) for name in names.split()] for group in given]
    return [tuple(int(v) if isinstance(v, Decimal) else v for v in row) for row in rows]


def test_a_turn_that_adds_is_counted_with_the_one_before(book: RuleBook, reader: Reader) -> None:
    first = "招了3个硕士"
    both = told(book, reader, SETTLING, "degree headcount", first, "后来又来了2个本科，总共多少")
    assert both == [("硕士", 3), ("学士", 2)]
    instead = told(book, reader, SETTLING, "degree headcount", first, "2个本科")
    assert instead == [("学士", 2)]


def test_what_is_added_keeps_the_term_of_the_first(book: RuleBook, reader: Reader) -> None:
    turns = ("收了6个高级工学徒，学一年", "后来又来了4个中级工，一共能补多少")
    found = told(book, reader, APPRENTICES, "skill_level headcount training_months", *turns)
    assert found == [("高级工", 6, 12), ("中级工", 4, 12)]


@pytest.mark.parametrize("text", ["三位选手：第二、第四、第五", "我们三个人，拿了第二名、第四名、第五名"])
def test_the_number_of_the_persons_named_is_no_number_for_each(book: RuleBook, reader: Reader, text: str) -> None:
    assert told(book, reader, CONTEST, "contest_rank headcount", text) == [
        ("第二名", None),
        ("第四名", None),
        ("第五名", None),
    ]


@pytest.mark.parametrize(
    ("rule", "text", "pairs"),
    [
        (APPRENTICES, "中级工、高级工、技师分别5人、4人、3人", [("中级工", 5), ("高级工", 4), ("技师", 3)]),
        (SETTLING, "硕士、本科分别3人、7人", [("硕士", 3), ("学士", 7)]),
    ],
)
def test_lists_side_by_side_are_paired_in_order(
    book: RuleBook, reader: Reader, rule: str, text: str, pairs: Groups
) -> None:
    kind = "skill_level" if rule == APPRENTICES else "degree"
    assert told(book, reader, rule, f"{kind} headcount", text) == pairs


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("中级工10人，学1年；高级工6人，学2年", [12, 24]),
        ("10个中级工学18个月；6个高级工学12个月", [18, 12]),
    ],
)
def test_a_semicolon_keeps_what_is_said_of_each_apart(
    book: RuleBook, reader: Reader, text: str, months: list[int]
) -> None:
    found = told(book, reader, APPRENTICES, "skill_level headcount training_months", text)
    assert found == [("中级工", 10, months[0]), ("高级工", 6, months[1])]


def test_fewer_flags_than_amounts_lead_no_groups(book: RuleBook, reader: Reader) -> None:
    text = "同一个母公司的采购800万；没关系的两家，采购600万、750万"
    found = told(book, reader, SUPPLIERS, "trade_amount equity_related", text)
    assert found == [(8000000, True), (6000000, False), (7500000, False)]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("三家配套，800万、1200万、2000万", [8000000, 12000000, 20000000]),
        ("两家分别800万、1200万，一共2000万", [8000000, 12000000]),
    ],
)
def test_money_that_is_the_sum_of_others_is_a_total_only_where_called_so(
    book: RuleBook, reader: Reader, text: str, amounts: list[int]
) -> None:
    assert told(book, reader, SUPPLIERS, "trade_amount", text) == [(amount,) for amount in amounts]


def test_a_number_right_before_a_kind_is_that_kinds(book: RuleBook, reader: Reader) -> None:
    found = told(book, reader, STATIONS, "unit_type unit_count", "市级产业园，还有2个工作站")
    assert found == [("产业园", None), ("人力资源服务工作站", 2)]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("全日制本科，硕士是在职读的", [("学士", True)]),
        ("硕士是在职读的，本科倒是全日制", [("学士", True)]),
        ("一个全日制本科，一个非全日制硕士", [("学士", True), ("硕士", False)]),
        ("硕士是在职读的", [("硕士", False)]),
    ],
)
def test_of_one_persons_degrees_the_one_counts_that_was_earned_full_time(
    book: RuleBook, reader: Reader, text: str, people: Groups
) -> None:
    assert told(book, reader, SETTLING, "degree full_time_study", text) == people


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("带一个高级工学徒一年补8000，那20个人呢", [("高级工", 20)]),
        ("我们有一个高级工，另有20个中级工", [("高级工", 1), ("中级工", 20)]),
    ],
)
def test_what_is_given_for_one_counts_nobody(book: RuleBook, reader: Reader, text: str, people: Groups) -> None:
    assert told(book, reader, APPRENTICES, "skill_level headcount", text) == people


def test_those_who_passed_as_well_are_no_candidates_of_others(book: RuleBook, reader: Reader) -> None:
    text = "四个人考下中级工；还有一个考下高级工，五个人技能提升补贴合计"
    assert told(book, reader, "skill_upgrade_subsidy", "skill_level headcount", text) == [("中级工", 4), ("高级工", 1)]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("3个硕士里，两个今年毕业、一个毕业都三年了；本科5个", [("硕士", 2, 0), ("硕士", 1, 3), ("学士", 5, None)]),
        ("5个硕士；本科3个，有一个毕业都三年了", [("硕士", 5, None), ("学士", 2, None), ("学士", 1, 3)]),
    ],
)
def test_some_of_a_group_are_told_apart(book: RuleBook, reader: Reader, text: str, people: Groups) -> None:
    found = told(book, reader, SETTLING, "degree headcount graduation_years", text)
    assert sorted(found, key=str) == sorted(people, key=str)


def test_the_last_kind_may_be_that_of_all_the_rest(book: RuleBook, reader: Reader) -> None:
    text = "培训50个人，15个学的是紧缺急需工种，剩下都是普通工种"
    assert told(book, reader, "employment_skill_training_subsidy", "is_shortage headcount", text) == [(True, 15), (False, 35)]


def test_a_number_in_brackets_puts_the_one_before_it_right(book: RuleBook, reader: Reader) -> None:
    revenue = told(book, reader, "industrial_revenue_milestone_award", "crossed_mark", "主营头一回过了50个亿(51亿)")
    assert revenue == [(5_100_000_000,)]


def test_wages_told_for_each_are_taken_times_the_people(book: RuleBook, reader: Reader) -> None:
    text = "厂子480号人，一个月人均工资5200块，培训经费提多少"
    assert told(book, reader, "employer_training_fund_ratio", "total_wages", text) == [(480 * 5200 * 12,)]


def test_in_the_sixth_year_after_graduating_five_have_passed(book: RuleBook, reader: Reader) -> None:
    rule = book.rules["first_startup_subsidy_qualification"]
    (given,) = read_situation(rule, ["大学毕业第六年了才开店"], reader).given
    assert given["graduation_years"] == Decimal("5.5")


def test_people_told_of_together_are_as_many_as_is_said(book: RuleBook, reader: Reader) -> None:
    names = "degree headcount"
    assert told(book, reader, SETTLING, names, "我和老婆都是硕士，俩人一共能领多少") == [("硕士", 2)]
    apart = told(book, reader, SETTLING, names, "我是硕士，老婆是本科，俩人一共能领多少")
    assert apart == [("硕士", None), ("学士", None)]


@pytest.mark.parametrize(
    "text",
    [
        "焊工在急需紧缺目录上。初级工2人，中级工1人，高级工1人。要是紧缺那一成也加上，一共多少",
        "焊工在急需紧缺目录上。初级工2人，中级工1人，高级工1人，一共多少",
    ],
)
def test_what_is_said_before_a_list_and_again_behind_it_is_of_all(book: RuleBook, reader: Reader, text: str) -> None:
    rows = told(book, reader, "skill_upgrade_subsidy", "skill_level headcount is_shortage", text)
    assert rows == [("初级工", 2, True), ("中级工", 1, True), ("高级工", 1, True)]


def test_a_kind_that_is_named_twice_in_other_words_counts_twice(book: RuleBook, reader: Reader) -> None:
    text = "主城区，县里的卡：硕士2个、一本批次录取的本科4个、二本的6个"
    assert [n for (n,) in told(book, reader, "county_talent_card_rent_subsidy", "headcount", text)] == [2, 4, 6]
