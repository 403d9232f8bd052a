"""Numbering: every style, Chinese and Arabic, and what is a reference rather than an article."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.markers import marker_of, refers, to_int

CHINESE = "零一二三四五六七八九"


def spoken(number: int) -> str:
    """A whole number below 1000 as it is written in a law: 120 -> 一百二十, 105 -> 一百零五."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    out = f"{CHINESE[hundreds]}百" if hundreds else ""
    if tens:
        out += ("" if tens == 1 and not hundreds else CHINESE[tens]) + "十"
    elif hundreds and ones:
        out += "零"
    return out + (CHINESE[ones] if ones or not number else "")


@given(st.integers(min_value=0, max_value=999))
def test_numbers_are_read_back(number: int) -> None:
    assert to_int(spoken(number)) == number
    assert to_int(str(number)) == number


@pytest.mark.parametrize(
    ("text", "kind", "number", "label"),
    [
        ("第一条 为了", "article", 1, "第一条"),
        ("第十三条本细则由", "article", 13, "第十三条"),
        ("第一百二十条之一 有下列", "article", 120, "第一百二十条之一"),
        ("第〇条 试行", "article", 0, "第〇条"),
        ("第二〇条 试行", "article", 20, "第二〇条"),
        ("第12条 试行", "article", 12, "第12条"),
        ("第三章 申报程序", "chapter", 3, "第三章"),
        ("第二节 评审", "section", 2, "第二节"),
        ("十一、其他", "cn", 11, "十一、"),
        ("（三）社会公示。", "cn_paren", 3, "（三）"),
        ("(七) 完善", "cn_paren", 7, "（七）"),
        ("12. 激励", "ar", 12, "12"),
        ("3．材料", "ar", 3, "3"),
        ("2、材料", "ar", 2, "2"),
        ("(10) 房租补贴", "ar_paren", 10, "（10）"),
        ("（5）住房保障。", "ar_paren", 5, "（5）"),
        ("③其他", "circle", 3, "③"),
    ],
)
def test_styles(text: str, kind: str, number: int, label: str) -> None:
    marker = marker_of(text)
    assert marker is not None
    assert (marker.kind, marker.number, marker.label) == (kind, number, label)


@pytest.mark.parametrize(
    "text", ["2000 万元奖励", "3.5亿元", "10万元-20万元", "2022年", "根据第六条", "（含）以上", "5G网络"]
)
def test_not_a_marker(text: str) -> None:
    assert marker_of(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "第六条的基础上还应",
        "第八条规定的",
        "第三条第二款",
        "第五条至第七条",
        "第六条、第七条",
        "第五条（二）项的",
        "第一百二十条之一规定的",
    ],
)
def test_references(text: str) -> None:
    assert refers(text)


@pytest.mark.parametrize(
    "text",
    [
        "第六条 申报时间。",
        "第十三条本细则由",
        "第三条 （一）企业",
        "第一百二十条之一 有下列",
        "第五条 与企业签订",
    ],
)
def test_articles_are_no_references(text: str) -> None:
    assert not refers(text)
