"""What can I get: fits, needs one fact, does not fit; exclusions, joint caps, totals, expired apart."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.benefits import BenefitReport, benefits, best_set
from bot.rules.load import load_rules
from bot.rules.model import Rule, RuleBook
from bot.types import Value
from ingest.types import Validity

ROOT = Path(__file__).parents[2]
HEAD = """
document: town
inputs:
  degree:
    {type: choice, label: 学位, question: 什么学位？, choices: [{value: 博士}, {value: 硕士}]}
  months: {type: months, label: 月数, question: 几个月？, max: 600}
  age: {type: age, label: 年龄, question: 多大？}
  income: {type: money, label: 收入, question: 收入多少？}
  rest: {type: flag, label: 问的是否余下的, question: 问的是余下的吗？, of_question: true}
rules:
"""
RULE = """
  - id: {id}
    title: {id}项
    audience: {audience}
    article: 第一条
    quote: 给予
    kind: fixed
    parameters: {{pay: {{value: {pay}, unit: 元}}, old: {{value: 35, unit: 岁}}}}
    inputs: {inputs}
    requires: {requires}
    formula:
      amount: {amount}
    result: {{label: 补助, unit: 元, bound: {bound}}}
    excludes: {excludes}
    effective_to: {to}
    cases: [{{given: {{}}, outcome: missing}}]
"""
RIGHT = """
  - id: stall
    title: 摊位申请
    audience: person
    article: 第二条
    quote: 35周岁以下的可以申请摊位
    kind: qualification
    parameters: {old: {value: 35, unit: 岁}}
    inputs: [{name: age, optional: true}]
    requires: [{check: age <= old, say: 35周岁以下, fail: 超过35周岁}]
    result: {label: 申请摊位}
    cases: [{given: {}, outcome: qualified}]
