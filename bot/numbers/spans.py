"""The time from one month to another that a text names, as months: 从去年九月领到今年十二月 is 16 months.

Both months count, as they do for what is paid by the month, unless days are named: 从11月1号到次年3月1号 is 4 months.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.numbers.numerals import CHINESE, Quantity, atom

YEARS = {"大前年": -3, "前年": -2, "去年": -1, "今年": 0, "本年": 0, "明年": 1, "后年": 2}
"""How many years a word for one is away from this one."""
_MONTHS = {"上个月": -1, "上月": -1, "这个月": 0, "本月": 0, "下个月": 1, "下月": 1}
_NOW = ("现在", "目前", "如今", "今天", "眼下", "当下")
_YEAR = r"(?:(?P<y@>20\d\d|[12]\d)年|(?P<next@>次年|转年|翌年)|(?P<r@>" + "|".join(YEARS) + "))的?"
_MONTH = (
    r"(?P<m@>1[0-2]|0?[1-9]|十[一二]?|一(?!月[没不一都])|[二三四五六七八九]|元)月份?"
    rf"(?P<d@>(?:\d{{1,2}}|{CHINESE})[号日])?(?P<e@>[初底末])?"
)
_DATE = (
    rf"(?:(?:{_YEAR})?(?:{_MONTH}|(?P<ye@>年底|(?<=年)底)|(?P<yb@>年初|(?<=年)初(?![级次步中试创学])))"
    rf"|(?P<rel@>{'|'.join(_MONTHS)})(?P<rd@>(?:\d{{1,2}}|{CHINESE})[号日])?|(?P<now@>{'|'.join(_NOW)}))"
)
_GAP = r"(?:[^。；！？\d]{0,16}?)"
_ENDS = tuple(_DATE.replace("@", str(n)) for n in range(1, 5))
_SPAN = re.compile(
    rf"(?<!每年)(?<![每各])(?:从|自|打)?{_ENDS[0]}(?:起|开始|那会儿?|的时候)?{_GAP}(?:到|至|直到|[-—~～])了?{_ENDS[1]}"
    rf"|(?:从|自|打){_ENDS[2]}(?:起|开始)?{_GAP}[，,]{_GAP}(?<![一-鿿]就){_ENDS[3]}"
)


@dataclass(frozen=True)
class _Day:
    """A month as a number of months since the year 0, and the day in it where one was named."""

    month: int
    day: int | None = None


@functools.lru_cache(maxsize=512)
def spans(text: str, as_of: date | None) -> tuple[Quantity, ...]:
    """The times between two months that a text names, in months; none where a month cannot be placed.

    A month without a year is that of the other end's year, or of `as_of` where neither names one. Kept for the next rule:
    every rule reads the same few texts.
    """
    found = []
    for match in _SPAN.finditer(text):
        first, last = (1, 2) if match["m1"] or match["rel1"] or match["ye1"] or match["yb1"] or match["now1"] else (3, 4)
        months = _between(match, first, last, as_of)
        if months is not None and 0 < months <= _LONG:
            found.append(Quantity(Decimal(months), "duration_months", "月", match[0], *match.span()))
    return tuple(found[:_MOST])


_LONG = 600
_MOST = 20
"""Longer times, and more of them, nobody tells of himself."""


def _between(match: re.Match[str], first: int, last: int, as_of: date | None) -> int | None:
    end = _day(match, last, _year(match, last, as_of) or _year(match, first, as_of) or (as_of.year if as_of else None), as_of)
    if end is None:
        return None
    year = _year(match, first, as_of)
    start = _day(match, first, year if year is not None else end.month // 12, as_of)
    if start is None:
        return None
    if start.month > end.month and year is None:
        start = _Day(start.month - 12, start.day)
    elif start.month > end.month and _year(match, last, as_of) is None:
        end = _Day(end.month + 12, end.day)
    if start.day is not None and end.day is not None:
        return end.month - start.month - (1 if end.day < start.day - 1 else 0) + (1 if end.day - start.day >= _WHOLE else 0)
    return end.month - start.month + (0 if end.day == 1 or match[f"e{last}"] == "初" else 1)


_WHOLE = 27
"""From the first of a month to a day so much later the whole month has passed."""


def _year(match: re.Match[str], n: int, as_of: date | None) -> int | None:
    if match[f"y{n}"]:
        year = int(match[f"y{n}"])
        return year if year > 100 else 2000 + year
    if match[f"next{n}"]:
        before = _year(match, n - 1, as_of)
        return before + 1 if before is not None else None
    if match[f"r{n}"] and as_of is not None:
        return as_of.year + YEARS[match[f"r{n}"]]
    return None


def _day(match: re.Match[str], n: int, year: int | None, as_of: date | None) -> _Day | None:
    """The month of one end of a span; None where it cannot be told."""
    if match[f"now{n}"] or match[f"rel{n}"]:
        if as_of is None:
            return None
        return _Day(as_of.year * 12 + as_of.month - 1 + _MONTHS.get(match[f"rel{n}"] or "", 0), _number(match[f"rd{n}"]))
    if year is None:
        return None
    if match[f"ye{n}"]:
        return _Day(year * 12 + 11)
    if match[f"yb{n}"]:
        return _Day(year * 12)
    month = 1 if match[f"m{n}"] == "元" else _number(match[f"m{n}"])
    return _Day(year * 12 + month - 1, _number(match[f"d{n}"])) if month else None


def _number(said: str | None) -> int | None:
    value = atom(said.rstrip("号日")) if said else None
    return int(value) if value is not None else None
