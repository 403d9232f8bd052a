"""A question that says of how many benefits it speaks (三样加起来): the rules of which so many parts of it speak."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.decision.compute import Computed
from bot.decision.match import RuleMatcher
from bot.decision.telling import FEW, done, takes
from bot.numbers.numerals import size
from bot.numbers.quantities import scan
from bot.vocabulary import Phrases

_SO_MANY = re.compile(r"(?P<n>[两俩2三仨3四4五5])(?:样|项|笔|份|边|头|种|块(?![牌金银铜])|[件桩码]事|个(?=[补奖政待都]))")


def so_many(text: str) -> int | None:
    """How many benefits a question says that it is about; None where it does not say or says several numbers."""
    said = [match["n"] for match in _SO_MANY.finditer(text)]
    number = size(said[0]) if len(said) == 1 else None
    return int(number) if number is not None else None


_WHOLE = 0.15
"""How much the whole question counts beside a part."""
_TOLD = 0.15
"""... and what it counts that a part tells a rule all that it needs; the rule has to be named this well then."""
_BARELY = 0.2
_LEAD = 0.06
"""A part speaks of a rule that fits it this much better than any other ..."""
_CLEARLY = 0.5
"""... and that it tells something, or that it names this well."""


def covered(
    parts: Sequence[str], near: Sequence[Computed], matcher: RuleMatcher, phrases: Phrases, many: int
) -> dict[str, str]:
    """For each of `many` rules the parts of the question that speak of it, with what speaks of none; empty where the parts do
    not speak of just so many rules that can work out a figure by them."""
    if not near or len(parts) < many:
        return {}
    named = [_owner(part, of, near) for part, of in zip(parts, matcher.part_scores(parts), strict=True)]
    owners = carried_on(parts, named, near, phrases)
    rules = {item.rule.id: item for item in near}
    if len({*owners} - {None}) == many - 1:
        owners = _with_nearest(parts, owners, near)
    texts = {
        owner: "，".join(part for part, whose in zip(parts, owners, strict=True) if whose in (owner, None))
        for owner in dict.fromkeys(owner for owner in owners if owner)
    }
    able = {owner: text for owner, text in texts.items() if done(rules[owner].reread(text))}
    return able if len(able) == many else {}


def _with_nearest(parts: Sequence[str], owners: list[str | None], near: Sequence[Computed]) -> list[str | None]:
    """The owners of parts, the rule nearest to the whole question, where no part is its own, given those that tell it
    what it needs, and their owner nothing."""
    rules = {item.rule.id: item for item in near}
    first = max(near, key=lambda item: item.score)
    if first.rule.id in owners:
        return owners
    free = [owner is None or not _tells(rules[owner], part) for part, owner in zip(parts, owners, strict=True)]
    return [
        first.rule.id if is_free and first.rule.needed & first.reread(part).situation.told else owner
        for part, owner, is_free in zip(parts, owners, free, strict=True)
    ]


def carried_on(
    parts: Sequence[str], named: Sequence[str | None], near: Sequence[Computed], phrases: Phrases
) -> list[str | None]:
    """The owners of parts, given the rule that each names by itself: a number behind a named part goes with it (孵化器租了
    两年，每年40万), but not the term for which the sum of all is asked (头一年合计多少), nor one that only the rule of the next
    part takes; None for what concerns all."""
    rules = {item.rule.id: item for item in near}
    owners: list[str | None] = []
    for at, part in enumerate(parts):
        own, before = named[at], owners[-1] if owners else None
        asks_all = phrases.routes["total"].search(part) and all(q.kind.startswith("duration") for q in scan(part))
        if own is None and before is not None and scan(part) and not asks_all:
            after = named[at + 1] if at + 1 < len(parts) else None
            own = after if after and not takes(rules[before], part) and takes(rules[after], part) else before
        owners.append(own)
    return owners


def _owner(part: str, scores: dict[str, float], near: Sequence[Computed]) -> str | None:
    """The rule that a part speaks of, None where it speaks of none or of several."""
    best = max(item.score for item in near)
    told = {item.rule.id for item in near if scores[item.rule.id] >= _BARELY and _tells_all(item, part)}
    worth = {item.rule.id: scores[item.rule.id] + _WHOLE * item.score / best + _TOLD * (item.rule.id in told) for item in near}
    first, *others = sorted(near, key=lambda item: -worth[item.rule.id])
    second = max((worth[item.rule.id] for item in others), default=0.0)
    named = scores[first.rule.id] >= FEW or first.rule.id in told
    if not named or worth[first.rule.id] - second < _LEAD:
        return None
    return first.rule.id if scores[first.rule.id] >= _CLEARLY or _tells(first, part) else None


def _tells_all(item: Computed, part: str) -> bool:
    """Whether a part by itself tells a rule all that it cannot do without (三类证…去年在本市产、卖了1200万)."""
    read = item.reread(part).situation
    return bool(item.rule.needed) and item.rule.needed <= read.told and any(isinstance(f.value, Decimal) for f in read.facts)


def _tells(item: Computed, part: str) -> bool:
    """Whether a part tells a rule a number or a kind that it cannot do without."""
    return takes(item, part) or bool(item.rule.needed_kinds & item.reread(part).situation.told)
