"""When one may apply: the periods of the year and the rounds of years that a clause names, and the day in question."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bot.numbers.numerals import WIDE, atom
from bot.numbers.periods import DAY_ENDS


@dataclass(frozen=True, slots=True)
class Window:
    """A yearly period for applying, as months and days; `last` is its last day."""

    first: tuple[int, int]
    last: tuple[int, int]
    words: str


_MD = r"(\d{1,2})\s*月\s*(?:(\d{1,2})\s*日)?"
_WINDOW = re.compile(rf"{_MD}\s*(?:至|到|—|-|~)\s*(?:(\d{{1,2}})\s*月)?\s*(\d{{1,2}})\s*日")
_MONTH = re.compile(r"(?:每年|年度|当年度?|于当年)[^。；，]{0,6}?(\d{1,2})\s*月份?(?!\s*\d{1,2}\s*日)")
_UNTIL = re.compile(r"截止[^。；，]{0,6}?(\d{1,2})\s*月\s*(\d{1,2})\s*日")


def windows(sentence: str) -> list[Window]:
    """The yearly application periods that a sentence names: 7月1日至8月31日, 每年10月, 截止时间为7月25日."""
    found = []
    for match in _WINDOW.finditer(sentence):
        month = int(match[1])
        found.append(Window((month, int(match[2] or 1)), (int(match[3] or month), int(match[4])), match[0]))
    for match in _UNTIL.finditer(sentence):
        found.append(Window((1, 1), (int(match[1]), int(match[2])), match[0]))
    if not found:
        found += [Window((int(m[1]), 1), (int(m[1]), 31), m[0]) for m in _MONTH.finditer(sentence)]
    return [window for window in found if 1 <= window.first[0] <= 12 and 1 <= window.last[0] <= 12]


_TODAY = re.compile(
    r"(?:今天|现在|今儿|都|已经|到了|这都)?(?:(?<=今年)|(?<![\d年十]))(\d{1,2}|十[一二]?|[一二三四五六七八九](?=月))\s*月(?!\s*份?前)\s*"
    rf"(?:(\d{{1,2}}|[二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s*{DAY_ENDS}|(?P<late>底|下旬|末)|(?P<early>初|上旬))?"
)


_OF_MONTH = re.compile(
    r"(?:本月|这个?月|(?P<next>下个?月)|(?<![\d月年.〔〕（）()\[\]】第字发函]))(?P<day>\d{1,2})号"
    r"(?!楼|线|院|店|文|厂|仓|库|机|令|函|门|台|馆|房|路|通知|意见|办法|方案|细则|措施|车间|地块)"
)
"""A day without its month; 〔2021〕17号 and 3号楼 are none."""


def said_day(question: str, as_of: date | None = None) -> tuple[int, int] | None:
    """The day of the year that a question names ("今天9月10号了"), or None.

    Days that come without a month (28号才办好) are of the month of `as_of` or the next one (下月5号), the last of them counts;
    without `as_of` they are none.
    """
    match = _TODAY.search(question)
    month = atom(match[1]) if match else None
    if match is None or month is None or not 1 <= month <= 12:
        return _day_of_month(question, as_of) if as_of else None
    day = atom(match[2]) if match[2] else Decimal(28 if match["late"] else 3 if match["early"] else 15)
    return int(month), int(day or 15)


def _day_of_month(question: str, as_of: date) -> tuple[int, int] | None:
    found = [(bool(match["next"]), int(match["day"])) for match in _OF_MONTH.finditer(question)]
    later, day = max((row for row in found if 1 <= row[1] <= 31), default=(False, 0))
    return (as_of.month % 12 + 1 if later else as_of.month, day) if day else None


_NOW = re.compile(
    r"(?:现在|今天|眼下|目前|如今|这会儿)(?:都|已经|就)*(?:是|到)?了?\s*(?P<y>20\d\d)\s*年(?:\s*(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月"
    r"(?:\s*(?P<d>\d{1,2})\s*[日号])?)?"
)


def said_today(question: str) -> date | None:
    """The day that a question itself gives for today ("现在是2024年10月"), the first one that it may mean; None where it
    gives no year or no real day."""
    match = _NOW.search(question.translate(WIDE))
    if match is None:
        return None
    month = atom(match["m"]) if match["m"] else Decimal(1)
    try:
        return date(int(match["y"]), int(month or 0), int(match["d"] or 1))
    except ValueError:
        return None


def without_today(question: str) -> str:
    """A question without the words that give the day for today; as it is where nothing else would be left."""
    return (_NOW.sub("", question).strip("，,。 了") or question) if said_today(question) else question


@dataclass(frozen=True, slots=True)
class Rounds:
    """A selection that is held every so many years from a first one on (自2022年起，每两年选拔一次)."""

    first: int
    every: int
    words: str

    def following(self, year: int) -> int:
        """The first year of a round that is not before `year`."""
        return max(self.first, year + (self.first - year) % self.every)


_ROUNDS = re.compile(
    r"自?\s*(?P<first>(?:19|20)\d\d)\s*年(?:起|开始)[，,]?\s*每(?P<n>[二两三四五六]|[2-6])年(?:[^，。；\d]{0,6})一次"
)


def rounds(sentence: str) -> Rounds | None:
    """The rounds that a sentence names, or None."""
    match = _ROUNDS.search(sentence)
    every = atom(match["n"]) if match else None
    return Rounds(int(match["first"]), int(every), match[0]) if match and every else None
