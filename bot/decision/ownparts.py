"""Each of several rules as its own part of the question tells it, where the whole tells two of them the same number."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.decision.bynames import Shares
from bot.decision.compute import Computed
from bot.facts.parts import parts_of
from bot.facts.told import BODIES
from bot.types import Fact


def own_parts(chosen: Sequence[Computed], shares: Shares, text: str) -> list[Computed]:
    """The chosen rules as their own parts of the question tell them, without those further ones that then lack facts."""
    if not all(item.rule.id in shares for item in chosen) or _none_shares(chosen):
        return list(chosen)
    read = {item.rule.id: _own_part(item, shares[item.rule.id]) for item in chosen}
    for item in () if shares.complete else chosen:
        others = [own for name, own in read.items() if name != item.rule.id]
        left = _left_over(item, read[item.rule.id], others)
        share = shares[item.rule.id]
        more = [part for part in parts_of(text) if part.rpartition("：")[2] not in share and any(w in part for w in left)]
        if more:
            read[item.rule.id] = _own_part(item, "，".join([*more, share]))
    first, *rest = read.values()
    return [first, *(item for item in rest if any(c.outcome != "missing" for c in item.calculations))]


def _none_shares(chosen: Sequence[Computed]) -> bool:
    """Whether the whole question tells every rule all that it needs, one case each, and no number to two of them but a term;
    where people are counted, what is told of some may not be told of others."""
    used: set[str] = set()
    for item in chosen:
        if item.situation.variants or len(item.situation.given) > 1 or any(c.outcome != "computed" for c in item.calculations):
            return False
        figures = [f for f in item.situation.facts if isinstance(f.value, Decimal) and f.unit not in _TERMS]
        own = {figure.words for figure in figures}
        if used & own or any(figure.unit in BODIES for figure in figures):
            return False
        used |= own
    return True


_TERMS = ("年", "月", "个月", "天")


def _left_over(item: Computed, own: Computed, others: Sequence[Computed]) -> set[str]:
    """The words of numbers that the whole question tells a rule and its own part does not, if no other rule is told by
    them what it needs (进站两位博士后 in the part that names their station; a mere 一个 says nothing); and of the term that all
    is asked for (一年里房租补助加上她的生活补贴)."""
    used = {fact.words for other in others for fact in other.situation.facts if speaks_for(other, fact)}
    known = {fact.name for fact in own.situation.facts}
    return {
        fact.words
        for fact in item.situation.facts
        if isinstance(fact.value, Decimal)
        and fact.name not in known
        and not (fact.value == 1 and fact.unit in BODIES)
        and (fact.name not in item.situation.told or (fact.words not in used and speaks_for(item, fact)))
    }


def _own_part(item: Computed, share: str) -> Computed:
    """A rule as its own part of the question tells it; as the whole tells it where the part leaves something out."""
    own = item.reread(share)
    lacks = any(c.outcome == "missing" for c in own.calculations)
    lacks = lacks or own.refused
    return item if lacks and item.computes else own


def speaks_for(item: Computed, fact: Fact) -> bool:
    """Whether a fact shows that a rule is meant: optional numbers are read by many rules and mean none of them."""
    told = item.rule.input(fact.name)
    return told is None or not told.optional or not isinstance(fact.value, Decimal)
