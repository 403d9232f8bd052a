"""A last turn that adds to what was told before (后来又来了5个，总共多少), or tells some of it apart (里头有15个其实是中级)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.asides import Aside, Group, some_of
from bot.facts import Mention
from bot.rules.model import Rule
from bot.vocabulary import Phrases

_THINGS = ("人", "个", "名", "家", "项", "种", "件", "套", "元")
_THE_REST = re.compile(r"剩下?|其余|余下|其他|别的")


def told_apart(rule: Rule, before: Mapping[str, Mention], current: Sequence[Mention], text: str) -> list[Group]:
    """Those told before as two groups, where this turn says of some of them what makes a difference; else empty."""
    found = some_of(rule, current, text)
    whole = _whole_now(found, current) or before.get(found.count.name) if found is not None and found.count else None
    if found is None or found.count is None or whole is None or not (found.told or found.gone):
        return []
    if not isinstance(whole.value, Decimal) or not isinstance(found.count.value, Decimal):
        return []
    if whole.value <= found.count.value:
        return []
    rest = _THE_REST.search(text, found.end)
    of_rest = {m.name: m for m in current if rest and m.start >= rest.end() and m.name != whole.name}
    own = {name: m for name, m in before.items() if name in _names(rule)}
    others = {**own, **of_rest, whole.name: replace(whole, value=whole.value - found.count.value)}
    if found.gone:
        return [others]
    return [others, {**own, **{m.name: m for m in found.told}, whole.name: found.count}]


def _whole_now(some: Aside, current: Sequence[Mention]) -> Mention | None:
    """The number of all that the turn itself tells before it tells some of them apart (实际是26个人，里头有8个是高级工)."""
    count = some.count
    numbers = [m for m in current if count and m.name == count.name and m.end <= some.start and isinstance(m.value, Decimal)]
    return numbers[-1] if numbers else None


def added(
    rule: Rule,
    before: Mapping[str, Mention],
    earlier: Sequence[Group],
    now: Sequence[Group],
    text: str,
    phrases: Phrases,
) -> list[Group]:
    """Those of the earlier turns and those that this one adds, where it asks for both; else empty.

    `before` is what single mentions told earlier, `earlier` the groups told earlier, `now` what this turn tells.
    """
    if rule.is_right or not phrases.added.search(text):
        return []
    names = _names(rule)
    fresh = [{name: m for name, m in group.items() if name in names} for group in now]
    then = {name: m for name, m in before.items() if name in names}
    known = list(earlier) or ([then] if then else [])
    of_both = {name for group in fresh for name, m in group.items() if _counts(m) or any(name in g for g in known)}
    return [*known, *fresh] if known and of_both else []


def _names(rule: Rule) -> frozenset[str]:
    """The inputs that may differ between the things that one rule is applied to."""
    return frozenset(rule.repeat.inputs if rule.repeat else (item.spec.name for item in rule.inputs))


def _counts(mention: Mention) -> bool:
    return isinstance(mention.value, Decimal) and mention.unit in _THINGS
