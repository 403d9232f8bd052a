"""Calculating with a small book: every outcome, the working in words, near thresholds, repeats, validity."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.calc import calculate, calculate_many
from bot.rules.inputs import InputError
from bot.rules.model import RuleBook
from bot.types import Calculation, Value
from ingest.types import Validity


def run(book: RuleBook, rule: str, as_of: date | None = None, **facts: object) -> Calculation:
    """Calculates with integers allowed for decimals."""
    values: dict[str, Value] = {k: Decimal(v) if type(v) is int else v for k, v in facts.items()}  # type: ignore[misc]
    return calculate(book, book.rules[rule], values, as_of)


def test_an_amount_with_its_working(town: RuleBook) -> None:
    result = run(town, "rent", degree="硕士", months=24, card="甲卡", age=30)
    assert result.outcome == "computed" and result.amount is not None
    assert (result.amount.value, result.amount.label, result.amount.bound) == (36000, "补助合计", "exact")
    assert result.steps == ("1500元/月 × 24个月 = 36000元",)
    assert result.conditions == ("在本镇工作",)
    assert result.inputs == {"degree": "硕士", "months": 24, "card": "甲卡", "age": 30}


def test_a_cap_is_said(town: RuleBook) -> None:
    result = run(town, "rent", degree="博士", months=72)
    assert result.amount is not None and result.amount.value == 180000
    assert result.steps[0] == "最长5年，按60个月计"


def test_an_assumption_is_said_and_listed(town: RuleBook) -> None:
    result = run(town, "rent", degree="硕士")
    assert result.amount is not None and result.amount.value == 90000
    assert result.steps[0] == "没有说月数，按领满5年计"
    assert result.inputs["months"] == 60


def test_unknown_checks_become_conditions(town: RuleBook) -> None:
    assert run(town, "rent", degree="硕士").conditions == ("在本镇工作", "持有甲卡", "35周岁以下")


def test_a_failed_check_gives_zero_with_its_reason_before_anything_missing(town: RuleBook) -> None:
    result = run(town, "rent", card="无")
    assert (result.outcome, result.reasons) == ("not_eligible", ("只给持甲卡的人",))
    assert result.amount is not None and result.amount.value == 0


def test_a_missing_choice_gives_each_case(town: RuleBook) -> None:
    result = run(town, "rent", months=10)
    assert (result.outcome, result.missing) == ("missing", ("degree",))
    assert [(case, amount.value) for case, amount in result.cases] == [("博士", 30000), ("硕士", 15000)]


def test_a_missing_tier_input_gives_each_tier(town: RuleBook) -> None:
    result = run(town, "growth")
    assert result.missing == ("revenue",)
    assert [(case, amount.value) for case, amount in result.cases] == [
        ("1亿元及以上、不超过5亿元", 100000),
        ("超过5亿元", 300000),
    ]


@pytest.mark.parametrize(
    ("revenue", "amount"),
    [
        (99_999_999, 0),
        (100_000_000, 100_000),
        (100_000_001, 100_000),
        (500_000_000, 100_000),
        (500_000_001, 300_000),
    ],
)
def test_tiers_keep_their_ends(town: RuleBook, revenue: int, amount: int) -> None:
    result = run(town, "growth", revenue=revenue)
    assert result.amount is not None and result.amount.value == amount


def test_only_what_the_amount_hangs_on_is_asked_for(town: RuleBook) -> None:
    assert run(town, "growth", revenue=100_000_000, first_time=False).outcome == "computed"
    first = run(town, "growth", revenue=100_000_000, first_time=True, spent=1_000_000)
    assert first.amount is not None and first.amount.value == 300_000


def test_near_the_next_tier_and_near_a_limit(town: RuleBook) -> None:
    assert run(town, "growth", revenue=99_000_000).near == (
        "距下一档（1亿元（含））还差100万元，下一档为10万元",
    )
    assert run(town, "growth", revenue=500_000_000).near == (
        "营业收入恰为5亿元，须超过5亿元才到下一档，下一档为30万元",
    )
    assert run(town, "growth", revenue=50_000_000).near == ()
    assert run(town, "rent", degree="硕士", age=34).near == ("年龄离上限（35岁）还有1岁，请留意申报时间",)
    assert run(town, "rent", degree="硕士", age=36).near == ("年龄超出上限（35岁）1岁",)
    assert run(town, "grant", share=48).near == ("投资占比距50%还差2%",)


def test_rates_compare_in_one_scale(town: RuleBook) -> None:
    assert run(town, "grant", share=50).outcome == "computed"
    assert run(town, "grant", share=Decimal("49.99")).outcome == "not_eligible"


def test_a_range_has_both_ends(town: RuleBook) -> None:
    result = run(town, "grant")
    assert result.amount is not None
    assert (result.amount.bound, result.amount.low, result.amount.value) == ("range", 10000, 20000)


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (None, "unknown"),
        (date(2021, 12, 31), "unknown"),
        (date(2022, 1, 1), "in_force"),
        (date(2024, 12, 31), "in_force"),
        (date(2025, 1, 1), "expired"),
    ],
)
def test_a_rules_own_dates_narrow_the_documents_validity(
    town: RuleBook, as_of: date | None, state: str
) -> None:
    given = Validity("in_force", "有效") if as_of else None
    result = calculate(town, town.rules["growth"], {"revenue": Decimal(10**8)}, as_of, given)
    assert result.state == state
    assert result.amount is not None and result.amount.value == 100000


def test_superseded_from_the_day_its_successor_starts(town: RuleBook) -> None:
    rule = town.rules["grant"]
    in_force = Validity("in_force", "有效")
    assert calculate(town, rule, {}, date(2021, 12, 31), in_force).state == "in_force"
    after = calculate(town, rule, {}, date(2022, 1, 1), in_force)
    assert (after.state, after.state_reason) == ("superseded", "已改按增长奖励执行")


def test_several_are_added_and_then_capped(town: RuleBook) -> None:
    several: list[dict[str, Value]] = [
        {"degree": "硕士", "months": Decimal(24)},
        {"degree": "博士", "months": Decimal(12)},
    ]
    result = calculate_many(town, town.rules["rent"], several, None)
    assert result.amount is not None and result.amount.value == 72000
    assert result.steps[-1] == "合计：36000 + 36000 = 72000元"
    capped = calculate_many(town, town.rules["rent"], [{"degree": "硕士"}, {"degree": "硕士"}], None)
    assert capped.amount is not None and capped.amount.value == 150000
    assert capped.steps[-1] == "超过上限，按15万元"


@pytest.mark.parametrize(
    ("facts", "line"),
    [
        ({"degree": "学士"}, "学位：没有“学士”这个选项，可选：博士、硕士"),
        ({"months": Decimal(-1)}, "月数不能是负数"),
        ({"months": Decimal("1e30")}, "月数不会超过600个月，请核对后重新输入"),
        ({"months": "24"}, "月数：看不懂“24”，请写月数，如 18个月、一年半"),
    ],
)
def test_impossible_values_are_refused_in_one_line(
    town: RuleBook, facts: dict[str, Value], line: str
) -> None:
    with pytest.raises(InputError) as error:
        calculate(town, town.rules["rent"], facts, None)
    assert str(error.value) == line


def test_facts_about_other_things_are_left_aside(town: RuleBook) -> None:
    assert run(town, "rent", degree="硕士", months=1, revenue=-5).inputs == {"degree": "硕士", "months": 1}


amounts = st.integers(0, 700)


@given(a=amounts, b=amounts)
def test_more_months_never_give_less_and_never_pass_the_cap(town: RuleBook, a: int, b: int) -> None:
    low, high = sorted((min(a, 600), min(b, 600)))
    x, y = run(town, "rent", degree="硕士", months=low), run(town, "rent", degree="硕士", months=high)
    assert x.amount is not None and y.amount is not None
    assert x.amount.value <= y.amount.value <= 90000


@given(a=st.integers(0, 60), b=st.integers(0, 60))
def test_periods_add_up_to_the_longest_term(town: RuleBook, a: int, b: int) -> None:
    parts = [run(town, "rent", degree="硕士", months=n).amount for n in (a, b, min(a + b, 600))]
    first, second, both = [part.value for part in parts if part is not None]
    assert both == min(first + second, 90000)


@given(st.permutations(["degree", "months", "card", "age"]))
def test_the_order_of_facts_does_not_matter(town: RuleBook, order: list[str]) -> None:
    facts: dict[str, Value] = {"degree": "硕士", "months": Decimal(24), "card": "甲卡", "age": Decimal(30)}
    shuffled = calculate(town, town.rules["rent"], {name: facts[name] for name in order}, None)
    straight = calculate(town, town.rules["rent"], facts, None)
    assert shuffled == straight


def test_what_is_assumed_alike_is_said_in_one_sentence(book: RuleBook) -> None:
    result = run(book, "ic_tapeout_subsidy", tapeout_fee=23_000_000)
    assert result.amount is not None and result.amount.value == 10_000_000
    said = [step for step in result.steps if "按0元计" in step]
    assert len(said) == 1 and said[0].startswith("没有说") and said[0].count("、") >= 3 and said[0].endswith("，都按0元计")
