"""Which of several matched rules is meant: by its clause's likely wordings, by what is current, by what can be had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.decision.bounds import Bounds
from bot.decision.compute import Computed
from bot.rules.model import Rule
from bot.types import Retrieved
from bot.understand import Understanding

if TYPE_CHECKING:
    from bot.bot import Bot

_CLEARLY = 0.10
_VERY_CLEARLY = 0.25
_MEANT = 0.35
_TIE = 0.06
_FOUND_FIRST = 0.15
"""What it adds to a clause's nearness that it was found before all others."""
_DOCUMENT = 0.2


def by_clause(computed: Sequence[Computed], found: Sequence[Retrieved], bot: Bot) -> list[Computed]:
    """Order the rules by how near their own clause's likely wordings are, too; of two that tie, the one that computes."""
    meant = {item.passage.id: item.scores["wording_dense"] for item in found}
    spoken_of = _documents(found, bot)

    def rank(item: Computed) -> float:
        own = bot.view.clause_of[item.rule.id][:1]
        clause = max((meant.get(pid, 0.0) for pid in own), default=0.0)
        clause += _FOUND_FIRST if found and found[0].passage.id in own else 0.0
        return item.score + _MEANT * clause + _DOCUMENT * spoken_of.get(item.rule.document_id, 0.0)

    ordered = sorted(computed, key=lambda item: -rank(item))
    if len(ordered) > 1 and _tells_nothing(ordered[0]):
        first, second = ordered[:2]
        if second.calculations[0].outcome == "computed" and rank(second) >= rank(first) - _TIE:
            ordered[:2] = [second, first]
    return ordered


def _tells_nothing(item: Computed) -> bool:
    """Whether a rule lacks facts and has not even cases or a standard to tell."""
    first = item.calculations[0]
    return first.outcome == "missing" and not first.cases and first.per_unit is None


def _documents(found: Sequence[Retrieved], bot: Bot) -> dict[str, float]:
    """How strongly the clauses that were found speak for each document (1 the strongest), the rules' own vote left out."""
    weight = bot.weights.rule
    best: dict[str, float] = {}
    for item in found:
        score = item.score - weight * item.scores["rule"]
        best[item.passage.document_id] = max(best.get(item.passage.document_id, 0.0), score)
    top = max(best.values(), default=0.0)
    return {name: score / top for name, score in best.items()} if top > 0 else {}


def current_first(turn: Understanding, ordered: list[Computed]) -> list[Computed]:
    """Put the rule that took another's place before it, unless the question names the older document."""
    first = ordered[0] if ordered else None
    if (
        first is None
        or first.rule.document_id in turn.documents
        or first.calculations[0].state != "superseded"
    ):
        return ordered
    newer = next((item for item in ordered if item.rule.id == first.rule.superseded_by), None)
    return [newer, *(item for item in ordered if item is not newer)] if newer else ordered


def by_what_it_is_of(turn: Understanding, ordered: list[Computed]) -> list[Computed]:
    """Put first the right whose one question is answered by what a yes-or-no question tells, where no benefit takes that (what
    the money may be spent on): a rule of the document that the best one belongs to, or that is named."""
    if not ordered or not turn.wants("eligibility") or turn.wants("amount", "total") or turn.asked:
        return ordered
    meant = {ordered[0].rule.document_id, *turn.documents}
    of_benefits = {i.spec.name for item in ordered if not item.rule.is_right for i in item.rule.inputs}
    for item in ordered[1:]:
        own = bool(item.rule.needed) and item.rule.needed <= item.situation.told - of_benefits
        if item.rule.is_right and own and item.rule.document_id in meant:
            return [replace(item, score=ordered[0].score), *(other for other in ordered if other is not item)]
    return ordered


def prefer_possible(computed: Sequence[Computed]) -> list[Computed]:
    """Put a rule that can be had before a first one that cannot, when the question means it no less.

    A no that follows from what the question tells of numbers or of yes and no stays, but for a neighbour in its clause.
    """
    if len(computed) < 2 or any(c.outcome != "not_eligible" for c in computed[0].calculations):
        return list(computed)
    if computed[0].rule.is_right:
        return list(computed)  # whether somebody may apply is answered by no, too
    first = computed[0]
    instead = _meant_instead(first, computed)
    better = next((item for item in computed[1:] if item.rule.id in instead and item.computes), None)
    if better is not None:  # it is meant, however little the question speaks of it, where one that is meant sends on to it
        meant = replace(better, score=max(better.score, min(first.score, Bounds().rule)))
        return [meant, *(item for item in computed if item is not better)]
    able = [item for item in computed[1:_LIKELY] if item.computes]
    near = [item for item in able if _same_clause(first, item) and item.score >= 0.7 * first.score]
    better = better or next((item for item in near if not _refused_by_told(first) or _fits_as_told(item, first)), None)
    if better is None and not told_numbers(first) and not told_flags(first):
        better = next((item for item in able if _means_no_less(first, item)), None)
    return [better, *(item for item in computed if item is not better)] if better else list(computed)


