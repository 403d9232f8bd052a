"""How far an amount is from its cap."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.rules.caps import Cap, caps
from bot.rules.model import RuleBook
from bot.types import Value


@pytest.mark.parametrize(
    ("spent", "uncapped"),
    [(2_000_000, 400_000), (2_500_000, 500_000), (4_000_000, 800_000)],  # × 20%, capped at 50万
)
def test_a_cap_in_the_formula_stands_beside_what_would_be_due(town: RuleBook, spent: int, uncapped: int) -> None:
    facts: dict[str, Value] = {"revenue": Decimal(10**8), "first_time": True, "spent": Decimal(spent)}
    assert caps(town.rules["growth"], [facts]) == (Cap(Decimal(500_000), Decimal(uncapped), "元"),)


def test_a_cap_on_months_is_no_cap_on_money(town: RuleBook) -> None:
    found = caps(town.rules["rent"], [{"degree": "硕士", "months": Decimal(12)}])
    assert found == (Cap(Decimal(150_000), Decimal(18_000), "元"),)  # the household's; not the 5 years


def test_several_share_the_cap_on_all_of_them(town: RuleBook) -> None:
    two: list[dict[str, Value]] = [{"degree": "博士", "months": Decimal(36)}, {"degree": "硕士", "months": Decimal(60)}]
    assert caps(town.rules["rent"], two) == (Cap(Decimal(150_000), Decimal(108_000 + 90_000), "元"),)


def test_nothing_is_said_of_a_cap_whose_other_side_is_not_known(town: RuleBook) -> None:
    assert caps(town.rules["rent"], [{"months": Decimal(12)}]) == ()
    assert caps(town.rules["grant"], [{}]) == ()


@pytest.mark.parametrize(
    ("given", "limit", "uncapped"),
    [
        ([{"trade_amount": Decimal(150_000_000)}], 2_000_000, 3_000_000),  # 1.5亿 × 2%
        ([{"trade_amount": Decimal(60_000_000)}, {"trade_amount": Decimal(50_000_000)}], 2_000_000, 2_200_000),
        ([{"trade_amount": Decimal(150_000_000)}] * 2, 2_000_000, 6_000_000),
    ],
)
def test_what_is_left_of_a_cap_is_a_cap_and_hides_nothing_of_the_excess(
    book: RuleBook, given: list[dict[str, Value]], limit: int, uncapped: int
) -> None:
    assert caps(book.rules["supply_chain_cooperation_award"], given) == (Cap(Decimal(limit), Decimal(uncapped), "元"),)
