"""Where a number comes from, in every writing."""

from __future__ import annotations

from typing import Any

import pytest

from bot.provenance import Numbers, origins, says
from eval.match import groups_held, groups_said


def sources(text: str, quote: str = "", user: str = "问", **more: Any) -> dict[str, str | None]:
    """Words of each number of an answer → its source."""
    answer = {
        "answer": text,
        "citations": [{"n": 1, "quote": quote, "locator": "第三条", **more.pop("cited", {})}],
    }
    question = {"question": user, "history": more.pop("history", []), "as_of": more.pop("as_of", None)}
    return {item.words: item.source for item in origins({**answer, **more}, question, Numbers())}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("每人20000元", "给予每人2万元一次性奖励"),
        ("每人2万元", "给予每人20,000元"),
        ("每人30万元", "给予三十万元奖励"),
        ("比例为60%", "比例不低于百分之六十"),
        ("最长24个月", "有效期两年"),
        ("10个工作日内", "十个工作日内办结"),
        ("1亿元以上", "投资10000万元以上"),
        ("奖励10万元", "分别给予10万、5万元奖励"),
    ],
)
def test_equal_quantities_in_other_writings_have_an_origin(text: str, quote: str) -> None:
    got = sources(text, quote)
    assert got and set(got.values()) == {"quote:1"}


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("每人30000元", "给予每人2万元"),
        ("每人1500元", "每人15000元"),
        ("比例为6%", "比例不低于60%"),
        ("最长3年", "有效期2年"),
        ("奖励20元", "在20个工作日内"),
    ],
)
def test_other_quantities_have_none(text: str, quote: str) -> None:
    assert list(sources(text, quote).values()) == [None]


def test_calculation_user_words_and_day_are_sources() -> None:
    made = {"rule_id": "rent", "title": "7000元补助", "steps": ["1500元/月 × 60个月 = 90000元"], "inputs": {},
            "amount": {"value": "90000", "unit": "元"}}  # fmt: skip
    got = sources(
        "共9万元，您说的35岁，到2024年1月1日", "", "我35岁", calculations=[made], as_of="2024-01-01"
    )
    assert got == {"9万元": "calculation:rent", "35岁": "question", "2024年1月1日": "as_of"}


def test_a_title_of_a_rule_is_no_source() -> None:
    made = {"rule_id": "rent", "title": "7000元补助", "steps": [], "inputs": {}, "amount": None}
    assert sources("给7000元", calculations=[made]) == {"7000元": None}


def test_an_earlier_answer_is_no_source_but_the_persons_turn_is() -> None:
    history = [{"role": "user", "content": "我们有30人"}, {"role": "assistant", "content": "每人6000元"}]
    assert sources("30人，每人6000元", history=history) == {"30人": "question", "6000元": None}


def test_references_and_manners_of_speaking_are_no_figures() -> None:
    text = "1. 依据第三条[1]\n（2）是两件事[2,3]，可以再问一次；每月发放（三、（一）3）。"
    assert sources(text, "无") == {}


def test_a_date_needs_its_source_to_the_same_depth() -> None:
    assert sources("2021年7月9日起", "2021年施行") == {"2021年7月9日": None}
    assert sources("2021年7月9日起", "自2021年7月9日起施行") == {"2021年7月9日": "quote:1"}
    assert sources("2021年的意见", "无", cited={"document_number": "石字〔2021〕7号"}) == {
        "2021年": "title:1"
    }


def test_words_match_without_blanks_and_separators_but_whole_numbers_only() -> None:
    assert says("共 1, 500 元", "1500元")
    assert says("90,000元", "90000")
    assert not says("15000元", "1500")
    assert not says("101.5%", "1.5%")
    assert not says("0.5%", "5%")
    assert says("第1500。", "1500")
    assert groups_said("给2万元", [["20000", "2万"], ["一次性"]]) == [True, False]
    assert groups_held(["给予每人\n2 **万元**奖励"], [["每人2万元"], ["三万元"]]) == [True, False]
