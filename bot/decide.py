"""What kind of answer a question gets: by rule, by clause, not in the corpus, or not our subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from bot.compute import Computed, wants_amount
from bot.evidence import best_sentences
from bot.examples import Unsaid
from bot.quantities import scan
from bot.types import Fact, Retrieved
from bot.understand import Understanding

if TYPE_CHECKING:
    from bot.bot import Bot

Kind = Literal["rules", "clauses", "benefits", "unanswerable", "out_of_scope"]


@dataclass(frozen=True)
class Decision:
    """The kind of answer, the rules and clauses it is written from, what is not written, and the numbers behind it."""

    kind: Kind
    rules: tuple[Computed, ...]
    clauses: tuple[Retrieved, ...]
    features: dict[str, float]
    unsaid: Unsaid | None = None


@dataclass(frozen=True)
class Bounds:
    """Thresholds of the decision, tuned on the tune split (see docs/evaluation.md)."""

    rule: float = 0.55
    rule_beside: float = 0.70
    rival: float = 0.50
    clause_beside: float = 0.74
    most_clauses: int = 3
    strange: float = 0.38
    strange_subject: float = 0.24
    strange_rule: float = 0.40
    unsaid: float = 0.42
    unsaid_follow_up: float = 0.52
    unsaid_lead: float = 0.03
    clear_lead: float = 0.14
    sure_rule: float = 1.0
    off_topic_rule: float = 0.75
    off_topic_covered: float = 0.45


def decide(
    turn: Understanding, computed: Sequence[Computed], found: Sequence[Retrieved], bot: Bot
) -> Decision:
    """Decide from the matched rules, the found clauses and the nearest examples what to answer."""
    bounds = Bounds()
    features, unsaid = measure(turn, computed, found, bot)
    clauses = tuple(_clauses(turn, found, bounds))
    if _off_topic(turn, features, bounds):
        return Decision("out_of_scope", (), clauses, features)
    if unsaid is not None and _is_unsaid(turn, features, bounds):
        return Decision("unanswerable", (), clauses, features, unsaid)
    if turn.wants("benefits") and (not turn.documents or len(turn.text) >= _STORY):
        return Decision("benefits", (), clauses, features)
    rules = tuple(_rules(turn, prefer_possible(by_clause(computed, found, bot)), bounds))
    if rules and _clause_knows_better(rules[0], found, bot):
        rules = ()
    if rules:
        return Decision("rules", rules, clauses, features)
    if _strange(turn, features, bounds):
        return Decision("unanswerable" if turn.subject else "out_of_scope", (), clauses, features)
    if _lacks_amount(turn, clauses, bot):
        return Decision("unanswerable", (), clauses, features)
    return Decision("clauses", (), clauses, features)


_CLEARLY = 0.10
_VERY_CLEARLY = 0.25
_STORY = 30
"""A question of this many characters that asks "what can I get" tells a situation, whatever documents it names."""


_MEANT = 0.35
_TIE = 0.06


def by_clause(computed: Sequence[Computed], found: Sequence[Retrieved], bot: Bot) -> list[Computed]:
    """Order the rules by how near their own clause's likely wordings are, too; of two that tie, the one that computes."""
    meant = {item.passage.id: item.scores["wording_dense"] for item in found}

    def rank(item: Computed) -> float:
        own = bot.view.clause_of[item.rule.id][:1]
        return item.score + _MEANT * max((meant.get(pid, 0.0) for pid in own), default=0.0)

    ordered = sorted(computed, key=lambda item: -rank(item))
    if len(ordered) > 1 and ordered[0].calculations[0].outcome == "missing":
        first, second = ordered[:2]
        if second.calculations[0].outcome == "computed" and rank(second) >= rank(first) - _TIE:
            ordered[:2] = [second, first]
    return ordered


