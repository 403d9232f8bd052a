"""A question that says of how many benefits it speaks (三样加起来): the rules of which so many parts of it speak."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.decision.compute import Computed
from bot.decision.match import RuleMatcher
from bot.decision.telling import FEW, done, takes
from bot.numbers.numerals import size
from bot.numbers.quantities import scan
from bot.vocabulary import Phrases

_SO_MANY = re.compile(r"(?P<n>[两俩2三仨3四4五5])(?:样|项|笔|份|边|头|种|块(?!牌)|[件桩码]事|个(?=[补奖政待都]))")


def so_many(text: str) -> int | None:
    """How many benefits a question says that it is about; None where it does not say or says several numbers."""
    said = [match["n"] for match in _SO_MANY.finditer(text)]
    number = size(said[0]) if len(said) == 1 else None
    return int(number) if number is not None else None


_WHOLE = 0.15
"""How much the whole question counts beside a part."""
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
    texts = {
        owner: "，".join(part for part, whose in zip(parts, owners, strict=True) if whose in (owner, None))
        for owner in dict.fromkeys(owner for owner in owners if owner)
    }
    able = {owner: text for owner, text in texts.items() if done(rules[owner].reread(text))}
    return able if len(able) == many else {}


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
    worth = {item.rule.id: scores[item.rule.id] + _WHOLE * item.score / best for item in near}
    first, *others = sorted(near, key=lambda item: -worth[item.rule.id])
    second = max((worth[item.rule.id] for item in others), default=0.0)
    if scores[first.rule.id] < FEW or worth[first.rule.id] - second < _LEAD:
        return None
    return first.rule.id if scores[first.rule.id] >= _CLEARLY or _tells(first, part) else None


def _tells(item: Computed, part: str) -> bool:
    """Whether a part tells a rule a number or a kind that it cannot do without."""
    return takes(item, part) or bool(item.rule.needed_kinds & item.reread(part).situation.told)
