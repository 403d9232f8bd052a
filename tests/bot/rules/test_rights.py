"""Rules without an amount: who may apply for something, by checks alone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from bot.rules.calc import calculate, calculate_many
from bot.rules.load import load_rules, read_folder
from bot.rules.model import RuleBook
from bot.types import Calculation, Value

Write = Callable[..., Path]
RIGHT = """
  - id: stall
    title: 摊位申请
    audience: person
    article: 第六条
    quote: 35周岁以下的可以申请摊位
    kind: qualification
    parameters: {oldest: {value: 35, unit: 岁}}
    inputs: [age, {name: card, optional: true}]
    requires:
      - {check: age <= oldest, say: 35周岁以下, fail: 超过35周岁}
      - {check: card == "甲卡", say: 持有甲卡, fail: 只给持甲卡的人}
    conditions: [在本镇居住]
    result: {label: 申请摊位}
    steps: ["{age}岁，在35周岁以下"]
    cases: [{given: {age: 35}, outcome: qualified}]
joint_caps:
"""
WITH_RIGHT = ("\njoint_caps:\n", RIGHT)


@pytest.fixture
def market(write: Write) -> RuleBook:
    """The town's rules with a right among them."""
    return load_rules(write(*WITH_RIGHT))


def judged(book: RuleBook, **facts: Value) -> Calculation:
    return calculate(book, book.rules["stall"], facts, None)


def test_a_right_that_nothing_speaks_against_is_there_without_an_amount(market: RuleBook) -> None:
    result = judged(market, age=Decimal(35))
    assert (result.outcome, result.amount, result.reasons) == ("qualified", None, ("申请摊位",))
    assert result.steps == ("35岁，在35周岁以下", "符合：35周岁以下")
    assert result.conditions == ("在本镇居住", "持有甲卡")


def test_a_right_is_refused_with_its_reason_and_no_amount_of_zero(market: RuleBook) -> None:
    result = judged(market, age=Decimal(36), card="甲卡")
    assert (result.outcome, result.amount, result.reasons) == ("not_eligible", None, ("超过35周岁",))


def test_a_refusal_comes_before_what_is_missing(market: RuleBook) -> None:
    assert judged(market, card="甲卡").missing == ("age",)
    assert judged(market, card="甲卡").outcome == "missing"
    assert judged(market, card="无").outcome == "not_eligible"


def test_of_several_people_one_who_is_refused_decides(market: RuleBook) -> None:
    young, old = {"age": Decimal(20)}, {"age": Decimal(50)}
    rule = market.rules["stall"]
    assert calculate_many(market, rule, [young, young], None).outcome == "qualified"
    assert calculate_many(market, rule, [young, old], None).outcome == "not_eligible"


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("result: {label: 申请摊位}", "result: {label: 申请摊位, unit: 元}", "town.yaml:stall:result"),
        ("result: {label: 申请摊位}", "result: {}", "town.yaml:stall:result"),
        ("outcome: qualified}", "outcome: allowed}", "town.yaml:stall:cases[1]:outcome"),
        ("kind: qualification", "kind: fixed", "town.yaml:stall:formula"),
    ],
)
def test_what_a_right_may_not_say_is_named(write: Write, old: str, new: str, where: str) -> None:
    assert read_folder(write(*WITH_RIGHT))[1] == []
    _, problems = read_folder(write(WITH_RIGHT[0], RIGHT.replace(old, new)))
    assert any(problem.where.startswith(where) for problem in problems), [str(p) for p in problems]
