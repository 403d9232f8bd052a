"""When not to answer: what the text leaves unsaid, what is not our subject, what no clause that was found can tell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.asked import holds_figure
from bot.bounds import Bounds
from bot.compute import Computed
from bot.evidence import best_sentences
from bot.examples import Unsaid
from bot.quantities import scan
from bot.types import Retrieved
from bot.understand import Understanding

if TYPE_CHECKING:
    from bot.bot import Bot

_KINDS = {
    "money": "how much",
    "deadline": "when",
    "materials": "how",
    "department": "how",
    "procedure": "how",
}


def is_unsaid(turn: Understanding, features: dict[str, float], figured: bool, bounds: Bounds) -> bool:
    """Nearer to something that the text leaves unsaid than to anything that it answers.

    A question for money that a rule matches strongly, or whose own figures a rule computes with (`figured`), needs a
    clear lead: most such questions are answered.
    """
    sure = features["rule"] >= bounds.sure_rule or (figured and features["rule"] >= bounds.rule)
    surely_ruled = sure and turn.wants("money", "amount", "total")
    lead = bounds.clear_lead if surely_ruled else bounds.unsaid_lead
    least = bounds.unsaid_follow_up if turn.earlier else bounds.unsaid
    return features["unsaid"] >= max(least, features["answered"] + lead)


def _same_kind(turn: Understanding, words: str, bot: Bot) -> bool:
    """Whether a question and an example can ask for the same: when and how much are never the same."""
    wanted = {sort for kind, sort in _KINDS.items() if kind in turn.routes}
    asked = {sort for kind, sort in _KINDS.items() if bot.phrases.routes[kind].search(words)}
    return not wanted or not asked or bool(wanted & asked)


def is_off_topic(turn: Understanding, features: dict[str, float], bounds: Bounds) -> bool:
    """Nearer to an off-topic example than to anything the corpus answers, and no rule or clause speaks for it."""
    lead = features["off_topic"] - features["answered"]
    if turn.earlier:
        return lead > 0.2 and features["off_topic"] > 0.6
    return (
        lead > 0
        and features["rule"] < bounds.off_topic_rule
        and features["covered"] < bounds.off_topic_covered
    )


def is_strange(turn: Understanding, features: dict[str, float], bounds: Bounds) -> bool:
    """Neither any likely wording nor any rule is near to what is asked."""
    bound = bounds.strange_subject if turn.subject else bounds.strange
    return not turn.earlier and features["answered"] < bound and features["rule"] < bounds.strange_rule


def lacks_amount(turn: Understanding, clauses: Sequence[Retrieved], bot: Bot) -> bool:
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


def lacks_figure(turn: Understanding, clauses: Sequence[Retrieved], bot: Bot) -> bool:
    """The question asks for a term, a number of things, an age … and no clause that was found holds any."""
    sorts = turn.asked - {"money"}
    if not sorts or "money" in turn.asked or turn.earlier or len(sorts) > 1:
        return False
    return not any(holds_figure(item.passage.text, sorts) for item in clauses)


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
