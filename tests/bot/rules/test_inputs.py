"""Answers to questions: every writing that is understood, and one line for each that is not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bot.rules.inputs import InputError, parse_value
from bot.rules.spec import Choice, InputSpec

MONEY = InputSpec("wage", "money", "工资", "工资多少？", unit="元", max=Decimal(10**9))
RATE = InputSpec("share", "rate", "占比", "占比多少？", unit="%", max=Decimal(100))
COUNT = InputSpec("people", "count", "人数", "几个人？", unit="人", min=Decimal(1), max=Decimal(1000))
MONTHS = InputSpec("months", "months", "月数", "几个月？", unit="个月")
YEARS = InputSpec("years", "years", "年数", "几年？", unit="年")
DAYS = InputSpec("days", "days", "天数", "几天？", unit="天")
AGE = InputSpec("age", "age", "年龄", "多大？", unit="岁", min=Decimal(14), max=Decimal(120))
DAY = InputSpec("day", "date", "日期", "哪天？")
FLAG = InputSpec("first", "flag", "是否首次", "首次吗？", yes=("第一次",), no=("不是第一次", "贷过"))
CHOICE = InputSpec(
    "degree",
    "choice",
    "学位",
    "什么学位？",
    choices=(
        Choice("博士", ("博士研究生",)),
        Choice("硕士", ("研究生", "master")),
        Choice("学士", ("本科",)),
    ),
)


@pytest.mark.parametrize(
    ("spec", "raw", "value"),
    [
        (MONEY, "30万", Decimal(300000)),
        (MONEY, "三千五", Decimal(3500)),
        (MONEY, "1.2亿元", None),
        (MONEY, "30w", Decimal(300000)),
        (MONEY, 3500, Decimal(3500)),
        (MONEY, "3500", Decimal(3500)),
        (RATE, "50%", Decimal(50)),
        (RATE, "五成", Decimal(50)),
        (RATE, "50", Decimal(50)),
        (RATE, "二分之一", Decimal(50)),
        (COUNT, "3个", Decimal(3)),
        (COUNT, "俩人", Decimal(2)),
        (COUNT, "十二", Decimal(12)),
        (COUNT, "3名", Decimal(3)),
        (MONTHS, "一年半", Decimal(18)),
        (MONTHS, "24", Decimal(24)),
        (YEARS, "36个月", Decimal(3)),
        (DAYS, "两周", Decimal(14)),
        (AGE, "35岁", Decimal(35)),
        (AGE, "三十五", Decimal(35)),
        (DAY, "2024年3月1日", date(2024, 3, 1)),
        (FLAG, "是", True),
        (FLAG, "没有", False),
        (FLAG, False, False),
        (FLAG, "我是第一次贷款", True),
        (FLAG, "以前贷过", False),
        (FLAG, "不是第一次了", False),
        (CHOICE, "硕士", "硕士"),
        (CHOICE, "Master", "硕士"),
        (CHOICE, "博士研究生毕业", "博士"),
        (CHOICE, "我本科", "学士"),
    ],
)
def test_understood(spec: InputSpec, raw: object, value: object) -> None:
    if value is not None:
        assert parse_value(spec, raw) == value
    else:
        assert parse_value(spec, raw) == Decimal(120000000)


@pytest.mark.parametrize(
    ("spec", "raw", "line"),
    [
        (MONEY, "很多", "工资：看不懂“很多”，请写金额，如 30万、3500元"),
        (MONEY, "36个月", "工资：看不懂“36个月”，请写金额，如 30万、3500元"),
        (MONEY, "-5万", "工资不能是负数"),
        (MONEY, "1e30", "工资：看不懂“1e30”，请写金额，如 30万、3500元"),
        (MONEY, 1e30, "工资不会超过10亿元，请核对后重新输入"),
        (MONEY, Decimal("NaN"), "工资：看不懂“NaN”，请写金额，如 30万、3500元"),
        (MONEY, True, "工资：看不懂“True”，请写金额，如 30万、3500元"),
        (MONEY, "", "工资：没有填写。工资多少？"),
        (MONEY, None, "工资：看不懂“None”"),
        (RATE, "120%", "占比不会超过100%，请核对后重新输入"),
        (COUNT, "0", "人数不能小于1人"),
        (COUNT, "90平方米", "人数：看不懂“90平方米”，请写数目，如 3"),
        (MONTHS, "30万", "月数：看不懂“30万”，请写月数，如 18个月、一年半"),
        (AGE, "3", "年龄不能小于14岁"),
        (AGE, "35万", "年龄：看不懂“35万”，请写周岁，如 35"),
        (DAY, "2024-02-30", "日期：请写日期，如 2024-03-01"),
        (FLAG, "也许", "是否首次：请回答是或否"),
        (FLAG, Decimal(1), "是否首次：请回答是或否"),
        (CHOICE, "大专", "学位：没有“大专”这个选项，可选：博士、硕士、学士"),
    ],
)
def test_refused_in_one_line(spec: InputSpec, raw: object, line: str) -> None:
    with pytest.raises(InputError) as error:
        parse_value(spec, raw)
    if not (spec.type == "date" and "看不懂" in str(error.value)):
        assert str(error.value) == line
