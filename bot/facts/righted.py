"""Which of several numbers counts: the one that a person puts right, that was spent in fact, or that is to be reckoned by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.facts.corrections import SLIP
from bot.numbers.quantities import Quantity

_RIGHT = re.compile(
    r"[，,。；—…\s-]*(?:(?:准确|确切|精确|严格)(?:地|点儿?|来|的)?(?:说|讲)[，,]?(?:应该|其实)?(?:是|就)?"
    rf"|(?:哦|噢|啊|呃|哎)?[，,]?{SLIP}(?:[，,]?{SLIP}行?了?)?[，,。！\s]*(?:应该|其实|实际上?|[^，,。；\d不没]{{1,4}}(?=是|有|为))?(?:是|有|为)?)"
)
_NEXT = 3
"""A number is put right by one of the next so many (原说4个，有1个没来，实际3个)."""
_PLANNED = re.compile(r"(?:原(?:先|本)?|本来|计划|预计)(?:说好?|定|报|打算|想|要|准备)?(?:是|有|了)?$")
_IN_FACT = re.compile(r"(?:实际|最后|最终|结果)(?:(?![又再还另新加多])[^，。；\d]){0,6}$")


_BUDGETED = re.compile(r"(?:预算|计划|打算|预计|估计|申报)[^，,。；;\d]{0,5}$")
_SPENT = re.compile(r"(?:审计|实际|实打实|决算|结算|真金白银|账上)[^，,。；;\d]{0,12}$")


def _not_budgeted(everything: Sequence[Quantity], text: str) -> list[Quantity]:
    """The quantities without an amount that was only planned, beside one that was spent in fact (预算2100万，审计花掉1640万)."""
    spent = [q for q in everything if q.kind == "money" and _SPENT.search(text[: q.start])]
    return [q for q in everything if not spent or q.kind != "money" or q in spent or not _BUDGETED.search(text[: q.start])]


def right_ones(everything: Sequence[Quantity], text: str) -> list[Quantity]:
    """The quantities, with the right number at the place of each that a person puts right."""
    everything = _not_budgeted(_as_reckoned(everything, text), text)
    ordered = sorted(everything, key=lambda q: q.start)
    right: dict[int, Quantity] = {}
    for n, quantity in enumerate(ordered):
        near = (other for other in ordered[n + 1 : n + 1 + _NEXT] if other.kind == quantity.kind)
        found = next((other for other in near if _put_right(quantity, other, text)), None)
        if found is not None:
            right[quantity.start] = found
    gone = {other.start for other in right.values()}
    out = [q for q in everything if q.start not in gone]
    return [replace(right[q.start], start=q.start, end=q.end) if q.start in right else q for q in out]


def _put_right(quantity: Quantity, other: Quantity, text: str) -> bool:
    """Whether a person puts a number right by the next one (二十来个，准确说是22个; 过了50个亿（51亿）; 原说4个，实际3个)."""
    between = text[quantity.end : other.start]
    if quantity.kind == "count" and quantity.unit == other.unit and _PLANNED.search(text[: quantity.start]):
        return other.start > quantity.end and not re.search("[。；;]", between) and bool(_IN_FACT.search(text[: other.start]))
    return bool(_RIGHT.fullmatch(between)) or (between in ("（", "(") and text[other.end :].startswith(("）", ")")))


_RECKON_BY = re.compile(r"按照?(?:领|拿|补|住|干)?满?$")
_RECKONED = re.compile(r"[^，。；！？\d]{0,8}[算计]")


def _as_reckoned(everything: Sequence[Quantity], text: str) -> list[Quantity]:
    """The quantities, without the terms beside the one by which somebody asks to reckon (开了一年半，按满三年都拿到算)."""
    terms = [q for q in everything if q.kind == "duration_months"]
    by = [q for q in terms if _RECKON_BY.search(text[: q.start]) and _RECKONED.match(text, q.end)]
    return [q for q in everything if len(by) != 1 or q in by or q not in terms]
