"""The rounds of a selection, the day in question, and whether one may still apply."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.answer import answer
from bot.bot import Bot
from bot.numbers.seasons import rounds, said_day, said_today, without_today
from bot.types import Answer, Question, Turn
from tests.conftest import DAY


def ask(bot: Bot, text: str, day: date = DAY) -> Answer:
    return answer(Question(text, as_of=day, mode="offline"), bot)


@pytest.mark.parametrize(
    ("sentence", "first", "every"),
    [
        ("自 2022 年起，每两年选拔一次，每次选拔 100 名。", 2022, 2),
        ("2020年开始，每3年评选表彰一次", 2020, 3),
        ("自2021年起每四年一次", 2021, 4),
    ],
)
def test_rounds_are_read(sentence: str, first: int, every: int) -> None:
    found = rounds(sentence)
    assert found is not None and (found.first, found.every) == (first, every)


@pytest.mark.parametrize("sentence", ["自2022年起，每年评选一次", "申报评审每两年组织一次", "自2022年起执行，两年内有效"])
def test_without_a_first_year_or_a_gap_there_are_no_rounds(sentence: str) -> None:
    assert rounds(sentence) is None


@pytest.mark.parametrize(("year", "following"), [(2019, 2022), (2022, 2022), (2023, 2024), (2024, 2024), (2027, 2028)])
def test_the_round_that_follows_a_year(year: int, following: int) -> None:
    found = rounds("自2022年起，每两年选拔一次")
    assert found is not None and found.following(year) == following


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今儿都九月了", (9, 15)),
        ("十一月还能报吗", (11, 15)),
        ("现在十二月3号", (12, 3)),
        ("8月10日交材料", (8, 10)),
        ("租了三个月", None),
        ("五月份前交", None),
        ("13月", None),
        ("都7月20了", (7, 20)),
    ],
)
def test_the_month_may_be_in_characters(text: str, day: tuple[int, int] | None) -> None:
    assert said_day(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("材料28号才齐", (7, 28)),
        ("24号问的，28号才齐", (7, 28)),
        ("下月5号去", (8, 5)),
        ("5月4号", (5, 4)),
        ("住28号楼", None),
        ("坐3号线", None),
        ("石办字〔2021〕17号里写的", None),
        ("按6号文件", None),
    ],
)
def test_a_day_without_a_month_is_of_the_month_that_is_asked_in(text: str, day: tuple[int, int] | None) -> None:
    assert said_day(text, date(2023, 7, 1)) == day


@pytest.mark.parametrize(
    ("text", "said"),
    [("今天都7月26了，集采中标的奖还能报吗", "来不及"), ("今天7月20号，集采中标的奖还赶趟不", "还来得及")],
)
def test_who_tells_the_day_is_told_whether_it_is_in_time(bot: Bot, text: str, said: str) -> None:
    found = ask(bot, text)
    assert found.answer.startswith(f"**{said}")
    assert not found.calculations


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2023, 6, 30), 2024),  # 自2022年起，每两年选拔一次; 当年度8月份
        (date(2024, 9, 10), 2026),
        (date(2025, 1, 5), 2026),
    ],
)
def test_the_next_year_of_a_selection_is_worked_out(bot: Bot, day: date, year: int) -> None:
    made = ask(bot, "石家庄工匠下一次哪年申报", day)
    (told,) = made.calculations
    assert told.rule_id == "next_round" and told.amount is not None
    assert (told.amount.value, told.amount.unit) == (Decimal(year), "年")
    assert made.answer.startswith("**条款写的是“自 2022 年起，每两年选拔一次”")


def test_in_the_month_of_a_round_one_is_in_time(bot: Bot) -> None:
    made = ask(bot, "今天8月10号，石家庄工匠申报还来得及吗", date(2024, 8, 10))
    assert made.answer.startswith("**还来得及") and not made.calculations


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("现在九月了，市场准入奖励还来得及申报吗", "**来不及"),  # 截止时间为 7 月 25 日
        ("现在九月了，引荐奖励还来得及申报吗", "**还没到"),  # 于当年 10 月
        ("现在七月了，技能大师工作室还来得及申报吗", "**还来得及"),  # 7月1日至8月31日
    ],
)
def test_the_month_that_is_told_is_held_against_the_period(bot: Bot, text: str, begins: str) -> None:
    assert ask(bot, text).answer.startswith(begins)


def test_the_period_may_stand_in_another_clause_of_the_document(bot: Bot) -> None:
    made = ask(bot, "今天9月10号了，石家庄工匠还能报吗")
    first = next(item for item in made.citations if item.n == 1)
    assert "申报时间" in first.quote and "下一次是2024年" in made.answer


def test_two_documents_have_each_their_own_period(bot: Bot) -> None:
    made = ask(bot, "石家庄工匠和技能大师工作室，申报时间分别是几月")
    heads = made.answer.split("\n\n> ")[0]
    assert "7月1日至8月31日" in heads and "下一次是2024年" in heads


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("现在是2024年10月，还能申请吗", date(2024, 10, 1)),
        ("今天是2023年12月31日，还来得及不", date(2023, 12, 31)),
        ("现在都2025年了，那笔钱还有吗", date(2025, 1, 1)),
        ("目前已经到2024年三月了", date(2024, 3, 1)),
        ("现在是2024年13月", None),
        ("我2024年10月毕业，现在能领吗", None),
        ("今年现在10月了", None),
    ],
)
def test_the_day_that_a_question_gives_for_today(text: str, day: date | None) -> None:
    assert said_today(text) == day


def test_the_answer_holds_for_the_day_that_the_question_gives(bot: Bot) -> None:
    then, now = ask(bot, "现在是2025年3月，硕士的安家补贴给多少"), ask(bot, "硕士的安家补贴给多少")
    assert then.as_of == date(2025, 3, 1) and "已经过期" in then.answer.split("\n")[0]
    assert now.as_of == DAY and "已经过期" not in now.answer


def test_a_day_given_earlier_in_a_conversation_still_holds(bot: Bot) -> None:
    told = (Turn("user", "现在是2025年3月，学士的安家补贴给多少"), Turn("assistant", "一万元。"))
    made = answer(Question("那硕士呢", told, DAY, "offline"), bot)
    assert made.as_of == date(2025, 3, 1) and "已经过期" in made.answer.split("\n")[0]


def test_the_day_alone_is_left_where_nothing_else_is_asked() -> None:
    assert without_today("现在是2024年10月，还有吗") == "还有吗"
    assert without_today("现在是2024年10月") == "现在是2024年10月" and without_today("10月能报吗") == "10月能报吗"
