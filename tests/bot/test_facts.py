"""Numbers, choices and flags of free speech find their inputs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.facts import Reader
from bot.figures import claimed
from bot.quantities import scan
from bot.rules.load import load_rules
from bot.rules.model import RuleBook
from bot.situation import read_situation
from bot.vocabulary import load_phrases

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rules(ROOT / "bot" / "rules")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(load_phrases(ROOT / "bot" / "phrases.yaml"), date(2023, 6, 30))


def given(book: RuleBook, reader: Reader, rule: str, *texts: str) -> list[dict[str, object]]:
    situation = read_situation(book.rules[rule], texts, reader)
    return [dict(told) for told in situation.given]


def test_choice_months_and_card(book: RuleBook, reader: Reader) -> None:
    (told,) = given(book, reader, "talent_card_b_rent_subsidy", "我是研究生毕业，有B卡，租了两年零三个月")
    assert told["degree"] == "硕士"
    assert told["card"] == "B卡"
    assert told["months"] == Decimal(27)


def test_negated_choice_is_not_told(book: RuleBook, reader: Reader) -> None:
    (told,) = given(book, reader, "talent_card_b_rent_subsidy", "我不是硕士，是本科")
    assert told["degree"] == "学士"


def test_later_turns_win(book: RuleBook, reader: Reader) -> None:
    (told,) = given(
        book, reader, "rental_housing_subsidy", "我们家两口人租了一年", "说错了，一共5口人"
    )
    assert told["household_size"] == Decimal(5)
    assert told["months"] == Decimal(12)


def test_groups_are_paired(book: RuleBook, reader: Reader) -> None:
    told = given(book, reader, "graduate_settlement_subsidy", "新来了3个硕士、7个本科生，都签了三年合同")
    assert [(t["degree"], t["headcount"]) for t in told] == [("硕士", Decimal(3)), ("学士", Decimal(7))]


def test_enumerated_sums_are_groups_but_stray_ones_are_not(book: RuleBook, reader: Reader) -> None:
    told = given(book, reader, "supply_chain_cooperation_award", "从三家买配件，分别是900万、650万、300万")
    assert [t["trade_amount"] for t in told] == [Decimal(9000000), Decimal(6500000), Decimal(3000000)]


def test_time_since_a_date(book: RuleBook, reader: Reader) -> None:
    (told,) = given(book, reader, "graduate_settlement_subsidy", "我去年毕业的本科生")
    assert told["graduation_years"] == Decimal(1)


def test_passed_and_missed_thresholds(book: RuleBook, reader: Reader) -> None:
    (over,) = given(book, reader, "ic_software_revenue_milestone_award", "软件公司主营收入头一次突破5亿")
    assert any(isinstance(v, Decimal) and v > 500000000 for v in over.values())
    (under,) = given(book, reader, "enterprise_backbone_talent_award", "一年缴税不到五千万")
    tax = under["annual_tax"]
    assert isinstance(tax, Decimal) and tax < 50000000


@pytest.mark.parametrize(
    ("text", "is_claim"),
    [
        ("听说一个月补8000", True),
        ("那个每月3000的补贴", True),
        ("我一年工资8000", False),
        ("以前领过250万贴息", False),
        ("房租3000一个月", False),
    ],
)
def test_claims_are_not_facts(reader: Reader, text: str, is_claim: bool) -> None:
    money = next(q for q in scan(text) if q.kind in ("money", "plain"))
    assert claimed(money, text, reader.phrases) is is_claim
