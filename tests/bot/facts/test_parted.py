"""Parts of those counted of whom something else is told, in one turn and in two."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.facts.parted import itemised, labelled, parted
from bot.facts.reader import Reader
from bot.facts.situation import read_situation
from bot.rules.model import RuleBook
from tests.bot.reading import Groups, told

APPRENTICES = "apprenticeship_training_subsidy"
CARD_RENT = "talent_card_b_rent_subsidy"


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("收了30个学徒学中级工，备案1年，有8人只学了半年，其余22人学满一年", [(8, 6), (22, 12)]),
        ("收了30个学徒学中级工，学满一年，其中8人只学了半年", [(22, 12), (8, 6)]),
        ("30名学徒学中级工，学满一年，其中5人只学了半年、6人只学了9个月，企业能领多少", [(19, 12), (5, 6), (6, 9)]),
        ("30个学徒学中级工，学满一年，其中8人半年就走了", [(22, 12)]),
    ],
)
def test_a_part_and_the_rest_each_have_their_own_term(book: RuleBook, reader: Reader, text: str, groups: Groups) -> None:
    assert told(book, reader, APPRENTICES, "headcount training_months", text) == groups


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("50个学徒，一半中级工一半高级工，学满一年", [(25, "中级工", 12), (25, "高级工", 12)]),
        ("40名学徒一半学中级，一半学高级，都学满一年，总共补贴多少", [(20, "中级工", 12), (20, "高级工", 12)]),
    ],
)
def test_halves_share_the_number_and_what_follows(book: RuleBook, reader: Reader, text: str, groups: Groups) -> None:
    assert told(book, reader, APPRENTICES, "headcount skill_level training_months", text) == groups


def test_the_rest_may_be_told_without_a_number(book: RuleBook, reader: Reader) -> None:
    text = "B卡硕士12人租房，其中4人只租了半年，别的都满一年，一共补多少"
    assert told(book, reader, CARD_RENT, "headcount months", text) == [(8, 12), (4, 6)]


@pytest.mark.parametrize(
    "text",
    [
        "20名职工学高级工，4名职工学技师",
        "3个硕士、2个博士",
        "公司有8人学徒，其中12人没签合同",
        "硕士3个，本科4个，其中1个才毕业",
        "我们一共15人",
        "25个学徒，一半中级工一半高级工",
        "40个学徒学中级工，学满一年，公司先垫的钱能领一半吗",
        "40个学徒，补贴先给一半，什么时候到账",
        "",
    ],
)
def test_nobody_is_told_apart_where_no_part_of_one_whole_is_told(text: str) -> None:
    assert parted([text]) == []


@pytest.mark.parametrize(
    ("turns", "groups"),
    [
        (
            ["我们车间20个学徒都是中级工，学一年，能补多少钱", "刚翻名册发现有6个其实是按高级工培养的，不是中级工"],
            [(14, "中级工"), (6, "高级工")],
        ),
        (
            ["20个新工人，培养中级工，备案一年，补多少", "报错了，里头有5个早就有中级证，是奔着高级工去的"],
            [(15, "中级工"), (5, "高级工")],
        ),
    ],
)
def test_a_later_turn_tells_a_part_apart(book: RuleBook, reader: Reader, turns: list[str], groups: Groups) -> None:
    given = read_situation(book.rules[APPRENTICES], turns, reader).given
    assert [(group["headcount"], group["skill_level"]) for group in given] == groups


def test_a_part_for_which_the_rule_is_refused_takes_nothing_from_the_others(book: RuleBook, reader: Reader) -> None:
    given = read_situation(book.rules[APPRENTICES], ["20名职工学高级工，4名没签满一年合同"], reader).given
    assert [(group["headcount"], group.get("contract_short", False)) for group in given] == [
        (Decimal(16), False),
        (Decimal(4), True),
    ]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("备了案搞学徒班：12个人学中级，一年；8个人学高级，两年。都培训满了", [(12, "中级工"), (8, "高级工")]),
        ("12个人奔中级工，学一年；另外5个人奔技师，学两年。补贴合计多少", [(12, "中级工"), (5, "技师")]),
    ],
)
def test_each_item_of_a_list_has_its_own_term(book: RuleBook, reader: Reader, text: str, groups: Groups) -> None:
    given = read_situation(book.rules[APPRENTICES], [text], reader).given
    assert [(group["headcount"], group["skill_level"]) for group in given] == groups
    terms = [group.get("training_months", group.get("filed_months")) for group in given]
    assert terms[0] == Decimal(12) and terms[1] == Decimal(24)


@pytest.mark.parametrize("text", ["12个人学中级；都是一年", "硕士3个（1个才毕业）；本科4个", "我们公司12个人"])
def test_what_is_no_list_of_people_has_no_items(text: str) -> None:
    assert itemised(text) == []


@pytest.mark.parametrize(
    "turns",
    [
        ("20个学徒学中级工，学满一年", "中途5个人改学高级工了，别的不动"),
        ("20个学徒学中级工，学满一年，后来5个人转成高级工，一共补多少",),
    ],
)
def test_some_who_changed_over_are_a_part(book: RuleBook, reader: Reader, turns: tuple[str, ...]) -> None:
    given = read_situation(book.rules[APPRENTICES], turns, reader).given
    assert [(g["headcount"], g["skill_level"]) for g in given] == [(15, "中级工"), (5, "高级工")]


def test_what_stands_behind_labels_is_told_of_each(book: RuleBook, reader: Reader) -> None:
    text = "总厂在桥西，灵寿有分厂，都有县里的卡。桥西：硕士2个、二本的6个；灵寿：中级职称3个、二本毕业的2个。一年房租一共补多少"
    rows = told(book, reader, "county_talent_card_rent_subsidy", "district headcount", text)
    assert rows == [("主城区", 2), ("主城区", 6), ("西部山区县", 3), ("西部山区县", 2)]


@pytest.mark.parametrize("text", ["名单：硕士2个、本科3个；补多少", "问：有3个硕士。答：有", "总厂：一切照旧；分厂：3个硕士", ""])
def test_labels_without_people_behind_each_are_no_list(text: str) -> None:
    assert labelled(text) == []


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("8个人考下中级工，5个在紧缺目录里，3个不在。技能提升补贴共多少", [(5, True), (3, False)]),
        ("8个人考下中级工，5个是紧缺工种，3个不是，能补多少", [(5, True), (3, False)]),
        ("8个人考下中级工，走了3个，剩下5个都在紧缺目录里", [(5, True)]),
    ],
)
def test_a_whole_falls_into_parts_that_add_up_to_it(book: RuleBook, reader: Reader, text: str, groups: Groups) -> None:
    assert told(book, reader, "skill_upgrade_subsidy", "headcount is_shortage", text) == groups


def test_an_item_may_tell_some_of_its_own_apart(book: RuleBook, reader: Reader) -> None:
    text = "初级6个；中级9个，其中2个失业保险才交10个月；高级4个。别的人都交满了两年。技能提升补贴一共多少"
    groups = told(book, reader, "skill_upgrade_subsidy", "skill_level headcount unemployment_insurance_months", text)
    assert groups == [("初级工", 6, 24), ("中级工", 7, 24), ("中级工", 2, 10), ("高级工", 4, 24)]


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("我们社区平台备案的有6户两口之家、4户四口之家", [(2, 6), (4, 4)]),
        ("一共15户，11户是一两口人，4户三口以上，都备案了", [(2, 11), (3, 4)]),
        ("我家三口，在平台租房备了案", [(3, None)]),
    ],
)
def test_families_are_counted_by_their_size(book: RuleBook, reader: Reader, text: str, groups: Groups) -> None:
    assert told(book, reader, "rental_housing_subsidy", "household_size households", text) == groups


def test_a_class_told_before_its_phases_holds_for_them(book: RuleBook, reader: Reader) -> None:
    text = "一类新药甲一期二期都做完；二类新药乙一期做完，进了二期。两个药一共能拿多少"
    groups = told(book, reader, "class2_new_drug_clinical_award", "phase new_drug_class", text)
    assert groups == [("I期", "I类新药"), ("II期", "I类新药"), ("I期", "II类新药"), ("尚未完成", "II类新药")]
