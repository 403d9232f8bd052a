"""Limits of clauses, figures of people, and the yearly periods for applying."""

from __future__ import annotations

import pytest

from bot.decision.evidence import Overlap, limits, sentences, verdicts
from bot.numbers.seasons import said_day, windows


@pytest.mark.parametrize(
    ("sentence", "operator", "value"),
    [
        ("年龄不满 58 周岁", "<", 58),
        ("年龄一般不超过50周岁", "<=", 50),
        ("总人数不少于 30 人", ">=", 30),
        ("年交易额在 500 万元（含）以上", ">=", 5000000),
        ("并于协议签订后 30 日内报市投资促进局备案", "<=", 30),
        ("连续 6 个月在主城区缴纳养老保险", ">=", 6),
    ],
)
def test_limits(sentence: str, operator: str, value: int) -> None:
    found = limits(sentence)
    assert [(limit.operator, int(limit.quantity.value)) for limit in found] == [(operator, value)]


@pytest.mark.parametrize(
    ("question", "sentence", "met"),
    [
        ("我今年58岁还能报吗", "具有高级职称，年龄不满 58 周岁。", False),
        ("我今年57岁还能报吗", "具有高级职称，年龄不满 58 周岁。", True),
        ("协议签了俩月才备案", "于协议签订后 30 日内报局备案。", False),
        ("协议签了20天才备案", "于协议签订后 30 日内报局备案。", True),
    ],
)
def test_verdicts(question: str, sentence: str, met: bool) -> None:
    (verdict,) = verdicts(question, sentence)
    assert verdict.met is met


def test_no_verdict_where_units_differ() -> None:
    assert verdicts("我公司有22台设备", "总人数不少于 30 人。") == []


@pytest.mark.parametrize(
    ("sentence", "first", "last"),
    [
        ("每年7月1日至8月31日申报，一年评定一次", (7, 1), (8, 31)),
        ("每年 7 月 1 日至 15 日，集中受理", (7, 1), (7, 15)),
        ("接收申请材料截止时间为 7 月 25 日", (1, 1), (7, 25)),
        ("奖励资金每年度申报一次，于当年 10 月进行", (10, 1), (10, 31)),
    ],
)
def test_windows(sentence: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    (window,) = windows(sentence)
    assert (window.first, window.last) == (first, last)


def test_said_day() -> None:
    assert said_day("今天9月10号了还来得及吗") == (9, 10)
    assert said_day("今年还能报吗") is None


def test_sentences_keep_every_character() -> None:
    text = "第一句。第二句；第三句\n（一）第四句"
    assert "".join(sentences(text)) == text.replace("\n", "")


def test_overlap_counts_rare_words_more() -> None:
    overlap = Overlap(["租房补贴标准", "购房补贴标准", "培训补贴标准"], frozenset({"的"}))
    weights = overlap.weights("租房的补贴")
    assert weights["租房"] > weights["补贴"]
    assert overlap.share(weights, "租房补贴") == pytest.approx(1.0)
    assert overlap.unseen("下雨") == 1.0
