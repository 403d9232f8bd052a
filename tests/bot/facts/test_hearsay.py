"""Amounts that are only quoted or hoped for, and numbers that the next one puts right."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.facts.hearsay import claimed
from bot.facts.told import told_quantities
from bot.numbers.quantities import scan
from bot.vocabulary import Phrases, load_phrases

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return load_phrases(ROOT / "bot" / "phrases.yaml")


@pytest.mark.parametrize(
    ("text", "is_claim"),
    [
        ("听说给5万", True),
        ("6000万的补贴", True),
        ("奖励50万吗", True),
        ("电费6000万的芯片厂补多少", False),  # what kind of firm it is
        ("缴税6000万的企业奖多少", False),
        ("想给老师多发90万", False),  # what the one who asks pays
        ("拿出30万给老师", False),
        ("国家给500万", False),
        ("已经补了20万", False),
        ("给20万元的货款", False),
    ],
)
def test_a_claim_is_told_from_a_fact(phrases: Phrases, text: str, is_claim: bool) -> None:
    (amount,) = [quantity for quantity in scan(text) if quantity.kind == "money"]
    assert claimed(amount, text, phrases) is is_claim


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("二十来个，准确说是22个", ["22个"]),
        ("人数20，不对，22", ["22"]),
        ("研发900万，错了，应该是950万", ["950万"]),
        ("研发900万，不对，审完是950万", ["950万"]),
        ("研发900万，不对，还差950万", ["900万", "950万"]),
        ("研发费用900万，准确地说应该是950万", ["950万"]),
        ("营收900万，研发950万", ["900万", "950万"]),
        ("20人，准确地说应该是900万", ["20人", "900万"]),  # another kind of number puts nothing right
    ],
)
def test_a_number_that_is_put_right_is_not_told(phrases: Phrases, text: str, kept: list[str]) -> None:
    assert [quantity.words for quantity in told_quantities(text, phrases)] == kept


def test_what_counts_nobody_is_no_number(phrases: Phrases) -> None:
    assert [q.words for q in told_quantities("两位全国技术能手，没有一人占两项", phrases)] == ["两位", "两项"]
    assert [q.words for q in told_quantities("有一人占两项", phrases)] == ["一人", "两项"]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("中级工一个人一年到底四千还是五千", [4000, 5000]),
        ("博士买房补15万还是30万", [150_000, 300_000]),
        ("我改签柔性了，地方留成大概16万，还是乘1.5么", []),
    ],
)
def test_of_two_amounts_one_of_which_is_to_be_right_none_is_a_fact(phrases: Phrases, text: str, heard: list[int]) -> None:
    amounts = [q for q in scan(text) if q.kind in ("money", "plain")]
    assert [int(q.value) for q in amounts if claimed(q, text, phrases)] == heard
