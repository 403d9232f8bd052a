"""Pinyin and homophone errors are read as known terms; everything else stays as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.spelling import Speller, make_speller, split_syllables
from ingest.tokens import known_words

TERMS = [
    "硕士",
    "买房",
    "补贴",
    "多少",
    "利息",
    "贷过款",
    "新型学徒制",
    "B卡",
    "租房",
    "钱",
    "补",
    "平方",
    "设备",
    "人社",
]


@pytest.fixture(scope="module")
def speller() -> Speller:
    return make_speller(TERMS, known_words())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bka shuoshi maifang bu duoshao qian", "B卡硕士买房补多少钱"),
        ("zufang butie", "租房补贴"),
        ("xin型学徒制补帖", "新型学徒制补贴"),
        ("以前带过款，今年利席", "以前贷过款，今年利息"),
        ("最大多少平芳", "最大多少平方"),
    ],
)
def test_errors_are_repaired(speller: Speller, typed: str, meant: str) -> None:
    assert speller.repair(typed) == meant


@pytest.mark.parametrize(
    "text", ["先去人社备案", "FDA认证", "IP费用", "我用iPhone看app", "买了3000万的货", "公示5天"]
)
def test_sound_words_stay(speller: Speller, text: str) -> None:
    assert speller.repair(text) == text


def test_syllables() -> None:
    assert split_syllables("xian") == ["xian"]
    assert split_syllables("xi'an") == ["xi", "an"]
    assert split_syllables("bka") == ["b", "ka"]
    assert split_syllables("iphone") is None


@given(st.text(max_size=60))
def test_repair_never_fails_and_is_idempotent_on_chinese(text: str) -> None:
    speller = make_speller(TERMS, frozenset({"补贴", "硕士"}))
    once = speller.repair(text)
    assert isinstance(once, str)
    if not any(c.isascii() and c.isalpha() for c in text):
        assert len(once) == len(text)
