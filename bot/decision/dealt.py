"""Two benefits that differ by what they are for (厂房, 住房): each rule reads the stretch of the question about its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from bot.decision.compute import Computed
from bot.facts.cases import Situation
from bot.facts.parts import IN_ALL
from bot.facts.reader import compiled
from bot.numbers.quantities import scan
from bot.rules.spec import InputSpec
from bot.types import Value


def dealt(parts: Sequence[str], near: Sequence[Computed]) -> dict[str, str]:
    """For each of several rules the parts of the question about the value of a choice that only this rule allows, with what
    is said of all; empty unless a choice deals the question out to several rules, each told enough of its own.
    """
    if not 1 < len(parts) <= _MANY:
        return {}
    text = "，".join(parts)
    optional = [i.spec for rule in near for i in rule.rule.inputs if i.spec.type == "choice" and i.optional]
    choices = Counter(spec.name for spec in optional)
    shared = {spec.name: spec for spec in optional if choices[spec.name] > 1}
    for name in (name for name, spec in shared.items() if _may_tell_several(spec, text)):
        holders = [item for item in near if any(i.spec.name == name for i in item.rule.inputs)]
        before, stretches, after = _stretches(parts, holders[0], name)
        if len(stretches) < 2:
            continue
        found: dict[str, str] = {}
        for stretch in stretches:
            text = "，".join([*before, *stretch, *after])
            takers = [item for item in holders if _takes(item, text, name)]
            others = [item for item in holders if item not in takers and item.reread(text).refused]
            if takers and others:
                found.setdefault(takers[0].rule.id, text)
        if len(found) > 1:
            return found
    return {}


def _may_tell_several(spec: InputSpec, text: str) -> bool:
    """Whether a text holds words for several values of a choice; a look, no reading."""
    low = text.lower()
    values = {value for name, value in spec.names if name in low}
    return len(values | {value for value, source in spec.patterns if compiled(source).search(text)}) > 1


_MANY = 16
"""A question of more parts tells a story, not two cases."""
_ASKS = re.compile(rf"{'|'.join(IN_ALL)}|加总|多少|几[百千万]|[这那][两俩三仨几]")
"""A part with these words asks and tells of no case."""


def _stretches(parts: Sequence[str], item: Computed, name: str) -> tuple[list[str], list[list[str]], list[str]]:
    """What stands before any value of the choice, the parts about each value, and the last ones that tell nothing."""
    before: list[str] = []
    of: dict[Value, list[str]] = {}
    read = [item.reread(part).situation for part in parts]
    values = [_value(situation, name) for situation in read]
    tells = [bool(scan(part)) or bool(situation.told - {name}) for part, situation in zip(parts, read, strict=True)]
    end = max((n + 1 for n, part in enumerate(parts) if tells[n] and not _ASKS.search(part)), default=0)
    now: Value | None = None
    telling: set[Value] = set()
    for part, value, told in zip(parts[:end], values, tells, strict=False):
        now = now if value is None else value
        (before if now is None else of.setdefault(now, [])).append(part)
        telling |= {now} if told and now is not None else set()
    after = [part for part, value in zip(parts[end:], values[end:], strict=True) if value is None]
    return before, [stretch for value, stretch in of.items() if value in telling], after


def _value(read: Situation, name: str) -> Value | None:
    """The one value of a choice that was read."""
    if read.variants and read.variants[0] == name:
        return None
    own = {fact.value for fact in read.facts if fact.name == name and name in read.told}
    return own.pop() if len(own) == 1 else None


def _takes(item: Computed, text: str, name: str) -> bool:
    """Whether a rule gives an amount by what a text tells beside which case it is."""
    read = item.reread(text)
    needed = item.rule.needed
    told = any(isinstance(f.value, Decimal) or f.name in needed for f in read.situation.facts if f.name in read.situation.told)
    return told and name in read.situation.told and all(c.outcome == "computed" for c in read.calculations)
