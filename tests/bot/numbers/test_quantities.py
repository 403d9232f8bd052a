"""Reading quantities: what people write, in all its writings, and what only looks like a quantity."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.numbers.numerals import read_chinese
from bot.numbers.quantities import scan
from bot.numbers.replies import read_date, read_duration, read_number


def found(text: str) -> list[tuple[str, str, str]]:
    """Value, kind and unit of every quantity."""
    return [(f"{q.value.normalize():f}", q.kind, q.unit) for q in scan(text)]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("30万", "300000"),
        ("三十万", "300000"),
        ("30w", "300000"),
        ("30W", "300000"),
        ("30万元", "300000"),
        ("1.2亿", "120000000"),
        ("一亿二千万", "120000000"),
        ("3个亿", "300000000"),
        ("1.5个亿", "150000000"),
        ("1亿2000万", "120000000"),
        ("1亿零500万", "105000000"),
        ("三亿五千万", "350000000"),
        ("1亿2", "120000000"),
        ("5k", "5000"),
        ("95万9", "959000"),
        ("95万9千", "959000"),
        ("12万八", "128000"),
        ("3万5", "35000"),
        ("96万整", "960000"),
        ("20多万", "200000"),
        ("1000 万元", "10000000"),
        ("两千五百二十块", "2520"),
        ("３０万", "300000"),
        ("1,500元", "1500"),
        ("10000元", "10000"),
        ("一万二", "12000"),
        ("八块钱", "8"),
    ],
)
def test_money_in_every_writing(text: str, yuan: str) -> None:
    (quantity,) = scan(text)
    assert (quantity.value, quantity.kind, quantity.unit) == (Decimal(yuan), "money", "元")
    assert read_number(text) == Decimal(yuan)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("半年", "6"),
        ("一年半", "18"),
        ("两年零三个月", "27"),
        ("2年3个月", "27"),
        ("18个月", "18"),
        ("俩月", "2"),
        ("十个月", "10"),
        ("两个半月", "2.5"),
        ("仨月", "3"),
        ("三年", "36"),
        ("5年", "60"),
        ("两个季度", "6"),
        ("十八个月", "18"),
        ("1年6个月", "18"),
        ("18月", "18"),
        ("半个月", "0.5"),
        ("十年", "120"),
    ],
)
def test_terms_in_every_writing(text: str, months: str) -> None:
    (quantity,) = scan(text)
    assert (quantity.value, quantity.kind) == (Decimal(months), "duration_months")
    assert read_duration(text, "months") == Decimal(months)


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("50%", "50"),
        ("百分之五十", "50"),
        ("五成", "50"),
        ("50％", "50"),
        ("2.5 %", "2.5"),
        ("八成五", "85"),
        ("千分之三", "0.3"),
        ("1.5‰", "0.15"),
        ("3个点", "3"),
        ("百分之1.5", "1.5"),
    ],
)
def test_shares(text: str, percent: str) -> None:
    (quantity,) = scan(text)
    assert (quantity.value, quantity.kind) == (Decimal(percent), "percent")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "3个硕士、2个博士，租了一年",
            [("3", "count", "个"), ("2", "count", "个"), ("12", "duration_months", "年")],
        ),
        ("俩人", [("2", "count", "人")]),
        ("我们仨", [("3", "count", "人")]),
        ("一家三口", [("3", "count", "口")]),
        ("35周岁以下", [("35", "count", "岁")]),
        ("一百二十平米", [("120", "count", "平方米")]),
        ("住了5晚", [("5", "duration_days", "天")]),
        ("15个工作日", [("15", "duration_days", "工作日")]),
        ("1.5倍", [("1.5", "ratio", "倍")]),
        ("8折和95折", [("0.8", "ratio", "折"), ("0.95", "ratio", "折")]),
        ("八五折", [("0.85", "ratio", "折")]),
        ("第二年", [("2", "ordinal", "年")]),
        ("2千多", [("2000", "plain", "")]),
        ("30-50万", [("300000", "money", "元"), ("500000", "money", "元")]),
        ("5到10人", [("5", "count", "人"), ("10", "count", "人")]),
        ("2024年3月办的", [("2024", "date_year", "年")]),
        ("21年毕业", [("2021", "date_year", "年")]),
        ("贷了30万2年还清", [("300000", "money", "元"), ("24", "duration_months", "年")]),
        ("一家公司一次性给2万元", [("1", "count", "家"), ("20000", "money", "元")]),
        ("1000 万元至 1 亿元", [("10000000", "money", "元"), ("100000000", "money", "元")]),
    ],
)
def test_kinds_and_units(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "双份",
        "几万块",
        "几十万",
        "第八条",
        "石政办函〔2021〕42号",
        "(2019)-129",
        "9月10日",
        "持B卡",
        "I类、三类、一期",
        "一线工人",
        "十四五规划",
        "2021-2025年",
        "985、211院校",
        "电话13812345678",
        "能一块领吗",
        "10号了",
        "5G基站",
        "二三十人",
        "三四个",
        "千万别错过",
        "两三年",
        "一起一共一般",
        "附件3",
        "第一百二十条之一",
        "3月",
        "第3批",
    ],
)
def test_names_and_guesses_are_no_quantities(text: str) -> None:
    assert [q for q in scan(text) if q.kind != "date_year"] == []


def test_a_period_that_means_each_is_marked() -> None:
    month, wage = scan("一个月三千五")
    assert month.per and month.value == 1
    assert (wage.value, wage.per) == (Decimal(3500), False)
    assert [q.per for q in scan("我租了一年")] == [False]


def test_offsets_point_at_the_words() -> None:
    text = "我们厂３０万贷款，用了 18个月"
    for quantity in scan(text):
        assert text[quantity.start : quantity.end] == quantity.words


@pytest.mark.parametrize(
    "text", ["", "很多", "几万", "1e30", "三四十", "24个月", "2024年3月1日", "30万和50万"]
)
def test_what_is_not_one_number(text: str) -> None:
    assert read_number(text) is None


def test_negative_numbers_are_seen_as_such() -> None:
    assert read_number("-5万") == Decimal(-50000)
    assert read_number("负三") == Decimal(-3)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("36个月", "years", "3"),
        ("半年", "years", "0.5"),
        ("24", "months", "24"),
        ("二十四", "months", "24"),
        ("3", "years", "3"),
        ("10天", "days", "10"),
        ("两周", "days", "14"),
        ("3年", "months", "36"),
    ],
)
def test_durations_in_the_unit_asked_for(text: str, unit: str, value: str) -> None:
    assert read_duration(text, unit) == Decimal(value)


@pytest.mark.parametrize(
    ("text", "unit"), [("30万", "months"), ("10天", "months"), ("3个月", "days"), ("多久", "years")]
)
def test_durations_of_another_kind(text: str, unit: str) -> None:
    assert read_duration(text, unit) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-01", date(2024, 3, 1)),
        ("2024年3月1日", date(2024, 3, 1)),
        ("2024年3月", date(2024, 3, 1)),
        ("二〇二四年三月", date(2024, 3, 1)),
        ("2024/3/15", date(2024, 3, 15)),
        ("2024-02-30", None),
        ("三月", None),
    ],
)
def test_dates(text: str, day: date | None) -> None:
    assert read_date(text) == day


def in_chinese(number: int) -> str:
    """A number from 1 to 99 999 999 in Chinese, by the school rules (shares no code with the reader)."""
    digits, units = "零一二三四五六七八九", ["", "十", "百", "千"]

    def below(value: int) -> str:
        out, zero = "", False
        for place in range(3, -1, -1):
            digit = value // 10**place % 10
            if digit == 0:
                zero = bool(out)
                continue
            out += ("零" if zero else "") + digits[digit] + units[place]
            zero = False
        return out

    high, low = divmod(number, 10000)
    text = (below(high) + "万") if high else ""
    gap = "零" if high and low and low < 1000 else ""
    return text + gap + below(low)


@given(st.integers(1, 99_999_999))
def test_chinese_numbers_round_trip(number: int) -> None:
    assert read_chinese(in_chinese(number)) == number


@given(st.integers(1, 99_999))
def test_every_writing_of_an_amount_reads_back(tens: int) -> None:
    yuan = tens * 100
    wan = Decimal(yuan) / 10000
    for text in (
        f"{yuan}元",
        f"{yuan:,}元",
        f"{wan:f}万",
        f"{wan:f}w",
        f"{wan:f} 万元",
        f"{in_chinese(yuan)}元",
    ):
        assert read_number(text) == yuan, text
        assert [q.value for q in scan(f"一共花了{text}，请问")] == [yuan], text


@given(st.integers(1, 40), st.integers(0, 11))
def test_every_writing_of_a_term_reads_back(years: int, months: int) -> None:
    total = years * 12 + months
    texts = [f"{total}个月", f"{in_chinese(total)}个月"]
    texts.append(f"{years}年{months}个月" if months else f"{years}年")
    for text in texts:
        assert read_duration(text, "months") == total, text


@given(st.text(alphabet="0123456789一二三十百千万亿元个月年半两.,%折倍第条〔〕号俩 多几", max_size=20))
def test_any_text_is_read_without_failing_and_without_overlap(text: str) -> None:
    quantities = scan(text)
    assert all(a.end <= b.start for a, b in pairwise(quantities))
    assert all(q.value.is_finite() and q.value >= 0 for q in quantities)