"""
DEGREE = "[degree, {name: age, optional: true}]"
YOUNG = "[{check: age <= old, say: 35周岁以下, fail: 超过35周岁}]"


def entry(name: str, pay: int, **changes: str) -> str:
    """One rule of the invented town: a fixed amount for people with a degree."""
    parts = {
        "audience": "person",
        "inputs": DEGREE,
        "requires": YOUNG,
        "bound": "exact",
        "excludes": "[]",
        "to": "null",
        "amount": 'pay if degree in ["博士", "硕士"] else 0',
    }
    return RULE.format(id=name, pay=pay, **{**parts, **changes})


def rival(name: str, how: str = "not_both") -> str:
    """An exclusion of another rule."""
    return f"[{{rule: {name}, how: {how}, quote: 不重复享受, article: 第九条}}]"


def report(
    folder: Path, *entries: str, facts: dict[str, Value] | None = None, caps: str = ""
) -> BenefitReport:
    """Loads these rules and matches them."""
    (folder / "town.yaml").write_text(HEAD + "".join(entries) + caps, encoding="utf-8")
    given_facts = {"degree": "硕士", "age": Decimal(30)} if facts is None else facts
    return benefits(load_rules(folder), given_facts, date(2024, 1, 1), in_force)


def in_force(rule: Rule) -> Validity:
    """Everything is in force."""
    return Validity("in_force", "有效")


def ids(items: tuple[object, ...]) -> list[str]:
    """The rule ids of a part of a report."""
    return [item.rule_id for item in items]  # type: ignore[attr-defined]


def test_fits_and_adds_up(tmp_path: Path) -> None:
    result = report(tmp_path, entry("a", 1000), entry("b", 500))
    assert ids(result.fits) == ["a", "b"]
    assert result.total is not None and result.total.value == 1500


def test_does_not_fit_with_the_condition_that_fails(tmp_path: Path) -> None:
    result = report(tmp_path, entry("a", 1000), facts={"degree": "硕士", "age": Decimal(36)})
    assert ids(result.not_eligible) == ["a"]
    assert result.not_eligible[0].calculation.reasons == ("超过35周岁",)


def test_needs_exactly_the_next_fact(tmp_path: Path) -> None:
    result = report(tmp_path, entry("a", 1000), facts={"age": Decimal(30)})
    assert [(b.next_input, b.question) for b in result.needs] == [("degree", "什么学位？")]


def test_a_rule_that_no_fact_speaks_about_is_not_promised(tmp_path: Path) -> None:
    free = entry("a", 1000, inputs="[{name: age, optional: true}]", amount="pay")
    result = report(tmp_path, free, facts={"degree": "硕士"})
    assert (ids(result.fits), ids(result.needs)) == ([], ["a"])
    assert result.needs[0].next_input == "age"


def test_an_assumed_input_does_not_make_a_rule_fit(tmp_path: Path) -> None:
    per_head = entry("a", 1000, inputs="[{name: months, assume: 12}]", amount="pay * months", requires="[]")
    result = report(tmp_path, per_head, facts={"months": Decimal(3)})
    assert ids(result.fits) == []


def test_what_only_says_which_part_is_asked_for_does_not_make_a_rule_fit(tmp_path: Path) -> None:
    part = entry("a", 1000, inputs="[{name: rest, optional: true}]", amount="pay", requires="[]")
    (found,) = report(tmp_path, part, facts={"rest": True}).needs
    assert (found.rule_id, found.told) == ("a", 0)


def test_a_right_fits_without_an_amount_and_adds_nothing(tmp_path: Path) -> None:
    result = report(tmp_path, entry("a", 1000), RIGHT, entry("b", 500))
    assert ids(result.fits) == ["a", "b", "stall"]
    assert result.fits[-1].calculation.amount is None
    assert result.total is not None and result.total.value == 1500


def test_a_right_that_is_refused_does_not_fit_and_one_that_nothing_is_told_of_needs_a_fact(tmp_path: Path) -> None:
    assert ids(report(tmp_path, RIGHT, facts={"age": Decimal(36)}).not_eligible) == ["stall"]
    assert [item.next_input for item in report(tmp_path, RIGHT, facts={}).needs] == ["age"]


def test_expired_rules_stand_apart_and_are_not_added(tmp_path: Path) -> None:
    result = report(tmp_path, entry("a", 1000), entry("b", 500, to='"2023-12-31"'), entry("c", 100))
    assert (ids(result.fits), ids(result.expired)) == (["a", "c"], ["b"])
    assert result.total is not None and result.total.value == 1100


def test_the_higher_of_two_is_named_and_both_are_shown(tmp_path: Path) -> None:
    result = report(
        tmp_path, entry("a", 1000, excludes=rival("b", "higher")), entry("b", 20000), entry("c", 5)
    )
    (choice,) = result.choose
    assert (choice.better, choice.how, choice.locator) == ("b", "higher", "第九条")
    assert choice.text == "“a项”（1000元）与“b项”（2万元）按就高原则只享受一项；按您说的情况，“b项”较高"
    assert result.total is not None and result.total.value == 20005


def test_several_smaller_ones_may_be_worth_more_together(tmp_path: Path) -> None:
    several = (
        entry("a", 600),
        entry("b", 500),
        entry("c", 1000, excludes=rival("a")[:-1] + ", " + rival("b")[1:]),
    )
    result = report(tmp_path, *several)
    assert {choice.better for choice in result.choose} == {"a", "b"}
    assert result.total is not None and result.total.value == 1100


def test_ceilings_are_not_added(tmp_path: Path) -> None:
    result = report(tmp_path, entry("a", 1000), entry("b", 500), entry("c", 99, bound="at_most"))
    assert result.total is not None and result.total.value == 1500


def test_different_audiences_are_not_added(tmp_path: Path) -> None:
    result = report(tmp_path, entry("a", 1000), entry("b", 500, audience="employer"))
    assert result.total is None and result.total_words


def test_one_audience_alone(tmp_path: Path) -> None:
    report(tmp_path, entry("a", 1000), entry("b", 500, audience="employer"))
    book = load_rules(tmp_path)
    found = benefits(book, {"degree": "硕士"}, None, in_force, "employer")
    assert ids(found.fits) == ["b"]


def test_a_joint_cap_cuts_the_total_and_says_so(tmp_path: Path) -> None:
    caps = (
        "joint_caps: [{id: x, rules: [a, b], cap: {value: 1200, unit: 元}, article: 第八条, quote: 上限}]\n"
    )
    result = report(tmp_path, entry("a", 1000), entry("b", 500), caps=caps)
    assert result.total is not None and result.total.value == 1200
    assert result.caps == ("几项合计1500元，超过共同上限，按1200元（第八条）",)


def test_as_json(tmp_path: Path) -> None:
    out = report(tmp_path, entry("a", 1000), entry("b", 500)).to_dict()
    assert out["as_of"] == "2024-01-01"
    assert out["fits"][0]["calculation"]["amount"]["value"] == "1000"
    assert out["total"]["value"] == "1500"


@settings(deadline=None)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=7), st.randoms(use_true_random=False))
def test_the_best_set_is_the_best(values: list[int], chance: random.Random) -> None:
    """Against trying every subset."""
    worth = {str(i): Decimal(v) for i, v in enumerate(values)}
    pairs = {frozenset(p) for p in combinations(worth, 2) if chance.random() < 0.4}
    allowed = [
        set(names)
        for size in range(len(worth) + 1)
        for names in combinations(worth, size)
        if not any(pair <= set(names) for pair in pairs)
    ]
    best = max(sum((worth[n] for n in names), Decimal(0)) for names in allowed)
    kept = best_set(worth, pairs)
    assert not any(pair <= kept for pair in pairs)
    assert sum((worth[n] for n in kept), Decimal(0)) == best


@pytest.fixture(scope="module")
def city() -> RuleBook:
    """The rules of the repository."""
    return load_rules(ROOT / "bot" / "rules")


def test_every_rule_is_in_exactly_one_place(city: RuleBook) -> None:
    result = benefits(city, {"degree": "硕士"}, date(2023, 7, 1), in_force)
    placed = ids(result.fits) + ids(result.needs) + ids(result.not_eligible) + ids(result.expired)
    assert sorted(placed) == sorted(city.rules)


@settings(deadline=None)
@given(st.permutations(["degree", "months", "age", "headcount", "skill_level"]))
def test_the_order_of_facts_does_not_matter(city: RuleBook, order: list[str]) -> None:
    facts: dict[str, Value] = {
        "degree": "硕士",
        "months": Decimal(12),
        "age": Decimal(30),
        "headcount": Decimal(2),
        "skill_level": "高级工",
    }
    one = benefits(city, {name: facts[name] for name in order}, None, in_force)
    assert one == benefits(city, facts, None, in_force)
