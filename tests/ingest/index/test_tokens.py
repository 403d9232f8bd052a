"""The tokenizer: bigrams, forms of numbers, scripts."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from zhconv.zhconv import convert, getdict

from ingest.tokens import grams, normalize, segmenter, words


def test_characters_and_pairs() -> None:
    assert grams("补贴期限") == ["补", "贴", "补贴", "期", "贴期", "限", "期限"]


def test_white_space_joins_and_punctuation_parts() -> None:
    assert "10万" in grams("给予 10 万元")
    assert "贴期" not in grams("补贴，期限")
    assert "贴期" in grams("补贴\n期限")


def test_numbers_and_words_are_single_tokens() -> None:
    assert grams("300,000元") == ["300000", "元", "300000元"]
    assert "3.5" in grams("3.5倍") and "3" not in grams("3.5倍")
    assert "talent" in grams("Talent card") and "talent card" in grams("Talent card")
    assert {"70", "%", "70%"} <= set(grams("70％"))
    assert "20215" not in grams("2021 5")


def test_widths_scripts_and_invisible_marks() -> None:
    assert normalize("人才綠卡（Ｂ卡）１００㎡") == "人才绿卡(b卡)100m2"
    assert grams("租\u200b房\u202e補貼") == grams("租房补贴")
    assert normalize("1,000元、12,345,678元、1,2") == "1000元、12345678元、1,2"


@given(st.text(max_size=200))
def test_any_text_is_tokenized_alike_once_normalized(text: str) -> None:
    tokens = grams(text)
    assert all(token.strip() == token and token for token in tokens)
    assert normalize(normalize(text)) == normalize(text) or not text.isascii()


def test_words_take_a_vocabulary_of_their_own() -> None:
    plain = words("申请苍穹绿卡补助")
    known = segmenter(["苍穹绿卡"])("申请蒼穹綠卡补助")
    assert "苍穹绿卡" not in plain
    assert "苍穹绿卡" in known
    assert words("申请苍穹绿卡补助") == plain


TRADITIONAL = sorted({key for key in getdict("zh-hans") if len(key) <= 3})


@given(st.lists(st.one_of(st.sampled_from(TRADITIONAL), st.text("补贴著覆沈乾一目", max_size=4)), max_size=5))
def test_the_short_cut_around_the_conversion_changes_nothing(parts: list[str]) -> None:
    text = "".join(parts)
    assert normalize(text) == convert(unicodedata.normalize("NFKC", text).lower(), "zh-hans")


def test_unusual_units_are_paired_as_before() -> None:
    assert grams("é_ß２①") == ["é", "ß", "21", "ß 21"]
    assert grams("𠀀b%") == ["𠀀", "b", "𠀀b", "%", "b%"]
