"""A last turn that adds to what was told before (后来又来了5个，总共多少)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.facts.asides import Group
from bot.facts.reader import Mention
from bot.rules.model import Rule
from bot.vocabulary import Phrases

_THINGS = ("人", "个", "名", "家", "项", "种", "件", "套", "元")


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
