"""What the best rule settles by itself: no silence then, and no way to be told to who may not go it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.decision.bounds import Bounds
from bot.decision.compute import Computed
from bot.decision.order import told_flags, told_numbers
from bot.understand import Understanding


def is_settled(turn: Understanding, computed: Sequence[Computed], bounds: Bounds) -> bool:
    """Whether the best rule surely refuses by what was told, states all the amounts that somebody has heard of, has worked out
    the amount asked for, works one out from a case and numbers that were told, or is the one whose amount is asked for by its
    full name: no silence then."""
    if not computed:
        return False
    best = computed[0]
    if turn.wants("conflict") and states_all(turn.claims, best, computed):
        return True
    sure = best.score >= bounds.sure_verdict
    if sure and (surely_refused(turn, best) or _is_called(turn, best)):
        return True
    cased = best.computes and told_kinds(best)
    own = best.computes and best.own_words >= _OWN
    if cased and told_numbers(best) and best.score >= bounds.rule:
        return True
    return turn.wants("money") and best.computes and (is_worked_out(computed, bounds) or ((cased or own) and sure))


_OWN = 0.08
"""What the question tells in words that hardly any other rule takes shows that this one is meant."""


def _is_called(turn: Understanding, item: Computed) -> bool:
    """Whether the amount of a benefit is asked for by its full name, and of no other document than its own."""
    own = {item.rule.document_id, *(clause.document_id for clause in item.rule.also_quotes)}
    named = item.match.alias >= 1 and not item.rule.is_right and not turn.documents.keys() - own
    return named and turn.asked == {"money"}


def told_kinds(item: Computed) -> bool:
    """Whether the question tells which case of a rule it is about (博士)."""
    return bool(item.rule.needed_kinds & item.situation.told)


def gainsaid(turn: Understanding, computed: Sequence[Computed], bounds: Bounds) -> bool:
    """Whether somebody takes an amount for granted that the rule surely meant refuses by what they tell."""
    best = computed[0] if turn.claims and computed else None
    return best is not None and best.refused and bool(best.situation.told) and best.score >= bounds.sure_verdict


def is_worked_out(computed: Sequence[Computed], bounds: Bounds) -> bool:
    """Whether the best rule fits surely and the question tells it numbers of its own."""
    return bool(computed) and computed[0].score >= bounds.sure_rule and told_numbers(computed[0])


def stands_alone(computed: Sequence[Computed], bounds: Bounds) -> bool:
    """Whether one rule alone, far before any other, works out a figure from several numbers that the question tells: it is
    about that, whatever it leaves unnamed (11户两口，4户三口，都备了案，一年领多少)."""
    if not computed or computed[0].score < bounds.rule or not computed[0].computes:
        return False
    second = computed[1].score if len(computed) > 1 else 0.0
    told = computed[0].situation.told
    numbers = [f for f in computed[0].situation.facts if f.name in told and isinstance(f.value, Decimal)]
    return len(numbers) >= _SEVERAL and computed[0].score - second >= _FAR


_SEVERAL = 2
_FAR = 0.2


def states_all(claims: Sequence[Decimal], best: Computed, computed: Sequence[Computed]) -> bool:
    """Whether the rule and those whose place it took state every one of several amounts that somebody has heard of."""
    of_one = [best.rule, *(item.rule for item in computed if item.rule.superseded_by == best.rule.id)]
    known = {number for rule in of_one for number in rule.numbers()}
    return len(claims) > 1 and known.issuperset(claims)


def surely_refused(turn: Understanding, item: Computed) -> bool:
    """Whether it is asked if somebody may, and what they told of themselves in yes and no rules it out."""
    return turn.wants("eligibility") and item.refused and told_flags(item)


def is_open(turn: Understanding, computed: Sequence[Computed]) -> bool:
    """Whether the question leaves open what can be had and tells what some rule grants something for.

    The answer is then what the rules grant; one thing among all that it may be like is never what was meant alone.
    """
    return turn.wants("benefits") and any(item.situation.told and item.grants for item in computed)