def prefer_possible(computed: Sequence[Computed]) -> list[Computed]:
    """Put a rule that can be had before a first one that cannot, when the question means it no less."""
    if len(computed) < 2 or any(c.outcome != "not_eligible" for c in computed[0].calculations):
        return list(computed)
    first = computed[0]
    for item in computed[1:4]:
        same = (item.rule.document_id, item.rule.clause.article) == (first.rule.document_id, first.rule.clause.article)
        if same and any(c.outcome == "computed" for c in item.calculations) and item.score >= 0.7 * first.score:
            return [item, *(other for other in computed if other is not item)]
    if _told_numbers(first):
        return list(computed)
    for item in computed[1:4]:
        able = (
            any(c.outcome == "computed" for c in item.calculations) and item.match.words >= first.match.words
        )
        if able and item.match.meaning > first.match.meaning and item.score >= 0.6 * first.score:
            return [item, *(other for other in computed if other is not item)]
    return list(computed)


def _told_numbers(item: Computed) -> bool:
    told = item.situation.told
    return any(isinstance(fact.value, Decimal) for fact in item.situation.facts if fact.name in told)


def _clause_knows_better(rule: Computed, found: Sequence[Retrieved], bot: Bot) -> bool:
    """Whether the likely wordings of another clause are clearly nearer to the question than those of the rule.

    A rule that was given its numbers in their own words is kept: wordings of clauses do not know numbers.
    """
    if not found or _told_numbers(rule):
        return False
    own = set(bot.view.clause_of[rule.rule.id])
    if found[0].passage.id in own:
        return False
    floor = bot.weights.dense_floor
    meant = max(0.0, (rule.match.meaning - floor) / (1 - floor))
    meant = max([meant, *(item.scores["wording_dense"] for item in found if item.passage.id in own)])
    refused = bool(rule.situation.told) and all(c.outcome == "not_eligible" for c in rule.calculations)
    return found[0].scores["wording_dense"] > meant + (_VERY_CLEARLY if refused else _CLEARLY)


def _is_unsaid(turn: Understanding, features: dict[str, float], bounds: Bounds) -> bool:
    """Nearer to something that the text leaves unsaid than to anything that it answers.

    A question for money that a rule matches strongly needs a clear lead: most such questions are answered.
    """
    surely_ruled = features["rule"] >= bounds.sure_rule and turn.wants("money", "amount", "total")
    lead = bounds.clear_lead if surely_ruled else bounds.unsaid_lead
    least = bounds.unsaid_follow_up if turn.earlier else bounds.unsaid
    return features["unsaid"] >= max(least, features["answered"] + lead)


_KINDS = {"money": "how much", "deadline": "when", "materials": "how", "department": "how", "procedure": "how"}


def _same_kind(turn: Understanding, words: str, bot: Bot) -> bool:
    """Whether a question and an example can ask for the same: when and how much are never the same."""
    wanted = {sort for kind, sort in _KINDS.items() if kind in turn.routes}
    asked = {sort for kind, sort in _KINDS.items() if bot.phrases.routes[kind].search(words)}
    return not wanted or not asked or bool(wanted & asked)


def _off_topic(turn: Understanding, features: dict[str, float], bounds: Bounds) -> bool:
    """Nearer to an off-topic example than to anything the corpus answers, and no rule or clause speaks for it."""
    lead = features["off_topic"] - features["answered"]
    if turn.earlier:
        return lead > 0.2 and features["off_topic"] > 0.6
    return (
        lead > 0
        and features["rule"] < bounds.off_topic_rule
        and features["covered"] < bounds.off_topic_covered
    )


def _strange(turn: Understanding, features: dict[str, float], bounds: Bounds) -> bool:
    """Neither any likely wording nor any rule is near to what is asked."""
    bound = bounds.strange_subject if turn.subject else bounds.strange
    return not turn.earlier and features["answered"] < bound and features["rule"] < bounds.strange_rule


def _lacks_amount(turn: Understanding, clauses: Sequence[Retrieved], bot: Bot) -> bool:
    """The question asks for money and none of the clauses' answering sentences names any."""
    if not turn.wants("money") or turn.wants("materials", "department", "deadline", "procedure"):
        return False
    weights = bot.overlap.weights(turn.search)
    for item in clauses:
        ranked = best_sentences(item.passage.text, weights, turn.routes, bot.phrases)
        best = [sentence for score, _, sentence in ranked[:3] if score >= 0.5 * ranked[0][0]]
        if any(q.kind in ("money", "percent", "ratio") for sentence in best for q in scan(sentence)):
            return False
    return True


