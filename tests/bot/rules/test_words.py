"""Figures as residents read them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.rules.words import YEARS, figure


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal(2), "2年"),
        (Decimal("1.5"), "1.5年"),
        (Decimal(14) / 12, "14个月"),
        (Decimal(1) / 12, "1个月"),
        (Decimal(1) / 7, "0.14年"),
    ],
)
def test_a_period_that_is_no_round_number_of_years_is_told_in_months(value: Decimal, words: str) -> None:
    assert figure(value, YEARS) == words
