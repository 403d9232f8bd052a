"""What kind of answer a question gets: by rule, by clause, not in the corpus, or not our subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Literal

from bot.decision.addends import terms_first
from bot.decision.articles import wants_text
from bot.decision.aspects import Aspect
from bot.decision.beside import beside, spoken_before, twin, two_sides, untold_cases
from bot.decision.bounds import Bounds
from bot.decision.bynames import Shares
from bot.decision.compute import Computed, wants_amount
from bot.decision.examples import Unsaid
from bot.decision.in_force import of_the_document
from bot.decision.order import (
    by_clause,
    by_what_it_is_of,
    called_but_refused,
    clause_knows_better,
    current_first,
    prefer_possible,
    rule_each_other_out,
)
from bot.decision.overview import one_by_one, titled_first, told_one_by_one
from bot.decision.ownparts import own_parts
from bot.decision.settled import (
    gainsaid,
    is_open,
    is_settled,
    is_worked_out,
    stands_alone,
    states_all,
    surely_refused,
)
from bot.decision.share import share_out
from bot.decision.silence import (
    Signs,
    is_off_topic,
    is_strange,
    is_unsaid,
    lacks_amount,
    lacks_figure,
    measure,
)
from bot.decision.telling import tells_numbers
from bot.facts.asked import rule_tells
from bot.facts.claims import claimed_amounts, wrong_claims
from bot.facts.parts import FEW_WORDS
from bot.facts.reader import Reader
from bot.rules.spec import InputSpec
from bot.types import Retrieved
from bot.understand import Understanding

if TYPE_CHECKING:
    from bot.bot import Bot

Kind = Literal["rules", "clauses", "overview", "chapter", "steps", "benefits", "unanswerable", "out_of_scope"]


@dataclass(frozen=True)
class Decision:
    """The kind of answer, the rules and clauses it is written from, what is not written, and the numbers behind it."""

    kind: Kind
    rules: tuple[Computed, ...]
    clauses: tuple[Retrieved, ...]
    features: dict[str, float]
    unsaid: Unsaid | None = None
    aspect: Aspect | None = None
    which: InputSpec | None = None
    """What would tell the two rules apart, where the question leaves open which of them is meant."""


def decide(
    turn: Understanding, computed: Sequence[Computed], found: Sequence[Retrieved], bot: Bot
) -> Decision:
    """Decide from the matched rules, the found clauses and the nearest examples what to answer."""
    bounds = Bounds()
    signs = measure(turn, computed, found, bot)
    features = signs.features
    clauses = tuple(_clauses(turn, found, bot, bounds))
    pointed_at = _pointed_at(turn, clauses, found, bot)
    if pointed_at:
        return Decision("clauses", (), pointed_at, features)
    ours = is_worked_out(computed, bounds) or stands_alone(computed, bounds)
    if is_off_topic(turn, signs, bot.scales) and not ours:
        return Decision("out_of_scope", (), clauses, features)
    row = one_by_one(turn, found, bot, way=not gainsaid(turn, computed, bounds))
    if row:
        return Decision(row[0], (), row[1], features)
    silent = _silent(turn, computed, found, signs, bot, clauses)
    if silent is not None:
        return silent
    if turn.wants("benefits") and (not turn.documents or _tells_a_story(turn, bot)):
        return Decision("benefits", (), clauses, features)
    rules = _chosen(turn, computed, found, bot, bounds)
    told_of = {place for item in rules for place in bot.view.clause_of[item.rule.id]}
    several = len(rules) > 1 and bool(found) and found[0].passage.id in told_of
    several = several or (turn.wants("conflict") and _some_apart(rules))
    several = several or (turn.wants("total") and len(rules) > 1 and all(item.computes for item in rules))
    better = rules and not several and (_better_told(turn, rules[0], found, bot) or _of_another(turn, rules[0], found))
    asked_back = turn.wants("conflict") and "money" not in turn.asked and all(map(_asks_back, rules)) and not _some_apart(rules)
    if better or asked_back or (rules and not several and _undecided(turn, rules[0], found, bot)):
        rules = ()
    if rules:
        other = twin(rules[0], computed) if len(rules) == 1 and wants_amount(turn) else None
        rules = (*rules, other[0]) if other else rules
        return Decision("rules", rules, clauses, features, which=other[1] if other else None)
    if is_strange(turn, features, bounds):
        return Decision("unanswerable" if turn.subject else "out_of_scope", (), clauses, features)
    if lacks_amount(turn, clauses, bot) or lacks_figure(turn, clauses):
        return Decision("unanswerable", (), clauses, features)
    return Decision("clauses", (), clauses, features)


def _pointed_at(
    turn: Understanding, clauses: tuple[Retrieved, ...], found: Sequence[Retrieved], bot: Bot
) -> tuple[Retrieved, ...]:
    """The clauses that a question points at itself: those whose text it asks for, or of the document of which it asks if it
    still applies."""
    if wants_text(turn.text) and clauses and clauses[0].scores.get("called"):
        return clauses
    return of_the_document(turn, found, bot) if turn.wants("in_force") and not wants_amount(turn) else ()


def _silent(
    turn: Understanding,
    computed: Sequence[Computed],
    found: Sequence[Retrieved],
    signs: Signs,
    bot: Bot,
    clauses: tuple[Retrieved, ...],
) -> Decision | None:
    """That the text does not say what is asked; with the rule that gives the lie to what is taken for granted. None where it
    does say it."""
    bounds, features = Bounds(), signs.features
    best = computed[0] if computed and computed[0].score >= bounds.rule else None
    if best and best.rule.unwritten and bot.phrases.which_case.search(turn.text):
        unsaid = Unsaid(best.rule.unwritten, best.rule.document_id, best.rule.clause.article, None)
        return Decision("unanswerable", (), clauses, {**features, "unsaid": 1.0}, unsaid)
    listed = bool(told_one_by_one(found, turn)) and not features["lacking"]
    if listed or is_settled(turn, computed, bounds) or is_open(turn, computed):
        return None
    silent = is_unsaid(turn, signs, bot.scales, bounds)
    belied = _belied(turn, computed, found, bot) if turn.claims and (silent or signs.aspect) else ()
    if not silent and not belied:
        return None
    return Decision("rules" if belied else "unanswerable", belied, clauses, features, signs.unsaid, signs.aspect)


def _some_apart(rules: Sequence[Computed]) -> bool:
    """Whether two of the rules cannot be had together: that is what who asks for both is to hear first."""
    return any(rule_each_other_out(one.rule, other.rule) for one, other in combinations(rules, 2))


def _better_told(turn: Understanding, rule: Computed, found: Sequence[Retrieved], bot: Bot) -> bool:
    """Whether a clause answers better than the rule; never where a few words (要是县卡呢) take over what was asked before
    of an amount, nor where they tell what rules the person out: how near a clause is to a few words tells nothing."""
    short = bool(turn.earlier) and turn.wants("amount", "money") and len(turn.text) <= FEW_WORDS
    refused = bool(turn.earlier) and surely_refused(turn, rule)
    return not short and not refused and clause_knows_better(rule, found, bot)


def _of_another(turn: Understanding, rule: Computed, found: Sequence[Retrieved]) -> bool:
    """Whether a rule that refuses, or is for a case that nobody told, is of another document than the one that the question
    names and whose clause was found: what a card gives does not tell what the plan gives that they name."""
    own = {rule.rule.document_id, *(clause.document_id for clause in rule.rule.also_quotes)}
    named = bool(found) and found[0].passage.document_id in turn.documents
    untold = (rule.refused or bool(untold_cases(rule))) and not (turn.claims and states_all(turn.claims, rule, (rule,)))
    return named and untold and not own & turn.documents.keys() and rule.match.score < Bounds().sure_rule


def _chosen(
    turn: Understanding, computed: Sequence[Computed], found: Sequence[Retrieved], bot: Bot, bounds: Bounds
) -> tuple[Computed, ...]:
    """The rules that the question is about, the first meant first; none where it is about something else."""
    shares = share_out(turn, computed, bot.matcher, bot.phrases)
    computed = [_by_its_part(item, shares) for item in computed]
    ranked = terms_first(turn.text, by_what_it_is_of(turn, current_first(turn, by_clause(computed, found, bot))), shares)
    ordered = prefer_possible(ranked)
    if ordered and (wants_amount(turn) or turn.wants("eligibility")) and called_but_refused(turn, ranked[0], ordered[0]):
        return (ranked[0], ordered[0])
    chosen = _rules(turn, ordered, shares, bounds)
    before = spoken_before(turn, chosen[0], computed, bot) if len(chosen) == 1 else None
    return (chosen[0], before) if before else tuple(chosen)


def _by_its_part(item: Computed, shares: Mapping[str, str]) -> Computed:
    """A rule that the whole question rules out, or tells too little in too many numbers, as its own part of the question
    tells it where that does better."""
    lacks = any(c.outcome == "missing" for c in item.calculations)
    own = item.reread(shares[item.rule.id]) if (item.refused or lacks) and item.rule.id in shares else item
    return own if (own.computes if lacks else not own.refused) else item


def _belied(
    turn: Understanding, computed: Sequence[Computed], found: Sequence[Retrieved], bot: Bot
) -> tuple[Computed, ...]:
    """The rule that gives the lie to an amount which the person takes for granted while asking what is not written.

    Whoever asks when the 200万 come, where 100万 are due, must hear of the 100万 first.
    """
    first = prefer_possible(current_first(turn, by_clause(computed, found, bot)))[:1]
    if not first or first[0].score < Bounds().rule or any(c.outcome == "missing" for c in first[0].calculations):
        return ()
    if first[0].rule.document_id not in turn.subject and first[0].score < Bounds().sure_rule:
        return ()
    heard = claimed_amounts(turn.text, bot.phrases)
    if states_all([claim.value for claim in heard], first[0], computed):
        return ()
    return tuple(first) if wrong_claims(heard, first[0].calculations, ()) else ()


def _undecided(turn: Understanding, rule: Computed, found: Sequence[Retrieved], bot: Bot) -> bool:
    """Whether a yes-or-no question is about another clause than that of a rule which cannot tell yes or no."""
    if turn.wants("amount", "money", "total") or turn.claims or not found:
        return False
    if found[0].passage.id in set(bot.view.clause_of[rule.rule.id]):
        return False
    if not turn.wants("eligibility", "comparison", "conflict", "validity", "benefits"):
        return not turn.earlier  # neither money nor a yes or no is asked for: the clause tells, not the rule
    return turn.wants("eligibility", "comparison") and all(c.outcome == "missing" for c in rule.calculations)


def _asks_back(rule: Computed) -> bool:
    """Whether all that a rule can do is ask: it lacks facts and has no cases to tell."""
    return all(c.outcome == "missing" and not c.cases for c in rule.calculations)


def _tells_a_story(turn: Understanding, bot: Bot) -> bool:
    """Whether a question that names documents tells a situation, beyond the names themselves, to be matched with all rules."""
    named = set(turn.documents.values())
    specs = [spec for spec in bot.book.inputs.values() if spec.type in ("choice", "flag", "age")]
    found = Reader(bot.phrases, None).read(specs, turn.text)
    told = len({m.start for m in found if not any(m.words in name for name in named)})
    return told >= _STORY or (told >= 1 and len(turn.text) >= _LONG)


_STORY = 3
_LONG = 30
"""A question of this many characters that tells something about the person tells a situation."""


def _rules(
    turn: Understanding, computed: Sequence[Computed], shares: Shares, bounds: Bounds
) -> list[Computed]:
    if not computed or computed[0].score < bounds.rule:
        return []
    best = computed[0]
    if best.rule.is_right and not best.situation.told and turn.wants("amount", "money"):
        return []  # who may apply tells no amount
    if _asks_another_figure(turn, best) and not surely_refused(turn, best):
        return []
    asks_back = _asks_back(best) or (not wants_amount(turn) and all(c.outcome == "missing" for c in best.calculations))
    only_lists = turn.wants("list") and "money" not in turn.asked
    if only_lists and (asks_back or (best.refused and not wants_amount(turn) and not turn.wants("eligibility"))):
        return []  # which items a clause lists is told by the clause
    office = turn.wants("materials", "department", "deadline", "procedure", "definition", "validity", "conditions")
    office = office or (only_lists and not turn.asked and not turn.wants("eligibility") and not tells_numbers(best))
    judged = any(c.outcome == "not_eligible" for c in best.calculations) or bool(best.situation.told)
    if not (wants_amount(turn) or (turn.wants("eligibility") and judged) or (judged and not office)):
        return []
    refused = turn.wants("eligibility") and bool(best.situation.told) and best.refused
    heard = turn.wants("conflict") and states_all(turn.claims, best, computed)
    heard = heard or gainsaid(turn, computed, bounds)
    if office and not turn.wants("amount", "total") and not heard and not (refused and not turn.wants(*_ABOUT_APPLYING)):
        return []
    sides = two_sides(best, computed[1:]) if turn.wants("difference") else []
    if sides:
        return sides
    chosen = [best, *beside(turn, best, computed[1:], shares, bounds)]
    own = own_parts(chosen, shares, turn.text) if len(chosen) > 1 else chosen
    apart = turn.wants("conflict") and _some_apart(chosen) and not _some_apart(own)
    return chosen if apart else own


_ABOUT_APPLYING = ("materials", "department", "procedure", "definition", "conditions")


def _asks_another_figure(turn: Understanding, best: Computed) -> bool:
    """Whether the question asks for a number of things, a term or a share of which the rule knows nothing, or can tell nothing
    without the facts for a sum (打几折, 几年能转手)."""
    if not turn.asked or "money" in turn.asked or turn.wants("money", "total", "conflict"):
        return False
    return _asks_back(best) or not rule_tells(best.rule, turn.asked)


def _clauses(turn: Understanding, found: Sequence[Retrieved], bot: Bot, bounds: Bounds) -> list[Retrieved]:
    if not found:
        return []
    top = found[0].score
    most = bounds.most_clauses + (1 if turn.wants("list", "comparison", "conflict") else 0)
    near = [item for item in found if item.score >= bounds.clause_beside * top]
    near.sort(key=lambda item: item.passage.kind == "heading")  # a title tells nothing that a clause beside it does not
    near = titled_first(near, turn, bot)
    return told_one_by_one(near, turn) or near[:most]
