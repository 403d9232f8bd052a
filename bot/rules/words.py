"""Figures as residents read them: 36000, 9万, 1.2亿, 30%, 是."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from bot.rules.expr import Val
from bot.rules.spec import InputSpec
from bot.types import plain

CENT = Decimal("0.01")


def rounded(value: Decimal) -> Decimal:
    """At most two decimals (分); exact values stay as they are."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -2:
        return value.quantize(CENT, ROUND_HALF_UP)
    return value


YEARS = "年"
"""The format of a period in years."""


def figure(value: Val, style: str = "") -> str:
    """A value in words: plain digits, or `wan` (9万, 1.2亿 where that is short), or `pct` (0.3 -> 30%), or `年` (2年, 14个月)."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    if not isinstance(value, Decimal):
        return str(value)
    if style == "pct":
        return plain(rounded(value * 100)) + "%"
    if style == "wan":
        return in_wan(value)
    return in_years(value) if style == YEARS else plain(rounded(value))


def in_years(value: Decimal) -> str:
    """A period in years with its unit; in months where the years have more than two decimals (14个月, not 1.17年)."""
    months = round(value * 12, 6)
    in_months = value != rounded(value) and months == months.to_integral_value()
    return f"{plain(months.to_integral_value())}个月" if in_months else f"{plain(rounded(value))}{YEARS}"


def in_wan(value: Decimal) -> str:
    """9万, 1.2亿, 12.5万; plain digits where 万 would need more than two decimals."""
    for size, sign in ((Decimal(10**8), "亿"), (Decimal(10**4), "万")):
        if abs(value) >= size and (value / size) == (value / size).quantize(CENT):
            return plain(value / size) + sign
    return plain(rounded(value))


def with_unit(value: Decimal, spec: InputSpec) -> str:
    """An input's value (in its own scale) with its unit: 96万元, 24个月, 35岁, 50%."""
    if spec.type == "rate":
        return plain(rounded(value)) + "%"
    if spec.unit == YEARS:
        return in_years(value)
    return (in_wan(value) if spec.type == "money" else plain(rounded(value))) + spec.unit