_LIKELY = 6
"""So many of the best rules may be meant where none is named instead."""


def _fits_as_told(item: Computed, first: Computed) -> bool:
    """Whether a rule is as likely as a first one that refuses, takes a number of the question and is for the very case
    that it tells (直接租厂房)."""
    read = {name for check in item.rule.requires for name in check.check.names}
    kinds = {i.spec.name for i in item.rule.inputs if i.spec.type == "choice"}
    return bool(read & kinds & item.situation.told) and told_numbers(item) and item.score >= _AS_LIKELY * first.score


_AS_LIKELY = 0.9


def _named_instead(refused: Computed) -> set[str | None]:
    """The rules that the failed checks of a rule name for those whom it refuses."""
    reasons = {reason for c in refused.calculations for reason in c.reasons}
    return {item.instead for item in refused.rule.requires if item.fail in reasons and item.instead}


def _refused_by_told(refused: Computed) -> bool:
    """Whether a yes or no or a number that the question itself tells makes the rule refuse."""
    reasons = {reason for c in refused.calculations for reason in c.reasons}
    read = {name for item in refused.rule.requires if item.fail in reasons for name in item.check.names}
    facts = [f for f in refused.situation.facts if f.name in refused.situation.told & read]
    return any(isinstance(fact.value, bool | Decimal) for fact in facts)


def sends_on(item: Computed) -> set[str | None]:
    """The rules that a refused rule names instead; empty for one that does not refuse."""
    return _named_instead(item) if item.refused else set()


def called_but_refused(turn: Understanding, first: Computed, better: Computed) -> bool:
    """Whether the question calls a benefit by its name, or comes back to one, that it rules out and that sends on to the
    better one: the no is told as well (技师有技能提升补贴吗: only up to 高级工, but there is an award)."""
    meant = first.match.alias >= _CALLED or bool(turn.earlier)
    return meant and better.rule.id in sends_on(first) and better.score < _OTHER_BENEFIT * first.score


_CALLED = 0.65
"""A name of four characters calls its rule."""
_OTHER_BENEFIT = 0.45
"""A rule that fits so much less is another benefit, no other case of the same."""


def _meant_instead(first: Computed, computed: Sequence[Computed]) -> set[str | None]:
    """The rules that a refused one names, and those that these name when they refuse, too."""
    found = _named_instead(first)
    for item in computed:
        if item.rule.id in found:
            found = found | sends_on(item)
    return found


def _same_clause(one: Computed, other: Computed) -> bool:
    return (one.rule.document_id, one.rule.clause.article) == (other.rule.document_id, other.rule.clause.article)


def _means_no_less(first: Computed, item: Computed) -> bool:
    nearer = item.match.words >= first.match.words and item.match.meaning > first.match.meaning
    return nearer and item.score >= 0.6 * first.score


def told_numbers(item: Computed) -> bool:
    """Whether the question told the rule a number in its own words."""
    told = item.situation.told
    return any(isinstance(fact.value, Decimal) for fact in item.situation.facts if fact.name in told)


def told_flags(item: Computed) -> bool:
    """Whether the question told the rule a yes or no in its own words."""
    told = item.situation.told
    return any(isinstance(fact.value, bool) for fact in item.situation.facts if fact.name in told)


def clause_knows_better(rule: Computed, found: Sequence[Retrieved], bot: Bot) -> bool:
    """Whether the likely wordings of another clause are clearly nearer to the question than those of the rule.

    A rule that was given its numbers in their own words is kept: wordings of clauses do not know numbers.
    """
    if not found or told_numbers(rule):
        return False
    own = set(bot.view.clause_of[rule.rule.id])
    if found[0].passage.id in own:
        return False
    floor = bot.weights.dense_floor
    meant = max(0.0, (rule.match.meaning - floor) / (1 - floor))
    meant = max([meant, *(item.scores["wording_dense"] for item in found if item.passage.id in own)])
    refused = bool(rule.situation.told) and rule.refused
    return found[0].scores["wording_dense"] > meant + (_VERY_CLEARLY if refused else _CLEARLY)


def rule_each_other_out(one: Rule, other: Rule) -> bool:
    """Whether two benefits cannot be had together, whichever of the two says so."""
    pairs = ((one, other.id), (other, one.id))
    return any(exclusion.rule == name for rule, name in pairs for exclusion in rule.excludes)