def measure(
    turn: Understanding, computed: Sequence[Computed], found: Sequence[Retrieved], bot: Bot
) -> tuple[dict[str, float], Unsaid | None]:
    """How near a question is to what the corpus answers, to what it leaves unsaid, and to what is not our subject."""
    weights = bot.overlap.weights(" ".join([*turn.earlier[-1:], turn.text]))
    spoken = [bot.view.spoken(item.passage) for item in found[:3]]
    vector = bot.vector(turn.text)
    unsaid = bot.unsaid.nearest(turn.text, vector, _unsaid_rows(turn, found, bot))
    features = {
        "covered": max((bot.overlap.share(weights, text) for text in spoken), default=0.0),
        "answered": bot.view.answered.nearest(turn.text, vector).score,
        "unsaid": unsaid.score,
        "off_topic": bot.offtopic.nearest(turn.text, vector).score,
        "rule": computed[0].score if computed else 0.0,
        "score": found[0].score if found else 0.0,
    }
    meant = unsaid.row >= 0 and _same_kind(turn, unsaid.words, bot)
    return features, bot.unsaid_items[unsaid.row] if meant else None


def _unsaid_rows(turn: Understanding, found: Sequence[Retrieved], bot: Bot) -> frozenset[int]:
    """The unsaid things of the documents that the question is about, and those of no document."""
    about = set(turn.subject) or {item.passage.document_id for item in found[:4]}
    corpus = bot.corpus
    about |= {child.id for name in about for child in corpus.children_of(name)}
    about |= {parent for name in about if (parent := corpus.documents[name].parent)}
    return frozenset(
        row
        for row, item in enumerate(bot.unsaid_items)
        if item.document_id is None or item.document_id in about
    )


def _rules(turn: Understanding, computed: Sequence[Computed], bounds: Bounds) -> list[Computed]:
    if not computed or computed[0].score < bounds.rule:
        return []
    best = computed[0]
    office = turn.wants("materials", "department", "deadline", "procedure", "definition", "validity")
    judged = any(c.outcome == "not_eligible" for c in best.calculations) or bool(best.situation.told)
    if not (wants_amount(turn) or (turn.wants("eligibility") and judged) or (judged and not office)):
        return []
    if office and not turn.wants("amount", "total"):
        return []
    return [best, *_beside(turn, best, computed[1:], bounds)]


def _beside(
    turn: Understanding, best: Computed, others: Sequence[Computed], bounds: Bounds
) -> list[Computed]:
    """Further rules of the same question: what is to be added, compared or held against the first one."""
    if not turn.wants("total", "conflict", "comparison"):
        return []
    ruled_out = {exclusion.rule for exclusion in best.rule.excludes}
    named = set(turn.documents) - {best.rule.document_id}
    chosen: list[Computed] = []
    for item in others:
        done = any(c.outcome in ("computed", "not_eligible") for c in item.calculations)
        rival = item.rule.id in ruled_out and item.score >= bounds.rival
        compared = (
            turn.wants("conflict", "comparison")
            and item.rule.document_id in named
            and item.score >= bounds.rival
        )
        added = (
            turn.wants("total")
            and done
            and item.score >= bounds.rule_beside * best.score
            and _own(item, [best, *chosen])
        )
        if (rival and turn.wants("conflict", "comparison")) or compared or added:
            chosen.append(item)
            named.discard(item.rule.document_id)
    return chosen[:3]


def _own(item: Computed, taken: Sequence[Computed]) -> bool:
    """Whether the question tells this rule something that it did not say for the rules taken already."""
    used = {fact.words for other in taken for fact in other.situation.facts if _speaks_for(other, fact)}
    return any(fact.words not in used for fact in item.situation.facts if fact.name in item.situation.told)


def _speaks_for(item: Computed, fact: Fact) -> bool:
    """Optional numbers are read by many rules and mean none of them; the other facts do."""
    told = item.rule.input(fact.name)
    return told is None or not told.optional or not isinstance(fact.value, Decimal)


def _clauses(turn: Understanding, found: Sequence[Retrieved], bounds: Bounds) -> list[Retrieved]:
    if not found:
        return []
    top = found[0].score
    most = bounds.most_clauses + (1 if turn.wants("list", "comparison", "conflict") else 0)
    return [item for item in found if item.score >= bounds.clause_beside * top][:most]
