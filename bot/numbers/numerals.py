"""What a quantity is, and numbers as they are written in Chinese: 三十万, 一亿二千万, 两千五, 十八,
二〇二四."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal[
    "money", "percent", "duration_months", "duration_days", "count", "ratio", "plain", "date_year", "ordinal"
]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity in a text.

    `value` by kind: money in yuan · percent as written (50% -> 50) · duration_months in months (两年 -> 24) ·
    duration_days in days · count in units · ratio as a factor (8折 -> 0.8) · date_year the year · ordinal
    the N of 第N年.
    `per`: a single period that tells "for each" (每月, 一年工资), not how long. `about`: 多, 左右.
    """

    value: Decimal
    kind: Kind
    unit: str
    words: str
    start: int
    end: int
    per: bool = False
    about: bool = False


DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
DIGITS |= {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
BIG = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
RUN = "".join({**DIGITS, **SMALL, **BIG})
"""Every character that a Chinese number is made of (for building patterns)."""


def read_chinese(text: str) -> Decimal | None:
    """The value of one Chinese number, or None when the characters do not make exactly one ("二三十" is "20
    or 30").

    A last digit may stand for the next lower unit, as people say it: 三千五 = 3500, 一万二 = 12000, 一百五
    = 150. Behind 点 the digits are read one by one: 三点五 = 3.5.
    """
    whole, point, part = text.partition("点")
    if point:
        value = read_chinese(whole)
        digits = "".join(str(DIGITS[c]) for c in part if c in DIGITS)
        return value + Decimal(f"0.{digits}") if value is not None and len(digits) == len(part) > 0 else None
    if not text or any(c not in RUN for c in text):
        return None
    if all(c in DIGITS for c in text):
        return _digits(text)
    total, rest = 0, text
    last = 0
    for sign in ("亿", "億", "万", "萬"):
        head, found, tail = rest.rpartition(sign) if sign in "亿億" else rest.partition(sign)
        if not found:
            continue
        value = read_chinese(head) if sign in "亿億" and head else _under_10000(head)
        if value is None or value == 0:
            return None
        total, rest, last = total + int(value) * BIG[sign], tail, BIG[sign]
    return _with_rest(total, rest, last)


def _with_rest(total: int, rest: str, last: int) -> Decimal | None:
    """Adds what stands behind 亿 or 万; one bare digit there counts thousands of 万 or of 亿's next unit."""
    if not rest:
        return Decimal(total)
    if last and len(rest) == 1 and rest in DIGITS and DIGITS[rest]:
        return Decimal(total + DIGITS[rest] * last // 10)
    value = _under_10000(rest)
    if value is None or (last and value >= last):
        return None
    return Decimal(total) + value


def _digits(text: str) -> Decimal | None:
    """A row of digits: one digit is a number, three and more are read one by one (二〇二四); two (二三)
    mean "2 or 3"."""
    if len(text) == 2 and not (text[0] in "零〇" or text[1] in "零〇"):
        return None
    if len(text) == 3 and not any(c in "零〇" for c in text):
        return None
    return Decimal("".join(str(DIGITS[c]) for c in text))


def _under_10000(text: str) -> Decimal | None:
    """三千五百二十, 三千零五, 十八, 三千五; None when units do not descend."""
    total, digit, last, zero = 0, None, 10**4, False
    for c in text:
        if c in SMALL:
            if SMALL[c] >= last or (digit is None and not (SMALL[c] == 10 and total == 0)):
                return None
            total, last, digit, zero = (
                total + (1 if digit is None else digit) * SMALL[c],
                SMALL[c],
                None,
                False,
            )
        elif digit is not None or c not in DIGITS:
            return None
        elif DIGITS[c] == 0:
            if zero:
                return None
            zero = True
        else:
            digit = DIGITS[c]
    if digit is None:
        return Decimal(total) if text and not zero else None
    if zero or last in (10, 10**4):
        return Decimal(total + digit)
    return Decimal(total + digit * last // 10)


WIDE = {ord("０") + i: str(i) for i in range(10)} | {ord("．"): ".", ord("％"): "%"}
"""Full-width digits and signs to plain ones, one to one, so that offsets stay."""
ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?"
POINT = re.compile(r"(?<=\d)点(?=\d+(?:个?[多]?[亿万wW]|[%折倍元块千]|个百分点|个点))")
"""The spoken point between digits (3点5万); a time of day has another word behind it."""
CHINESE = (
    f"(?:[{RUN}]+(?:点[零〇一二三四五六七八九]{{1,4}}(?=个多?亿|[亿万折倍元块%]|个百分点|个点)|(?<=分之[{RUN}])点[零〇一二三四五六七八九]{{1,4}}"
    f"|(?<=分之[{RUN}]{{2}})点[零〇一二三四五六七八九]{{1,4}})?)"
)
Found = list[tuple[tuple[int, int], Quantity | None]]
"""Spans that a finder claims, with the quantity or None where there is none."""


def atom(text: str | None) -> Decimal | None:
    """One number without unit, in digits (commas allowed) or Chinese."""
    if not text:
        return None
    return Decimal(text.replace(",", "")) if text[0].isdigit() else read_chinese(text)


FEW = {"俩": 2, "两": 2, "仨": 3}


def size(text: str | None) -> Decimal | None:
    """One number without unit, 俩 and 仨 among them."""
    return Decimal(FEW[text]) if text in FEW else atom(text)


def make(match: re.Match[str], value: Decimal, kind: Kind, unit: str) -> tuple[tuple[int, int], Quantity]:
    """A claimed span with its quantity, from a match."""
    return match.span(), Quantity(value, kind, unit, match.group(), match.start(), match.end())


def free(match: re.Match[str], taken: list[bool]) -> bool:
    """Whether no earlier finder has claimed a character of the match."""
    return not any(taken[match.start() : match.end()])
