"""Several cases told one after another: 老张工资58万、贡献5.1万；老李88万、贡献9.4万 are two persons of one rule.

Each case stands in a part of its own and tells every amount that the rule needs, or the term where it needs none; a later
one may leave out the words and keep the order.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from decimal import Decimal

from bot.facts.cues import YEAR
from bot.facts.reader import Mention, Reader
from bot.facts.told import told_quantities
from bot.rules.model import Rule

_CASES = re.compile(r"[；;。！!]|(?=另外?[一个有]+[家个位名])|(?=第[二三四五][家个位名])|(?<=[，,])(?=老[^，。]{1,2}\d)")


def records(rule: Rule, text: str, reader: Reader, cued: frozenset[str]) -> list[dict[str, Mention]]:
    """The cases of a text by the inputs that each tells; empty unless there are several, each complete.

    Only for rules that add nothing up themselves. Parts that are told apart by years are one case over time; those that
    tell terms are several cases only where they tell several kinds (A卡的…；B卡的…).
    """
    needed = [i.spec for i in rule.inputs if i.spec.type == "money" and not i.optional and i.assume is None]
    needed = needed or [i.spec for i in rule.inputs if i.spec.type in ("months", "years") and not i.optional][:1]
    if rule.repeat is not None or not needed:
        return []
    specs = [item.spec for item in rule.inputs]
    single = frozenset(spec.name for spec in specs)
    found: list[dict[str, Mention]] = []
    order: list[str] = []
    for part in filter(None, (part.strip() for part in _CASES.split(text))):
        told = {m.name: m for m in reader.read(specs, part, cued, single)}
        wanted = [spec.name for spec in needed]
        if needed[0].type == "money" and not all(name in told for name in wanted):
            told |= _in_order(part, order, reader, {m.start for m in told.values()})
        if all(name in told for name in wanted):
            order = sorted(wanted, key=lambda name: told[name].start)
            found.append(told)
    if needed[0].type != "money" and len({_kinds(case) for case in found}) < 2:
        return []  # several terms of one person are no several persons
    years = {year[0] for part in _CASES.split(text) if (year := YEAR.search(part))}
    return found if len(found) > 1 and len(years) <= 1 else []


def _kinds(case: dict[str, Mention]) -> frozenset[tuple[str, str]]:
    """The choices that a case tells: which card, which degree."""
    return frozenset((name, m.value) for name, m in case.items() if isinstance(m.value, str))


def _in_order(part: str, order: Sequence[str], reader: Reader, taken: Collection[int]) -> dict[str, Mention]:
    """The amounts of a part as the inputs that the part before told in the same order; none where one of them is told by a
    word of its own (`taken`: where those stand)."""
    amounts = [q for q in told_quantities(part, reader.phrases) if q.kind == "money" and q.value > Decimal(0)]
    if not order or len(amounts) != len(order) or any(q.start in taken for q in amounts):
        return {}
    return {
        name: Mention(name, q.value, "元", q.words, q.start, q.end, 0.6) for name, q in zip(order, amounts, strict=True)
    }
