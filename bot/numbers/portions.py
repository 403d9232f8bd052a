"""Shares and factors: 百分之三点五, 五成, 三分之一, 八五折."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.numbers.numerals import ARABIC, CHINESE, Found, atom, free, make, read_chinese

_SHARE = re.compile(
    rf"(?P<base>百|千|万)分之\s*(?P<n>{ARABIC}|{CHINESE})|(?P<den>{CHINESE})分之(?P<num>{CHINESE})"
)
_FOLD = re.compile(r"(?P<a>\d+(?:\.\d+)?)\s*折|(?P<c>[一二三四五六七八九]点?[一二三四五六七八九]?)折")
_TENTH = re.compile(r"(?P<a>\d|[一二两三四五六七八九])成(?P<b>[一二三四五六七八九半])?(?![立为功年员果本人])")


def shares(text: str, taken: list[bool]) -> Found:
    """Per cent as written (五成 is 50), fractions and discounts as factors."""
    out: Found = []
    for match in filter(lambda m: free(m, taken), _SHARE.finditer(text)):
        if match["base"]:
            value = atom(match["n"])
            if value is not None:
                out.append(make(match, value / {"百": 1, "千": 10, "万": 100}[match["base"]], "percent", "%"))
        else:
            top, bottom = atom(match["num"]), atom(match["den"])
            if top and bottom:
                out.append(make(match, top / bottom, "ratio", "分之"))
    for match in filter(lambda m: free(m, taken), _FOLD.finditer(text)):
        digits = match["a"] or "".join(str(read_chinese(c)) for c in match["c"].replace("点", ""))
        size = Decimal(digits)
        out.append(make(match, size / (10 if size < 10 else 100), "ratio", "折"))
    for match in filter(lambda m: free(m, taken), _TENTH.finditer(text)):
        rest = Decimal(5) if match["b"] == "半" else atom(match["b"]) or Decimal(0)
        out.append(make(match, (atom(match["a"]) or Decimal(0)) * 10 + rest, "percent", "%"))
    return out
