"""What is said in brackets of some of a group: 硕士3个（其中一个毕业三年半了）、本科4个 are three groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.facts import Mention
from bot.groups import groups_of
from bot.rules.model import Rule

_ASIDE = re.compile(r"[（(](?:这?(?:其中|里面|里头|当中|中间|里))?(?:还?有)?(?P<said>[^（）()]*)[）)]")
_NEAR = 8
"""A group that ends no farther than this before a bracket is the one that the bracket speaks of."""

Group = dict[str, Mention]


def groups_with_asides(rule: Rule, mentions: Sequence[Mention], text: str) -> list[Group]:
    """The groups of a rule's repeatable inputs; those whom a bracket tells apart are a group of their own.

    A bracket counts only where it numbers some of the group before it and tells something of them.
    """
    names = rule.repeat.inputs if rule.repeat else ()
    told = []
    for aside in _ASIDE.finditer(text):
        inside = [m for m in mentions if aside.start() <= m.start < aside.end() and m.name in names]
        counts = [m for m in inside if _counts(m)]
        if len(counts) == 1 and len(inside) > 1:
            told.append((aside.start(), counts[0], inside))
    if not told:
        return groups_of(rule, mentions, text)
    apart = [m for _, _, inside in told for m in inside]
    groups = groups_of(rule, [m for m in mentions if m not in apart], text)
    for start, count, inside in told:
        groups = _told_apart(groups or _only(names, [m for m in mentions if m not in apart]), start, count, inside)
    return groups if len(groups) > 1 else groups_of(rule, mentions, text)


def _counts(mention: Mention) -> bool:
    return isinstance(mention.value, Decimal) and mention.unit in ("人", "名", "位", "个", "家", "项")


def _only(names: Sequence[str], mentions: Sequence[Mention]) -> list[Group]:
    """The one group that mentions tell which name each input once."""
    found = [m for m in mentions if m.name in names]
    return [{m.name: m for m in found}] if len({m.name for m in found}) == len(found) else []


def _told_apart(groups: list[Group], start: int, count: Mention, inside: Sequence[Mention]) -> list[Group]:
    """The groups with the nearest one before a bracket split into those of whom it speaks and the others."""
    near = [(start - max(m.end for m in _before(g, start)), g) for g in groups if count.name in g and _before(g, start)]
    gap, whole = min(near, key=lambda pair: pair[0], default=(_NEAR + 1, {}))
    if gap > _NEAR:
        return groups
    all_of_them = whole[count.name]
    assert isinstance(all_of_them.value, Decimal)  # an input that counts in one place counts in the other
    assert isinstance(count.value, Decimal)
    if all_of_them.value <= count.value:
        return groups
    rest = {**whole, count.name: replace(all_of_them, value=all_of_them.value - count.value)}
    some = {**whole, **{m.name: m for m in inside}}
    return [found for g in groups for found in ((rest, some) if g is whole else (g,))]


def _before(group: Group, start: int) -> list[Mention]:
    """What of a group stands before a place."""
    return [m for m in group.values() if m.start >= 0 and m.end <= start]
