"""What kind of answer a question gets: by rule, by clause, not in the corpus, or not our subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from bot.compute import Computed, wants_amount
from bot.evidence import best_sentences
from bot.types import Fact, Retrieved
from bot.understand import Understanding

if TYPE_CHECKING:
    from bot.bot import Bot

Kind = Literal["rules", "clauses", "benefits", "unanswerable", "out_of_scope"]


@dataclass(frozen=True)
class Decision:
    """The kind of answer, the rules and clauses it is written from, and the numbers it was taken by."""

    kind: Kind
    rules: tuple[Computed, ...]
    clauses: tuple[Retrieved, ...]
    features: dict[str, float]


@dataclass(frozen=True)
class Bounds:
    """Thresholds of the decision, tuned on the tune split (see docs/evaluation.md)."""

    rule: float = 0.55
    rule_beside: float = 0.70
    rival: float = 0.50
    clause_beside: float = 0.74
    most_clauses: int = 3
    covered: float = 0.30
    meant: float = 0.30
    off_topic: float = 0.20


def decide(turn: Understanding, computed: Sequence[Computed], found: Sequence[Retrieved], bot: Bot) -> Decision:
    """Decide from the matched rules and the found clauses what to answer."""
    bounds = Bounds()
    features = measure(turn, computed, found, bot)
    rules = _rules(turn, computed, bounds)
    clauses = _clauses(turn, found, bounds)
    kind: Kind = "clauses"
    if turn.wants("benefits") and not turn.documents:
        kind = "benefits"
    elif rules:
        kind = "rules"
    elif features["meant"] < bounds.off_topic and features["covered"] < bounds.covered:
        kind = "out_of_scope"
    elif features["covered"] < bounds.covered and features["meant"] < bounds.meant:
        kind = "unanswerable"
    return Decision(kind, tuple(rules), tuple(clauses), features)


def measure(
    turn: Understanding, computed: Sequence[Computed], found: Sequence[Retrieved], bot: Bot
) -> dict[str, float]:
    """How well the corpus covers a question: by words, by meaning, by rules; all about 0 to 1."""
    weights = bot.overlap.weights(" ".join([*turn.earlier[-1:], turn.text]))
    texts = [item.passage.text + "\n" + "\n".join(item.passage.headings) for item in found[:3]]
    return {
        "covered": max((bot.overlap.share(weights, text) for text in texts), default=0.0),
        "unseen": bot.overlap.unseen(turn.text),
        "meant": max((max(item.scores["dense"], item.scores["wording_dense"]) for item in found[:5]), default=0.0),
        "rule": computed[0].score if computed else 0.0,
        "score": found[0].score if found else 0.0,
    }


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


def _beside(turn: Understanding, best: Computed, others: Sequence[Computed], bounds: Bounds) -> list[Computed]:
    """Further rules of the same question: what is to be added, compared or held against the first one."""
    if not turn.wants("total", "conflict", "comparison"):
        return []
    ruled_out = {exclusion.rule for exclusion in best.rule.excludes}
    named = set(turn.documents) - {best.rule.document_id}
    chosen: list[Computed] = []
    for item in others:
        done = any(c.outcome in ("computed", "not_eligible") for c in item.calculations)
        rival = item.rule.id in ruled_out and item.score >= bounds.rival
        compared = turn.wants("conflict", "comparison") and item.rule.document_id in named and item.score >= bounds.rival
        added = turn.wants("total") and done and item.score >= bounds.rule_beside * best.score and _own(item, [best, *chosen])
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


def answering_share(turn: Understanding, item: Retrieved, bot: Bot) -> float:
    """How much of the question the best sentence of a clause holds."""
    ranked = best_sentences(item.passage.text, bot.overlap.weights(turn.search), turn.routes, bot.phrases)
    return ranked[0][0] if ranked else 0.0
