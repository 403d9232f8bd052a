"""One reply to one question for a number, a term or a date: 30万, 三十万元, 一年半, 二〇二四年三月."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from bot.numbers.numerals import ARABIC, CHINESE, RUN, WIDE, Quantity, atom
from bot.numbers.quantities import scan


def read_number(text: str) -> Decimal | None:
    """The one number that an answer consists of (30万, 三十万元, 50%, 24, 三); None if it is none or more
    than one.

    Money in yuan, shares as written (五成 -> 50), counts in units. A leading minus or 负 gives a negative
    number.
    """
    words = text.strip().translate(WIDE).rstrip("。.!！")
    if words[:1] in ("-", "－", "负") and len(words) > 1:
        value = read_number(words[1:])
        return None if value is None else -value
    bare = atom(words) if re.fullmatch(rf"{ARABIC}|{CHINESE}", words) else None
    if bare is not None:
        return bare
    found = [q for q in scan(words) if q.kind in ("money", "percent", "ratio", "count", "plain")]
    if len(found) != 1 or found[0].end - found[0].start != len(words):
        return None
    return found[0].value * 10 if found[0].unit == "折" else found[0].value


def read_duration(text: str, unit: str) -> Decimal | None:
    """One term in `unit` ("months", "years" or "days"); a bare number is taken in that unit; None if it is
    no such term."""
    words = text.strip().translate(WIDE).rstrip("。.!！")
    stem = re.sub(r"\s*(?:个月|月|年|天|日|晚|个)$", "", words)
    bare = atom(stem) if re.fullmatch(rf"{ARABIC}|{CHINESE}", stem) else None
    found = [q for q in scan(words) if q.kind.startswith("duration")]
    if len(found) == 1 and found[0].words.strip() == words:
        return _converted(found[0], unit)
    said = re.search(r"(个月|月|年|天|日|晚)$", words)
    same = said is None or said[1][-1] in {"months": "月", "years": "年", "days": "天日晚"}[unit]
    return bare if same else None


def _converted(quantity: Quantity, unit: str) -> Decimal | None:
    if quantity.kind == "duration_days":
        return quantity.value if unit == "days" else None
    return {"months": quantity.value, "years": quantity.value / 12}.get(unit)


_FULL_DATE = re.compile(r"(\S{4})\s*[年/.-]\s*(\S{1,2}?)\s*(?:[月/.-]|$)\s*(?:(\S{1,3}?)\s*[日号]?)?$")


def read_date(text: str) -> date | None:
    """2024-03-01, 2024年3月1日, 二〇二四年三月; a month alone gives its first day; None if it is no real
    date."""
    words = text.strip().translate(WIDE).removesuffix("份")
    match = _FULL_DATE.fullmatch(words)
    if match is None:
        return None
    parts = [atom(part) if part and re.fullmatch(rf"\d+|[{RUN}]+", part) else None for part in match.groups()]
    if parts[0] is None or parts[1] is None or (match[3] and parts[2] is None):
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2] or 1))
    except ValueError:
        return None
