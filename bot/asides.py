"""What is said in brackets of some of a group: 硕士3个（其中一个毕业三年半了）、本科4个 are three groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.facts import Mention
from bot.groups import groups_of, left_out
from bot.quantities import scan
from bot.rules.model import Rule

_ASIDE = re.compile(r"[（(](?P<said>[^（）()]*)[）)]")
_ALL = re.compile(r"[都均各]|全[部是]|一律|分别")
"""Words of a bracket that speaks of more than the group right before it."""
_NEAR = 4
"""A group that ends no farther than this before a bracket is the one that the bracket speaks of."""
_PEOPLE = ("人", "名", "位", "个")
_UNITS = (*_PEOPLE, "家", "项")
_GONE = re.compile(r"\s*(?:个?人|名|位|个)?[^，。；\d没未不]{0,4}(?:走|退|流失|淘汰|辞职|离职|跑|黄|撤)[了出掉]")

Group = dict[str, Mention]


@dataclass(frozen=True)
class _Aside:
    """A bracket: where it begins, how many of a group it speaks of (None: of the whole group), what it tells of them,
    and whether they do not count at all (一名半路走了)."""

    start: int
    count: Mention | None
    told: tuple[Mention, ...]
    gone: bool


def groups_with_asides(rule: Rule, mentions: Sequence[Mention], text: str) -> list[Group]:
    """The groups of a rule's repeatable inputs; those whom a bracket tells apart are a group of their own.

    A bracket without a number tells of the group right before it alone, unless it says that it is of all.
    """
    asides = _asides(rule, mentions, text)
    if not asides:
        return groups_of(rule, mentions, text)
    names = rule.repeat.inputs if rule.repeat else ()
    blank = _ASIDE.sub(lambda match: " " * len(match[0]), text)
    outside = [m for m in mentions if not any(match.start() <= m.start < match.end() for match in _ASIDE.finditer(text))]
    groups = groups_of(rule, outside, blank) or _only(names, outside)
    several = len(groups) > 1
    for aside in asides:
        groups = _told_apart(groups, aside) if aside.count or several else groups
    return groups if len(groups) > 1 or any(aside.count for aside in asides) else groups_of(rule, mentions, text)


def _asides(rule: Rule, mentions: Sequence[Mention], text: str) -> list[_Aside]:
    """The brackets that tell something of some of a group, or of one group of several."""
    names = rule.repeat.inputs if rule.repeat else ()
    counted = [i.spec for i in rule.inputs if i.spec.name in names and i.spec.type == "count"]
    found = []
    for match in _ASIDE.finditer(text):
        inside = [m for m in mentions if match.start() <= m.start < match.end() and m.name in names]
        said = [q for q in scan(text) if match.start() <= q.start < match.end()]
        numbers = [q for q in said if q.unit in _UNITS and not text.startswith("同", q.start - 1)]
        told = tuple(m for m in inside if not any(q.start <= m.start < q.end for q in numbers))
        if len(numbers) == 1 and counted:
            q, spec = numbers[0], counted[0]
            count = Mention(spec.name, q.value, "人" if q.unit in _PEOPLE else q.unit, q.words, q.start, q.end, 0.9)
            gone = left_out(count, text) or bool(_GONE.match(text, q.end))
            if not any(isinstance(m.value, str) for m in told):
                found.append(_Aside(match.start(), count, told, gone))
        elif not numbers and not _ALL.search(match["said"]) and any(isinstance(m.value, bool) for m in told):
            found.append(_Aside(match.start(), None, told, False))
    return found


def _only(names: Sequence[str], mentions: Sequence[Mention]) -> list[Group]:
    """The one group that mentions tell which name each input once."""
    found = [m for m in mentions if m.name in names]
    return [{m.name: m for m in found}] if len({m.name for m in found}) == len(found) else []


def _told_apart(groups: list[Group], aside: _Aside) -> list[Group]:
    """The groups with the one right before a bracket split into those of whom it speaks and the others."""
    near = [(aside.start - max(m.end for m in said), g) for g in groups if (said := _before(g, aside.start))]
    gap, whole = min(near, key=lambda pair: pair[0], default=(_NEAR + 1, {}))
    if gap > _NEAR:
        return groups
    some = {**whole, **{m.name: m for m in aside.told}}
    if aside.count is None:
        return [some if group is whole else group for group in groups]
    all_of_them = whole.get(aside.count.name)
    if all_of_them is None or not isinstance(all_of_them.value, Decimal) or not isinstance(aside.count.value, Decimal):
        return groups
    if all_of_them.value <= aside.count.value:
        return groups
    if not (aside.told or aside.gone):
        return groups  # some of them are told apart by what makes no difference
    rest = {**whole, aside.count.name: replace(all_of_them, value=all_of_them.value - aside.count.value)}
    split = (rest,) if aside.gone else (rest, {**some, aside.count.name: aside.count})
    return [found for group in groups for found in (split if group is whole else (group,))]


def _before(group: Group, start: int) -> list[Mention]:
    """What of a group stands before a place."""
    return [m for m in group.values() if m.start >= 0 and m.end <= start]
