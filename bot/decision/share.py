"""A question about several benefits at once: which part of it speaks of which rule.

"主营第一次破1亿，全年电费200万，这两块一共给多少" asks for two amounts; each rule is to read its own part and what the
parts have in common, never the numbers told for the other one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.decision.addends import addends, sums_up
from bot.decision.bynames import Shares, by_names
from bot.decision.compute import Computed, wants_amount
from bot.decision.cover import carried_on, covered, so_many
from bot.decision.dealt import dealt
from bot.decision.match import RuleMatcher
from bot.decision.order import sends_on
from bot.decision.telling import FEW, done, knows_all, takes, tells, tells_more
from bot.facts.named import Told, named_apart
from bot.facts.parts import parts_of
from bot.facts.told import without_number_of_all
from bot.facts.totals import without_totals
from bot.numbers.quantities import scan
from bot.rules.model import Rule
from bot.understand import Understanding
from bot.vocabulary import Phrases

_CANDIDATES = 8
NAMED = 0.38
"""A part names a rule when its card matches this well ..."""
_LEAD = 0.04
"""... and this much better than any other candidate."""
_SHORT = 4
"""A part of fewer characters names nothing (加一起)."""


def share_out(turn: Understanding, computed: Sequence[Computed], matcher: RuleMatcher, phrases: Phrases) -> Shares:
    """For each rule that a part of the question names, the text that speaks of it; empty unless there are several.

    Only a question that adds up, tells apart, compares, asks for money twice, or asks it of several who are named is shared out.
    """
    many = so_many(turn.text)
    many = None if many and sums_up(turn.text) > many else many  # 一次性的加上社保、房租两项 are three
    cover = covered(_parts(turn.text, phrases), _candidates(turn, computed), matcher, phrases, many) if many else {}
    return Shares(cover) or _shared_out(turn, computed, matcher, phrases)


def _parts(text: str, phrases: Phrases) -> list[str]:
    """The parts of a question, without the numbers of all that it tells one by one."""
    return parts_of(without_totals(without_number_of_all(text, phrases)))


def _shared_out(turn: Understanding, computed: Sequence[Computed], matcher: RuleMatcher, phrases: Phrases) -> Shares:
    """The shares by those named, by the values of a choice, or by the parts that name a rule."""
    told = named_apart(turn.text, phrases) if wants_amount(turn) else []
    shares = Shares(_by_their_own(turn, told, computed, matcher) or by_names(told, computed, turn.text))
    shares.complete = bool(shares)
    if shares or _is_of_all(turn, told, computed):
        return shares
    parts = _parts(turn.text, phrases)
    cases = dealt(parts, [item for item in computed if not item.rule.is_right][:_CANDIDATES])
    if cases and len(cases) == so_many(turn.text):
        return Shares(cases)
    named = _named_parts(turn, computed, parts, matcher, phrases)
    if not cases:
        return Shares(named)
    rules = {item.rule.id: item for item in computed}
    more = any(knows_all(rules[name].reread(text)) for name, text in named.items() if name not in cases)
    return Shares(named if more else cases)


def _by_their_own(
    turn: Understanding, told: Sequence[Told], computed: Sequence[Computed], matcher: RuleMatcher
) -> dict[str, str]:
    """For each of several rules what is told of those named whose own clauses name it (小林评上了工匠，彭工的工作室批下来); empty
    unless every one of them names one, and where the first rule is told by each of them what it needs."""
    near = _candidates(turn, computed) if len(told) > 1 else []
    if not near or (near[0].rule.needed and {case.name for case in told} <= set(near[0].situation.names)):
        return {}
    scores = matcher.part_scores([case.own for case in told])
    owners = [_named(case.own, of, near) or _foremost(case.own, of, near) for case, of in zip(told, scores, strict=True)]
    owners = _carried_on(owners, told, near)
    if None in owners or len(set(owners)) < 2:
        return {}
    return {
        owner: "".join(case.text for case, whose in zip(told, owners, strict=True) if whose == owner) for owner in owners if owner
    }


def _carried_on(owners: Sequence[str | None], told: Sequence[Told], near: Sequence[Computed]) -> list[str | None]:
    """The rules of those named, with that of the one before for one whose own clauses name none and whom it gives something
    (小马拿了全国技能大赛金牌，小孙、小郭各一块铜的)."""
    rules = {item.rule.id: item for item in near}
    out: list[str | None] = []
    for owner, case in zip(owners, told, strict=True):
        before = out[-1] if out else None
        out.append(before if owner is None and before and done(rules[before].reread(case.text)) else owner)
    return out


def _is_of_all(turn: Understanding, told: Sequence[Told], computed: Sequence[Computed]) -> bool:
    """Whether the first rule gives something by what is told of all those named, and no other is called by its name: what is
    said of them beside (都主营过10亿) is no benefit of its own."""
    near = _candidates(turn, computed) if told else []
    if not near or not near[0].computes or not {case.name for case in told} <= set(near[0].situation.names):
        return False
    return not any(_called(item.rule, near, turn.text) for item in near[1:])


def _foremost(part: str, scores: Mapping[str, float], near: Sequence[Computed]) -> str | None:
    """The rule that few words name far better than any other, and that they give something by (老郑评上了工匠)."""
    first, *others = sorted(near, key=lambda item: -scores[item.rule.id])
    best, second = scores[first.rule.id], max((scores[item.rule.id] for item in others), default=0.0)
    return first.rule.id if best >= FEW and best - second >= _CLEAR and done(first.reread(part)) else None


_HOW_MUCH = re.compile(r"多少|(?<![好十前这那])几[个名百千万家人]")


def _named_parts(
    turn: Understanding, computed: Sequence[Computed], parts: list[str], matcher: RuleMatcher, phrases: Phrases
) -> dict[str, str]:
    """The parts of the question by the rules that they name; empty unless there are several."""
    asking = sum(bool(_HOW_MUCH.search(part) or phrases.asked["money"].search(part)) for part in parts)
    several = turn.wants("total", "together", "each", "conflict", "comparison", "difference") or asking >= 2
    if not (several or ("money" in turn.asked and sums_up(turn.text))):
        return {}
    near = _beside_its_groups(_candidates(turn, computed), parts)
    parts = [piece for part in parts for piece in _listed(part, near, matcher)]
    owners = _owners(parts, near, matcher, phrases) if len(parts) > 1 else [None] * len(parts)
    rules = {item.rule.id: item for item in near}
    fitting = {rule for rule in owners if rule and _fits(rules[rule], near[0], parts, owners)}
    telling = {rule for rule in fitting if tells(rules[rule], parts, owners, matcher)}
    terms = addends(turn.text, near, matcher)
    if not (several or terms):
        return {}
    called = terms or {i.rule.id for i in near if _called(i.rule, near, turn.text)}
    if terms:
        telling = set()
    elif called:
        inputs = {i.spec.name for name in called for i in rules[name].rule.inputs}
        telling = {rule for rule in telling if rule in called or tells_more(rules[rule], parts, owners, inputs)}
    chosen = terms or _as_many_as_said(telling | called, near, turn.text)
    if len(chosen) < 2:
        return {}
    same = {rule for rule in chosen if rules[rule].rule.superseded_by in chosen}
    same |= {newer for rule in same if (newer := rules[rule].rule.superseded_by)}
    owners = [None if owner in same else owner for owner in owners]
    return {
        rule: "，".join(
            part
            for part, owner in zip(parts, owners, strict=True)
            if owner in (rule, None) or rule not in owners or not _keeps(part, rules[owner], phrases)
        )
        for rule in chosen
    }


def _as_many_as_said(chosen: set[str], near: Sequence[Computed], text: str) -> set[str]:
    """Of the rules that parts name, the nearest so many where the question says how many benefits it is about (两边的
    补助能一起要吗)."""
    most = so_many(text)
    if most is None or len(chosen) <= most:
        return chosen
    ranked = sorted((item for item in near if item.rule.id in chosen), key=lambda item: -item.score)
    return {item.rule.id for item in ranked[:most]}


def _keeps(part: str, owner: Computed, phrases: Phrases) -> bool:
    """Whether a part says of its rule what is not to be read for another: a number, an amount asked for, or which of its
    cases it is (全国技能大赛拿了银奖)."""
    if scan(part) or phrases.asked["money"].search(part):
        return True
    return bool(owner.rule.needed_kinds & owner.reread(part).situation.told)


def _listed(part: str, near: Sequence[Computed], matcher: RuleMatcher) -> list[str]:
    """The items of a list that count things of different rules (招了一名硕士、一名工匠评上了); else the part as it is."""
    pieces = [piece for piece in re.split("[、]", part) if piece]
    if len(pieces) < 2 or not all(any(q.kind == "count" for q in scan(piece)) for piece in pieces):
        return [part]
    named = {_named(piece, of, near) for piece, of in zip(pieces, matcher.part_scores(pieces), strict=True)}
    return pieces if len(named - {None}) > 1 else [part]


def _candidates(turn: Understanding, computed: Sequence[Computed]) -> list[Computed]:
    """The rules that parts may be about: no right beside sums of money, no loan beside what is given, no refused rule beside the
    one it sends on to, no older standard beside the newer one unless it is called by name."""
    whether = turn.wants("eligibility") and not turn.wants("amount", "money", "total")
    near = [item for item in computed if whether or not item.rule.is_right]
    lends = bool(near) and near[0].rule.result.lent
    near = [item for item in near if lends or not item.rule.result.lent or _called(item.rule, near, turn.text)]
    ids = {item.rule.id for item in near}
    near = [item for item in near if not sends_on(item) & ids][:_CANDIDATES]
    if turn.wants("total", "together"):
        near = [item for item in near if not item.refused or _called(item.rule, near, turn.text)]
    if turn.wants("conflict", "comparison", "validity", "difference"):
        return near
    ids = {item.rule.id for item in near}
    return [item for item in near if item.rule.superseded_by not in ids or _called(item.rule, near, turn.text)]


def _beside_its_groups(near: list[Computed], parts: Sequence[str]) -> list[Computed]:
    """Without the rules that fit the question far worse than the first, where several parts each tell that one a kind of its
    own with its number (12个中级工培训一年，8个技师培训两年): they speak of nothing else."""
    first = near[0] if near else None
    if first is None or first.rule.repeat is None or len(first.situation.given) < 2:
        return near
    names = set(first.rule.repeat.inputs)
    own = [part for part in parts if names & _kinds(first.reread(part))]
    return [item for item in near if item is first or len(own) < 2 or item.score >= _FAR_WORSE * first.score]


def _kinds(item: Computed) -> set[str]:
    """The choices that a text tells a rule, if it tells it a number as well."""
    told = [fact for fact in item.situation.facts if fact.name in item.situation.told]
    counted = any(isinstance(fact.value, Decimal) for fact in told)
    return {fact.name for fact in told if isinstance(fact.value, str)} if counted else set()


_FAR_WORSE = 0.35
_BARELY, _BARELY_WITH_FIGURE = 0.46, 0.38


def _fits(item: Computed, first: Computed, parts: Sequence[str], owners: Sequence[str | None]) -> bool:
    """Whether a rule fits the question not far worse than the first one; where a part tells it a figure less will do."""
    own = [part for part, owner in zip(parts, owners, strict=True) if owner == item.rule.id]
    floor = _BARELY_WITH_FIGURE if any(takes(item, part) for part in own) else _BARELY
    return item.score >= floor * first.score


def _called(rule: Rule, near: Sequence[Computed], text: str) -> bool:
    """Whether the text calls the rule by a name of its own that is not part of another rule's longer name in it."""
    low = text.lower()
    names = [name for name in (rule.title, *rule.aliases) if len(name) >= _SHORT and name.lower() in low]
    others = [name for item in near if item.rule.id != rule.id for name in (item.rule.title, *item.rule.aliases)]
    longer = [name for name in others if name.lower() in low]
    return any(not any(name in other for other in longer) for name in names)


