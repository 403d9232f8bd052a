"""What a question asks for: which sort of figure, and which clauses and rules hold one of that sort; if a document still applies.

"得有几项知识产权" wants a number of things, "培训期多长" a term: neither is answered by an amount, and a clause without
any number of things or any term does not answer them either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from bot.numbers.quantities import Quantity, scan
from bot.rules.model import Rule
from bot.vocabulary import Phrases

_AGES = ("岁", "周岁")
_AREA = "平方米"
_REGULARLY = re.compile(r"每[一二两三四五\d]?个?(年|月|季|届)|年度|逐年|按[年月季]")
_FIGURES: dict[str, Callable[[Quantity], bool]] = {
    "money": lambda q: q.kind in ("money", "percent", "ratio"),
    "share": lambda q: q.kind in ("percent", "ratio"),
    "count": lambda q: q.kind == "count" and q.unit not in (*_AGES, _AREA),
    "term": lambda q: q.kind in ("duration_months", "duration_days") or (q.kind == "ordinal" and q.unit in ("年", "次"))
    or q.unit in ("学时", "课时", "小时"),
    "period": lambda q: q.kind in ("duration_months", "duration_days"),
    "area": lambda q: q.unit == _AREA,
    "age": lambda q: q.unit in _AGES,
}
_UNITS: dict[str, tuple[str, ...]] = {
    "money": ("元",),
    "share": ("%", "倍", "折", "成"),
    "count": ("名", "人", "个", "家", "项", "件", "套", "次", "口", "所"),
    "term": ("年", "月", "天", "日", "学时", "课时", "小时"),
    "period": ("年", "月"),
    "area": (_AREA, "平米"),
    "age": _AGES,
}


def asked_for(text: str, phrases: Phrases) -> frozenset[str]:
    """The sorts of figures that a question asks for: money, share, count, term, period (how often), area, age.

    Empty when it asks for no figure.
    """
    found = {sort for sort, pattern in phrases.asked.items() if pattern.search(text)}
    return frozenset(found - {"term"} if "period" in found else found)


def holds_figure(text: str, sorts: Iterable[str]) -> bool:
    """Whether a text holds a figure of one of these sorts."""
    found = scan(text)
    if "period" in sorts and _REGULARLY.search(text):
        return True
    return any(_FIGURES[sort](quantity) for sort in sorts for quantity in found)


_MARK = re.compile(r"[，,。；;！!？?：:\s]")
_BARE = 6
"""So many characters before what asks hold no subject of their own (我现在去办是不是黄了)."""


def asks_if_in_force(text: str, phrases: Phrases) -> bool:
    """Whether a text asks if a document still applies; not a title, a contract or a card (称号会取消吗，文件里写了没).

    The document is named in the part that asks, or before it where that part names nothing else.
    """
    for match in phrases.in_force.finditer(text):
        start = max((mark.end() for mark in _MARK.finditer(text, 0, match.start())), default=0)
        stop = _MARK.search(text, match.end())
        if phrases.papers.search(text, start, stop.start() if stop else len(text)):
            return True
        if match.start() - start <= _BARE and phrases.papers.search(text, 0, start):
            return True
    return False


def rule_tells(rule: Rule, sorts: Iterable[str]) -> bool:
    """Whether a rule works out a figure of one of these sorts (元/年 is money, not a term).

    A rate is told as it stands; a number of things or a term only where it depends on the person's facts, since a
    fixed one is the clause's to tell.
    """
    units = tuple(unit for sort in sorts for unit in _UNITS[sort])
    if rule.result.unit and rule.inputs and any(rule.result.unit.split("/")[0].endswith(unit) for unit in units):
        return True
    held = [p for p in rule.parameters.values() if any(unit in p.unit.split("/")[0] for unit in units)]
    return any(p.by or p.tiers or p.unit in _UNITS["share"] for p in held)
