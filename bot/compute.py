"""From matched rules to calculations: which rules a question asks to apply, with which facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.match import Match
from bot.rules.calc import calculate, calculate_many
from bot.rules.model import Rule, RuleBook
from bot.situation import Situation, read_situation
from bot.types import Calculation, Value
from bot.understand import Understanding
from bot.vocabulary import Phrases
from ingest.types import Validity

_MONEY_ROUTES = ("amount", "total", "comparison", "conflict", "benefits")


@dataclass(frozen=True)
class Computed:
    """A matched rule with what was read for it and what it gives; `score` is the match after the reading."""

    match: Match
    situation: Situation
    calculations: tuple[Calculation, ...]
    score: float

    @property
    def rule(self) -> Rule:
        """The rule itself."""
        return self.match.rule


def compute(
    turn: Understanding,
    matches: Sequence[Match],
    book: RuleBook,
    phrases: Phrases,
    judge: Callable[[Rule], Validity],
    as_of: date | None,
    fixed: Mapping[str, Value],
) -> list[Computed]:
    """Apply the matched rules to the facts of the conversation, best first after seeing which facts fit.

    A rule whose inputs the question tells by their own words is more likely the one that is meant.
    """
    out = []
    for match in matches:
        situation = read_situation(match.rule, [*turn.earlier, turn.text], phrases, fixed)
        calculations = _apply(book, match.rule, situation, as_of, judge(match.rule))
        out.append(Computed(match, situation, calculations, match.score + _fit(match.rule, situation)))
    return sorted(out, key=lambda item: -item.score)


def _apply(
    book: RuleBook, rule: Rule, situation: Situation, as_of: date | None, state: Validity
) -> tuple[Calculation, ...]:
    if len(situation.given) > 1:
        return (calculate_many(book, rule, situation.given, as_of, state),)
    given = situation.given[0]
    if situation.variants:
        name, values = situation.variants
        return tuple(calculate(book, rule, {**given, name: value}, as_of, state) for value in values)
    return (calculate(book, rule, given, as_of, state),)


def _fit(rule: Rule, situation: Situation) -> float:
    """A bonus for inputs that the question tells, a small malus for required ones that it does not."""
    known = {name for given in situation.given for name in given}
    if situation.variants:
        known.add(situation.variants[0])
    required = [item.spec.name for item in rule.inputs if not item.optional and item.assume is None]
    if not required:
        return 0.03 * min(2, len(known))
    told = sum(name in known for name in required) / len(required)
    return 0.18 * told - 0.06 + 0.02 * min(3, len(known))


def wants_amount(turn: Understanding) -> bool:
    """Whether the question asks for money or a calculation."""
    return turn.wants(*_MONEY_ROUTES)
