"""How amounts, shares, terms and counts are spoken and typed: one line a writing, what it means, or that it means none."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.numbers.numerals import read_chinese
from bot.numbers.quantities import scan
from bot.numbers.replies import read_number

MONEY = """
30w 300000|30W 300000|三十来万 300000|30来万 300000|30多万 300000|一百二十万零五千 1205000|1.2个亿 120000000
十二亿三 1230000000|95万8 958000|3k5 3500|1w2 12000|1w2千 12000|小三十万 300000|1,234,567.50元 1234567.5|１２００元 1200
三万五千块 35000|三万零五百 30500|一百零八万 1080000|3万零500 30500|2万5千 25000|2万5千8 25800|一百多万 1000000
将近50万 500000|差不多三十万 300000|5万左右 50000|2点5个亿 250000000|一点二亿 120000000|一点五个亿 150000000
三点五万 35000|3点5万 35000|十二点五万 125000|2.5w 25000|12k 12000|1.2k 1200|年薪30w 300000|营收12个亿 1200000000
营收十二个亿 1200000000|¥5000 5000|5000块钱 5000|5000元整 5000|伍万元 50000|叁拾万元 300000|贰仟伍佰元 2500
三十万元整 300000|100万以上 1000000|一共三十二万五 325000|共计1200.5万 12005000|1亿5 150000000|一亿零三百万 103000000
1亿3千万 130000000|2亿多 200000000|两个多亿 200000000|五十万块 500000|50多w 500000|二百五十块 250|三千五百块 3500
"""
PLAIN = "两千出头 2000|月租一千二 1200|两百五 250|一千零五十 1050|两千三 2300|两千三百五 2350|5千5 5500|每月1500 1500"
SHARES = "五成 50|百分之三点五 3.5|百分之二点五 2.5|百分之十二点五 12.5|千分之五 0.5|万分之三 0.03|七成五 75|三成左右 30"
RATIOS = "八折 0.8|打八五折 0.85|八点五折 0.85|8.5折 0.85|四分之三 0.75|二分之一 0.5|1.5倍 1.5|两倍 2"
MONTHS = """
半年 6|年半 18|一年零三个月 15|俩月 2|一年多 12|半年多 6|一个半月 1.5|俩半月 2.5|两年半 30|三年两个月 38
1年零2个月 14|三个季度 9|十来个月 10|十多个月 10|前三年 36
"""
DAYS = "十来天 10|三十多天 30|两周 14|俩礼拜 14|仨星期 21|三个工作日 3|住三晚 3"
COUNTS = """
仨 3|俩人 2|一家三口 3|我们小两口 2|我们一家四口人 4|十多个 10|二十来个 20|三十多个人 30|20多个 20|俩孩子 2|仨孩子 3
40多岁 40|三十五周岁 35|六十平 60|六十来平 60|59.9平方米 59.9|夫妻俩 2
"""
NONE = """
二十几个|上百万|五六万|大几千|十五六万|二三十个|七八千|百八十块|千把块|上千人|好几万|几百块|近百万|八九百|两三年|半价
3点半|下午三点|九点五十|一季度|一男一女|二胎|五险一金|二本|双一流|985|三甲医院|一类二类|首年|后年|上亿|千万级|几千万
十几万|十几二十万|三四百|四五十岁|2021届|21级|去年6月|六月份|6月底|12月31号|一点|个把月|一两个月|一口价|每月一号|一点也不多
"""


def _pairs(lines: str) -> list[tuple[str, Decimal]]:
    said = [entry.rsplit(" ", 1) for line in lines.split("\n") if line for entry in line.split("|")]
    return [(words, Decimal(value)) for words, value in said]


def _cases() -> list[tuple[str, str, Decimal]]:
    kinds = (
        ("money", MONEY),
        ("plain", PLAIN),
        ("percent", SHARES),
        ("ratio", RATIOS),
        ("duration_months", MONTHS),
        ("duration_days", DAYS),
        ("count", COUNTS),
    )
    return [(kind, words, value) for kind, lines in kinds for words, value in _pairs(lines)]


@pytest.mark.parametrize(("kind", "words", "value"), _cases())
def test_each_writing_is_one_quantity(kind: str, words: str, value: Decimal) -> None:
    found = scan(f"我想问，{words}，行不行")
    assert [(q.kind, q.value) for q in found] == [(kind, value)]


@pytest.mark.parametrize("words", [w for line in NONE.split("\n") if line for w in line.split("|")])
def test_guesses_and_names_are_none(words: str) -> None:
    assert scan(words) == ()


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("30到50万", [300000, 500000]),
        ("三到五万", [30000, 50000]),
        ("三至五年", [36, 60]),
        ("3到5年", [36, 60]),
        ("10-15天", [10, 15]),
        ("2~3个亿", [200000000, 300000000]),
        ("1至2个月", [1, 2]),
        ("三千五一个月", [3500, 1]),
        ("8k一个月", [8000, 1]),
        ("3个博士5个硕士", [3, 5]),
        ("5千三折", [5000, Decimal("0.3")]),
    ],
)
def test_two_numbers_in_one_breath(words: str, values: list[int | Decimal]) -> None:
    assert [q.value for q in scan(words)] == values


@pytest.mark.parametrize("words", ["三十来万", "20多个", "一年多", "十来天", "两个多亿", "40多岁"])
def test_a_round_figure_is_marked_as_about(words: str) -> None:
    (quantity,) = scan(words)
    assert quantity.about


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("一份写800万一份写300万", [8000000, 3000000]),
        ("老张拿了3万一分没花", [30000]),
        ("营收两千五", [2500]),
        ("一年租金3万一", [31000]),
    ],
)
def test_a_one_behind_an_amount_is_its_last_digit_only_at_its_end(text: str, values: list[int]) -> None:
    assert [int(q.value) for q in scan(text) if q.kind in ("money", "plain") and q.value >= 1000] == values


def test_much_behind_a_year_may_belong_to_the_question() -> None:
    (quantity,) = scan("租房补贴一年多少钱")
    assert (quantity.words, quantity.about, quantity.per) == ("一年", False, True)


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from(["万", "亿", "个亿"]))
@settings(deadline=None)
def test_a_spoken_point_reads_like_a_written_one(whole: int, part: int, unit: str) -> None:
    digits = "零一二三四五六七八九"
    spoken, written = f"{digits[whole]}点{digits[part]}{unit}", f"{whole}.{part}{unit}"
    assert read_number(spoken) == read_number(written) == read_number(f"{whole}点{part}{unit}")


@given(st.integers(1, 99), st.integers(100, 999), st.sampled_from(["万", "年", "个月", "天", "人"]))
@settings(deadline=None)
def test_a_range_gives_both_ends_in_one_kind(low: int, high: int, unit: str) -> None:
    high = high if unit != "年" else low + 10
    first, second = scan(f"{low}到{high}{unit}")
    assert (first.kind, first.unit) == (second.kind, second.unit)
    assert first.value * high == second.value * low


@given(st.integers(1, 9), st.integers(1, 9))
@settings(deadline=None)
def test_a_digit_behind_a_thousand_or_ten_thousand_is_the_next_place(big: int, small: int) -> None:
    assert read_number(f"{big}w{small}") == read_number(f"{big}万{small}") == big * 10_000 + small * 1000
    assert read_number(f"{big}k{small}") == big * 1000 + small * 100


@given(st.text(alphabet="零一二三十百千万亿两点", max_size=9))
@settings(deadline=None)
def test_a_chinese_number_is_read_or_refused(text: str) -> None:
    value = read_chinese(text)
    assert value is None or value >= 0


@pytest.mark.parametrize(
    ("text", "unit"),
    [("厂子480号人", "人"), ("我们仨", "人"), ("我们仨工作室", "个"), ("我俩孩子", "个"), ("我俩都是硕士", "人")],
)
def test_what_a_number_counts(text: str, unit: str) -> None:
    assert [q.unit for q in scan(text)] == [unit]


def test_what_several_share_is_no_count() -> None:
    assert scan("同一批立的项") == ()


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("头一年租金三百五十万，第二年两百四", [3_500_000, 2_400_000]),
        ("电费一百八十万，其中一百二是宿舍的", [1_800_000, 1_200_000]),
        ("工资总额三百万，月租一百八", [3_000_000]),
        ("电费30万，其中一百二是宿舍的", [300_000]),
    ],
)
def test_a_later_amount_may_leave_out_the_ten_thousands(text: str, yuan: list[int]) -> None:
    assert [int(q.value) for q in scan(text) if q.kind == "money"] == yuan
