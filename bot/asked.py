"""What sort of figure a question asks for, and which clauses and rules hold one of that sort.

"得有几项知识产权" wants a number of things, "培训期多长" a term: neither is answered by an amount, and a clause without
any number of things or any term does not answer them either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.quantities import Quantity, scan
from bot.rules.model import Rule
from bot.vocabulary import Phrases

_AGES = ("岁", "周岁")
_AREA = "平方米"
_FIGURES: dict[str, Callable[[Quantity], bool]] = {
    "money": lambda q: q.kind in ("money", "percent", "ratio"),
    "share": lambda q: q.kind in ("percent", "ratio"),
    "count": lambda q: q.kind == "count" and q.unit not in (*_AGES, _AREA),
    "term": lambda q: q.kind in ("duration_months", "duration_days", "ordinal") or q.unit in ("学时", "课时", "小时"),
    "area": lambda q: q.unit == _AREA,
    "age": lambda q: q.unit in _AGES,
}
_UNITS: dict[str, tuple[str, ...]] = {
    "money": ("元",),
    "share": ("%", "倍", "折", "成"),
    "count": ("名", "人", "个", "家", "项", "件", "套", "次", "口", "所"),
    "term": ("年", "月", "天", "日", "学时", "课时", "小时"),
    "area": (_AREA, "平米"),
    "age": _AGES,
}


def asked_for(text: str, phrases: Phrases) -> frozenset[str]:
    """The sorts of figures that a question asks for: money, share, count, term, area, age; empty when none is."""
    return frozenset(sort for sort, pattern in phrases.asked.items() if pattern.search(text))


def holds_figure(text: str, sorts: Iterable[str]) -> bool:
    """Whether a text holds a figure of one of these sorts."""
    found = scan(text)
    return any(_FIGURES[sort](quantity) for sort in sorts for quantity in found)


def rule_tells(rule: Rule, sorts: Iterable[str]) -> bool:
    """Whether a parameter of a rule is a figure of one of these sorts."""
    units = tuple(unit for sort in sorts for unit in _UNITS[sort])
    return any(unit in parameter.unit for parameter in rule.parameters.values() for unit in units)
