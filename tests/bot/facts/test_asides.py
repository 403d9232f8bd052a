"""What a bracket tells of some of those counted before it."""

from __future__ import annotations

import pytest

from bot.facts.reader import Reader
from bot.rules.model import RuleBook
from tests.bot.reading import told

SETTLING = "graduate_settlement_subsidy"
APPRENTICES = "apprenticeship_training_subsidy"
SUPPLIERS = "supply_chain_cooperation_award"


def test_a_bracket_tells_some_of_a_group_apart(book: RuleBook, reader: Reader) -> None:
    text = "新招硕士6个（里面有俩签的是半年合同）、本科1个"
    found = told(book, reader, SETTLING, "degree headcount contract_months", text)
    assert found == [("硕士", 4, None), ("硕士", 2, 6), ("学士", 1, None)]


def test_a_bracket_splits_a_single_group(book: RuleBook, reader: Reader) -> None:
    found = told(book, reader, SETTLING, "headcount full_time_study", "本科8个（其中三个是非全日制），合同签了三年")
    assert found == [(5, None), (3, False)]


@pytest.mark.parametrize("gone", ["其中一名半路走了", "1名没结业", "有一位退出了"])
def test_those_who_are_gone_do_not_count(book: RuleBook, reader: Reader, gone: str) -> None:
    text = f"中级工4名（{gone}），高级工3名，学一年"
    assert told(book, reader, APPRENTICES, "skill_level headcount", text) == [("中级工", 3), ("高级工", 3)]


def test_a_bracket_without_a_number_is_of_the_group_before_it(book: RuleBook, reader: Reader) -> None:
    text = "甲采购1500万，乙采购2600万（和我们同一个母公司）"
    found = told(book, reader, SUPPLIERS, "trade_amount equity_related", text)
    assert found == [(15000000, None), (26000000, True)]


def test_a_bracket_that_says_all_is_of_all(book: RuleBook, reader: Reader) -> None:
    found = told(book, reader, SETTLING, "degree full_time_study", "硕士3个，本科2个（都是非全日制）")
    assert found == [("硕士", False), ("学士", False)]


def test_a_yes_or_no_in_the_name_of_a_group_is_its_own(book: RuleBook, reader: Reader) -> None:
    found = told(book, reader, SETTLING, "degree full_time_study", "硕士3个，非全日制本科2个，合同都签了")
    assert found == [("硕士", None), ("学士", False)]


def test_some_of_a_kind_are_told_apart_in_a_clause_of_their_own(book: RuleBook, reader: Reader) -> None:
    text = "招了4个硕士和6个本科，硕士里头有两个其实毕业四年了，其余的都是去年毕业"
    found = told(book, reader, SETTLING, "degree headcount graduation_years", text)
    assert found == [("硕士", 2, 1), ("硕士", 2, 4), ("学士", 6, 1)]


def test_a_kind_named_again_with_its_number_is_the_same_group(book: RuleBook, reader: Reader) -> None:
    text = "初级7个、高级2个，都交了两年失业保险；两个高级工的工种在紧缺目录里"
    found = told(book, reader, "skill_upgrade_subsidy", "skill_level headcount is_shortage", text)
    assert found == [("初级工", 7, None), ("高级工", 2, True)]


def test_others_among_the_same_are_told_apart_as_well(book: RuleBook, reader: Reader) -> None:
    text = "推了八个人评石家庄工匠，里头仨早就是全国技术能手，还有一个早享受特殊津贴了"
    found = told(book, reader, "shijiazhuang_craftsman_award", "headcount holds_higher_skill_title", text)
    assert sorted(found, key=str) == [(1, True), (3, True), (4, None)]


def test_some_who_are_of_another_kind_are_no_aside(book: RuleBook, reader: Reader) -> None:
    found = told(book, reader, SETTLING, "degree headcount", "新来了5个人，其中2个硕士，3个本科")
    assert found == [("硕士", 2), ("学士", 3)]


def test_what_is_said_of_the_others_is_said_of_them_alone(book: RuleBook, reader: Reader) -> None:
    text = "进了6个硕士、8个本科，硕士里头有2个毕业都三年了，本科里有3个只签了半年合同，别的都是去年毕业、签两年"
    found = told(book, reader, SETTLING, "degree headcount graduated_within_2y contract_months", text)
    assert found == [("硕士", 4, True, 24), ("硕士", 2, None, None), ("学士", 5, True, 24), ("学士", 3, None, 6)]


def test_a_bracket_of_all_still_holds_beside_an_aside(book: RuleBook, reader: Reader) -> None:
    text = "硕士6个（都是全日制），里头有2个毕业四年了"
    found = told(book, reader, SETTLING, "headcount full_time_study graduation_years", text)
    assert found == [(4, True, None), (2, True, 4)]


def test_parts_that_add_up_to_all_are_all(book: RuleBook, reader: Reader) -> None:
    text = "招来五个人，都在赵县，领了县里的卡。其中两个是中级职称，剩下三个是二本毕业的。"
    found = told(book, reader, "county_talent_card_rent_subsidy", "person_type headcount", text)
    assert found == [("硕士、一本、中级职称或紧缺工种技师", 2), ("其他全日制学士", 3)]
