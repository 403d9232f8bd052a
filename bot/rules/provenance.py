"""Where numbers come from: whether a quote states a parameter's value, in whatever way it is written."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from bot.numbers.numerals import RUN, WIDE, read_chinese
from bot.numbers.quantities import scan
from bot.rules.model import Parameter

_BIG = {"亿": 10**8, "千万": 10**7, "百万": 10**6, "十万": 10**5, "万": 10**4, "千": 1000, "百": 100}
_NUMBER = re.compile(
    rf"(?P<pct>百分之)?(?P<n>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|[{RUN}]+)"
    rf"(?P<big>{'|'.join(_BIG)})?(?P<unit>%|‰|个百分点|折|成|倍|元)?"
)
_LISTED = re.compile(r"[、，,至到—\-~–～和或及/与]+")
_HALF = re.compile(r"减半|半价|一半")


def squash(text: str) -> str:
    """Without white space, full-width digits as plain ones: the form in which quotes are compared and
    searched."""
    return re.sub(r"\s+", "", text).translate(WIDE)


def numbers_in(quote: str) -> dict[str, set[Decimal]]:
    """The numbers that a quote states: under "%" the shares (as percents), under "折", under "" all others
    in full.

    In "5至10万元" and "5%、10%" the first number takes over the sign of the last.
    """
    text = squash(quote)
    found: dict[str, set[Decimal]] = {"%": set(), "折": set(), "": set()}
    matches = list(_NUMBER.finditer(text))
    big, unit, after = Decimal(1), "", -1
    bare = (Decimal(1), "")
    for match in reversed(matches):
        value = _read(match["n"])
        linked = after >= 0 and _LISTED.fullmatch(text[match.end() : after]) is not None
        after = match.start()
        if value is None:
            continue
        if match["big"] or match["unit"] or not linked:
            big, unit = Decimal(_BIG.get(match["big"] or "", 1)), match["unit"] or ""
        elif (big, unit) != bare:
            _add(found, value, unit, False)
        _add(found, value * big, unit, bool(match["pct"]))
    for quantity in scan(text):
        if quantity.kind == "percent":
            found["%"].add(quantity.value)
        elif quantity.kind == "duration_months":
            found[""] |= {quantity.value, quantity.value / 12}
        else:
            found[""].add(quantity.value)
    if _HALF.search(text):
        found["%"].add(Decimal(50))
    return found


def _add(found: dict[str, set[Decimal]], value: Decimal, unit: str, percent: bool) -> None:
    if percent or unit in ("%", "个百分点"):
        found["%"].add(value)
    elif unit == "成":
        found["%"].add(value * 10)
    elif unit == "折":
        found["折"] |= {value, value * 10} if value < 10 else {value, value / 10}
    else:
        found[""].add(value)


def _read(words: str) -> Decimal | None:
    if words[0].isdigit():
        return Decimal(words.replace(",", ""))
    return read_chinese(words)


def unstated(parameter: Parameter) -> list[str]:
    """The values of a parameter (tier bounds included) that its quote does not state, as written."""
    quote = parameter.clause.quote
    stated = numbers_in(quote)
    pool = stated["%"] if parameter.unit.startswith(("%", "‰")) else stated[""]
    if parameter.unit.startswith("折"):
        pool = stated["折"]
    if isinstance(parameter.value, date):
        return [] if _dated(parameter.value, quote) else [parameter.value.isoformat()]
    missing = [str(value) for value in parameter.numbers() if not _is_in(value, pool, parameter)]
    bounds = [tier.bound for tier in parameter.tiers if tier.bound not in (0, 1)]
    anywhere = stated[""] | stated["%"] | {share / 100 for share in stated["%"]}
    return missing + [f"档次起点{bound}" for bound in bounds if bound not in anywhere]


def _is_in(value: Decimal, pool: set[Decimal], parameter: Parameter) -> bool:
    """0 as the value of a listed choice says that nothing is due and needs no figure in the text."""
    return value in pool or (value == 0 and (bool(parameter.by) or bool(parameter.tiers)))


def _dated(value: date, quote: str) -> bool:
    text = squash(quote)
    return any(
        form in text
        for form in (
            f"{value.year}年{value.month}月{value.day}日", value.isoformat(),
            f"{value.year}.{value.month}.{value.day}",
        )
    ) or ((value.month, value.day) in ((1, 1), (12, 31)) and f"{value.year}年" in text)  # fmt: skip
