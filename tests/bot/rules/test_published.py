"""What others script against stays: the ids of published rules, and the words that their choices take."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from bot.rules.calc import calculate
from bot.rules.inputs import parse_value
from bot.rules.model import RuleBook

HERE = Path(__file__).resolve().parent


def test_no_published_rule_is_gone(book: RuleBook) -> None:
    published = (HERE / "published.txt").read_text("utf-8").split()
    assert len(published) > 90 and not [name for name in published if name not in book.rules]


@pytest.mark.parametrize(
    ("rule", "given", "amount"),
    [
        ("world_skills_medal_award", {"medal": "金奖"}, 500000),
        ("national_skills_contest_medal_award", {"medal": "金奖"}, 300000),
        ("hr_park_operating_subsidy", {"unit_type": "工作站", "years": "2"}, 300000),
        (
            "investment_referral_award",
            {"total_investment": "2亿", "completed_fixed_asset_investment": "1.5亿", "referrer_kind": "个人"},
            4500000,
        ),
    ],
)
def test_what_was_typed_before_is_still_taken(
    book: RuleBook, rule: str, given: dict[str, str], amount: int
) -> None:
    found = book.rules[rule]
    specs = {item.spec.name: item.spec for item in found.inputs}
    told = {name: parse_value(specs[name], raw) for name, raw in given.items()}
    result = calculate(book, found, told, None)
    assert result.amount is not None and result.amount.value == Decimal(amount)
