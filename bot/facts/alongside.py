"""Numbers that stand beside a number: of the same list, paid on top of it, or of another year."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.facts.cues import DATED
from bot.numbers.quantities import Quantity
from bot.rules.spec import InputSpec

_LAST_YEAR = re.compile(r"(?:去年|上年度?|上一?年度?)[^，。；\d]{0,10}$")
_OTHER_YEAR = re.compile(r"(?:大?前年|今年|本年|明年|预算)[^，。；\d]{0,10}$")


def years_apart(spec: InputSpec, quantities: Sequence[Quantity], text: str) -> tuple[Sequence[Quantity], Sequence[Quantity]]:
    """Of the amounts that a text tells of several years (前年1600万，去年1430万) those of last year and those of other years, for
    an input that takes last year's; else none."""
    amounts = [q for q in quantities if q.kind == "money"] if spec.of_last_year else []
    last = [q for q in amounts if _LAST_YEAR.search(text[: q.start])]
    return (last, [q for q in amounts if _OTHER_YEAR.search(text[: q.start])]) if last else ([], [])


_ONCE_MORE = re.compile(r"(?:又|再|另外?|后来|接着|之后|后头)(?!过)[^，。；\d没断停歇]{0,8}$")


def adding_to(spec: InputSpec, quantity: Quantity, quantities: Sequence[Quantity], text: str) -> list[Quantity]:
    """The numbers that are added to one of an input that adds up: those of its list, or terms that came on top (头一家交了7个月，
    到这家又交了6个月)."""
    if spec.type == "money":
        return _listed_behind(quantity, quantities, text)
    later = [q for q in quantities if q.kind == quantity.kind and q.start > quantity.start and q.unit != DATED]
    return [q for q in later if _ONCE_MORE.search(text[: q.start]) and _PAID_IN.search(text[: quantity.start])]


_PAID_IN = re.compile(r"[交缴][了过纳满够]*$")
_IN_LIST = re.compile(r"[、，,\s]?(?:和|跟|以及|还有|又)?")


def _listed_behind(quantity: Quantity, quantities: Sequence[Quantity], text: str) -> list[Quantity]:
    """The numbers that follow one in its list (前三年分别领过100万、100万、60万)."""
    out, last = [], quantity
    for other in sorted((q for q in quantities if q.kind == quantity.kind and q.start > quantity.start), key=lambda q: q.start):
        if not _IN_LIST.fullmatch(text[last.end : other.start]):
            break
        out.append(other)
        last = other
    return out
