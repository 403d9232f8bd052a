"""Numbers and words that are no fact about the one who asks, or of another time, place or kind than an input takes."""

from __future__ import annotations

import pytest

from bot.bot import Bot
from bot.facts.hearsay import without_others
from bot.facts.reader import Reader
from bot.facts.shorthand import plain_said
from bot.guard import clean
from bot.numbers.quantities import scan
from bot.rules.model import RuleBook
from tests.bot.reading import told

B_CARD_RENT = "talent_card_b_rent_subsidy"
HEADQUARTERS = "rd_headquarters_award"
PIONEER = "studio_worker_pioneer"


@pytest.mark.parametrize(
    ("text", "rank"),
    [
        ("创新工作室综合评定排第八", 8),
        ("创新工作室综合评定第11名", 11),
        ("创新工作室评定前十名", 10),
        ("创新工作室我们班七个人", None),
        ("申请创新工作室，别的班一个没有", None),
    ],
)
def test_a_place_in_an_order_is_no_number_of_people(book: RuleBook, reader: Reader, text: str, rank: int | None) -> None:
    assert told(book, reader, PIONEER, "studio_rank", text) == [(rank,)]


@pytest.mark.parametrize(
    ("text", "expense"),
    [
        ("研发总部，前年研发花了2000万，去年花了1420万", 14_200_000),
        ("研发总部，研发开支大前年900万，前年1600万，去年1430万", 14_300_000),
        ("研发总部，今年研发预算2100万，去年审计出来花掉1640万", 16_400_000),
        ("研发总部，研发费用2000万", 20_000_000),
    ],
)
def test_an_amount_of_last_year_is_that_of_last_year(book: RuleBook, reader: Reader, text: str, expense: int) -> None:
    assert told(book, reader, HEADQUARTERS, "rd_expense", text) == [(expense,)]


@pytest.mark.parametrize(
    ("text", "number"),
    [("她硕士，有B卡，我们老两口凑首付给她买房", None), ("我们两口子都是硕士，都有B卡", 2)],
)
def test_who_pays_for_somebody_gets_nothing(book: RuleBook, reader: Reader, text: str, number: int | None) -> None:
    assert told(book, reader, B_CARD_RENT, "headcount", text) == [(number,)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("省级标准给多少？不是问市级那个150万", "省级标准给多少？"),
        ("社保那笔先别算，创业补助给多少", "创业补助给多少"),
        ("认证的钱先放一边。集采中了九个，这块呢", "集采中了九个，这块呢"),
        ("不问了", "不问了"),
    ],
)
def test_what_is_not_asked_is_left_out(text: str, left: str) -> None:
    assert plain_said(text) == left


def test_what_others_get_is_no_fact() -> None:
    text = "牵线来了个电池厂。人家搞芯片的介绍人有奖，我这个算不算"
    assert "芯片" not in without_others(text)
    assert len(without_others(text)) == len(text)
    assert without_others("我们搞芯片的，有奖吗") == "我们搞芯片的，有奖吗"


@pytest.mark.parametrize(
    ("text", "value"), [("2022年1.08亿", 108_000_000), ("2023年5.2亿", 520_000_000), ("2022年6.5万", 65_000)]
)
def test_an_amount_behind_a_year_is_no_month(text: str, value: int) -> None:
    assert [int(q.value) for q in scan(text) if q.kind == "money"] == [value]


def test_a_day_behind_a_year_stays_a_day() -> None:
    assert [q.kind for q in scan("2023年5.20到期")] == ["date_year"]


def test_a_circled_number_does_not_run_into_the_next_one() -> None:
    assert clean("①3家过了；②还有一家") == "(1)3家过了；(2)还有一家"


@pytest.mark.parametrize(
    ("text", "place"), [("我妹在郑州一家电子厂，她那边的技能补贴几天到账", "郑州"), ("我从郑州来，这边租房有补贴吗", None)]
)
def test_what_somebody_gets_elsewhere_is_asked_about_there(bot: Bot, text: str, place: str | None) -> None:
    assert bot.vocabulary.asked_elsewhere(text) == place
