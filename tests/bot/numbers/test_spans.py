"""The time from one month to another."""

from __future__ import annotations

from datetime import date

import pytest

from bot.numbers.spans import spans

TODAY = date(2023, 8, 15)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("从去年十月领到今年三月", 6),
        ("2021年4月起拿的，一直拿到2022年12月底", 21),
        ("22年7月—23年6月", 12),
        ("从今年2月1日到7月31日", 6),
        ("从前年11月一直住到现在", 22),
        ("从去年12月1号开始没工作，下个月1号入职", 9),
        ("12月到次年5月", 6),
        ("从4月干到9月", 6),
        ("从去年年底到今年6月", 7),
        ("从3月领到年底", 10),
    ],
)
def test_months_between_two_dates(text: str, months: int) -> None:
    assert [int(q.value) for q in spans(text, TODAY)] == [months]


@pytest.mark.parametrize(
    "text",
    [
        "每年3月到5月申报",
        "2019到2022年",
        "2018年4月1号来的石家庄",
        "公示期从3月1号到3月5号",
        "初级工学到9月",
        "从去年初级工升到高级工",
        "一月没落，领到现在",
    ],
)
def test_no_months_are_made_up(text: str) -> None:
    assert spans(text, TODAY) == ()


def test_a_month_that_cannot_be_placed_tells_nothing() -> None:
    assert spans("从去年十月领到今年三月", None) == ()
