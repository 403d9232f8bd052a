"""One amount that is told by the parts of a year: 上半年78600元，下半年49000元 is 127600元."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.numbers.quantities import Quantity

_MARKS = "，,。；;！!？?：:、（("
_PART = re.compile(r"(?P<half>[上下前后头]半年)|(?P<quarter>第?[一二三四1-4]季度)")
_BARE = re.compile(
    r"(?:又|再|也|还|是|有|就|则|才|了|的|到|共|花|付|交|用|做|买|卖|拿|发|实际?|涨|降|估计|大概|预计|差不多)*"
)
_AS_MUCH = re.compile(
    r"[，,；;]?(?:下|后)半年(?:估计|大概|预计|应该|还是|还|也|跟上半年|和上半年|跟前面|会|能)*(?:一样|差不多|持平|这个数|这么多|相同|照旧)"
)


def of_the_whole_year(quantities: Sequence[Quantity], text: str) -> list[Quantity]:
    """The quantities, with the sum of what is told of both halves, or of several quarters, in the place of the first;
    下半年也一样 doubles it. Where other words stand beside a later one it is an amount of its own (上半年电费…，下半年气费…)."""
    money = sorted((q for q in quantities if q.kind == "money" and not q.per), key=lambda q: q.start)
    told = [(q, part) for q in money if (part := _part_before(q, text)) is not None]
    if not told:
        return list(quantities)
    first, (sort, name, words) = told[0]
    others = [(q, beside) for q, (other, said, beside) in told[1:] if other == sort and said != name]
    rest = [q for q, beside in others if beside == words or _BARE.fullmatch(beside)]
    if not rest and sort == "half" and _AS_MUCH.match(text, first.end):
        return [replace(q, value=2 * q.value) if q is first else q for q in quantities]
    whole = first.value + sum((q.value for q in rest), Decimal(0))
    return [replace(q, value=whole) if q is first else q for q in quantities if q not in rest]


def _part_before(quantity: Quantity, text: str) -> tuple[str, str, str] | None:
    """The part of the year in the clause of a quantity, before it: its sort, its name, and the words between the two."""
    start = max(text.rfind(mark, 0, quantity.start) for mark in _MARKS) + 1
    found = _PART.search(text, start, quantity.start)
    if found is None or found.lastgroup is None:
        return None
    return found.lastgroup, found[0], text[found.end() : quantity.start].strip()
