"""What a part of a question tells a rule: a figure for it, all that it needs, or more than another rule asks for."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.decision.compute import Computed
from bot.decision.match import RuleMatcher
from bot.numbers.quantities import scan

FEW = 0.3
"""A part names a rule at least a little when its card matches this well."""
_AGES = ("岁", "周岁")


def done(item: Computed) -> bool:
    """Whether every case of a rule gives a figure."""
    return all(c.outcome == "computed" for c in item.calculations)


def knows_all(item: Computed) -> bool:
    """Whether a rule gives something by what was told, not by its cap for want of a figure."""
    return done(item) and all(item.rule.needed <= given.keys() for given in item.situation.given)


def tells(item: Computed, parts: Sequence[str], owners: Sequence[str | None], matcher: RuleMatcher) -> bool:
    """Whether the parts that name a rule tell a figure for it, or all that it needs (新评上全国技术能手)."""
    own = [part for part, owner in zip(parts, owners, strict=True) if owner == item.rule.id]
    said = {q.kind for part in own for q in scan(part) if q.unit not in _AGES}
    if "percent" in said:
        return True  # a rate that is only repeated names a benefit as well (一份文件说8%)
    read = [item.reread(part).situation for part in own]
    counted = any(isinstance(f.value, Decimal) for s in read for f in s.facts if f.name in s.told)
    if any(s.told for s in read) and (said - {"count"} or counted):
        return True
    return any(_told_by(item, part, matcher) for part in own)


def tells_more(item: Computed, parts: Sequence[str], owners: Sequence[str | None], inputs: set[str]) -> bool:
    """Whether the parts that name a rule tell it something that the rules called by their names do not ask for; that
    there is a spouse (我和老婆都是硕士) asks for nothing yet."""
    own = [part for part, owner in zip(parts, owners, strict=True) if owner == item.rule.id]
    others = {i.spec.name for i in item.rule.inputs if i.spec.of_other}
    told = {name for part in own for name in item.reread(part).situation.told} - others
    return bool(told - inputs) or not (told | others)


def _told_by(item: Computed, part: str, matcher: RuleMatcher) -> bool:
    """Whether a part by itself tells the rule a fact of which it makes something, and all that it needs; which of its cases it
    is where it can do without (县级人才卡) only if the rest of the part names the rule as well."""
    alone = item.reread(part)
    if not done(alone):
        return False
    spare = {i.spec.name for i in item.rule.inputs if i.spec.type == "choice"} - item.rule.needed_kinds
    rest = part
    for fact in alone.situation.facts:
        if fact.name in spare:
            rest = rest.replace(fact.words, "")
    told = alone.situation.told
    return bool(told - spare) or (bool(told) and matcher.part_scores([rest])[0].get(item.rule.id, 0.0) >= FEW)


def tells_numbers(item: Computed) -> bool:
    """Whether the whole question tells a rule a number; 一位师傅 is hardly one."""
    return any(isinstance(fact.value, Decimal) and fact.value != 1 for fact in item.situation.facts)


def takes(item: Computed, part: str) -> bool:
    """Whether a part by itself tells a rule a number by a word of its own."""
    read = item.reread(part).situation
    return any(isinstance(fact.value, Decimal) for fact in read.facts if fact.name in read.told)