def _owners(
    parts: Sequence[str], near: Sequence[Computed], matcher: RuleMatcher, phrases: Phrases
) -> list[str | None]:
    """The rule that each part names, or that of the part before where it goes on from it."""
    named = [
        _named(part, of, near) if len(part) >= _SHORT else None
        for part, of in zip(parts, matcher.part_scores(parts), strict=True)
    ]
    return carried_on(parts, named, near, phrases)


def _named(part: str, scores: Mapping[str, float], near: Sequence[Computed]) -> str | None:
    """The rule that a part names; of those that it names alike none that the whole question rules out, then the only one
    that it can be had by, or the one that the whole question is far nearer to."""
    ranked = sorted(near, key=lambda item: (-scores[item.rule.id], item.rule.id))
    if not ranked:
        return None
    unnamed = scores[ranked[0].rule.id] < NAMED and not _plainly(part, ranked, scores)
    if unnamed or not done(ranked[0].reread(part)):
        floor = max(_OF_A_KIND, scores[ranked[0].rule.id] - _NEARLY)
        kinds = [item for item in ranked if scores[item.rule.id] >= floor and _of_its_kind(item, part)]
        if len(kinds) == 1 or unnamed:
            return kinds[0].rule.id if len(kinds) == 1 else None
    alike = [item for item in ranked if scores[ranked[0].rule.id] - scores[item.rule.id] < _LEAD]
    alike = [item for item in alike if not item.refused] or alike
    if len(alike) > 1:
        able = [item for item in alike if done(item.reread(part))]
        alike = able if len(able) == 1 else alike
    if len(alike) > 1:
        first, second = sorted((item.score for item in alike), reverse=True)[:2]
        alike = [item for item in alike if item.score == first] if first - second >= _FAR else alike
    return alike[0].rule.id if len(alike) == 1 else None


def _plainly(part: str, ranked: Sequence[Computed], scores: Mapping[str, float]) -> bool:
    """Whether few words name a rule far better than any other and tell it its figure (电费200万)."""
    best = scores[ranked[0].rule.id]
    second = scores[ranked[1].rule.id] if len(ranked) > 1 else 0.0
    read = ranked[0].reread(part).situation if best >= FEW and best - second >= _CLEAR else None
    return read is not None and any(isinstance(f.value, Decimal) for f in read.facts if f.name in read.told)


def _of_its_kind(item: Computed, part: str) -> bool:
    """Whether a part tells a rule of several kinds, all that it needs, and is granted it (在全国技能大赛上拿了银牌: which contest
    and which medal); what kind of firm it is alone names none."""
    alone = item.reread(part)
    told = {i.spec.name for i in item.rule.inputs if i.spec.type == "choice"} & alone.situation.told
    return len(told) >= _KINDS and bool(told & item.rule.needed_kinds) and done(alone)


_OF_A_KIND = 0.25
"""A part that tells which of a rule's kinds it is may name it as little as this."""
_KINDS = 2
_NEARLY = 0.12
_CLEAR = 0.1
_FAR = 0.15
