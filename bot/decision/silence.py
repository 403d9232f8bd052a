"""When not to answer: what the text leaves unsaid, what is not our subject, what no clause that was found can tell.

A question that stands alone is judged by weighing all signs together (`silence.yaml`, learned by `python -m
eval.silence`); one that leans on earlier turns by its nearness alone, since the other signs are then those of a
fragment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import yaml

from bot.decision.aspects import Aspect, untold_aspect
from bot.decision.bounds import Bounds
from bot.decision.compute import Computed
from bot.decision.evidence import best_sentences
from bot.decision.examples import CROWD, Near, Unsaid
from bot.decision.order import told_numbers
from bot.decision.settled import told_kinds
from bot.facts.asked import holds_figure
from bot.numbers.quantities import scan
from bot.numbers.seasons import windows
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
_BESIDE = 0.7
"""A clause that scores this much of the best one may tell what is asked as well."""
_READ = 4
_NEARER = 0.04
_HELD = 0.5
"""A question of which the clauses hold this share is off topic only where it is nearer to that than to all else."""


@dataclass(frozen=True)
class Scales:
    """What each sign weighs for one verdict, and what they must come to. The signs are those of `Signs.features`."""

    bound: float
    weights: Mapping[str, float]

    def over(self, features: Mapping[str, float]) -> float:
        """By how much the signs exceed the bound; negative when they do not."""
        return sum(weight * features[name] for name, weight in self.weights.items()) - self.bound


def load_scales(path: Path) -> dict[str, Scales]:
    """Read `silence.yaml`: per verdict (unsaid, off_topic) its scales."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {verdict: Scales(float(entry["bound"]), entry["weights"]) for verdict, entry in data.items()}


@dataclass(frozen=True)
class Signs:
    """All that speaks for and against an answer, as numbers, with the unsaid thing and the aspect that are meant."""

    features: dict[str, float]
    unsaid: Unsaid | None
    aspect: Aspect | None


def is_unsaid(turn: Understanding, signs: Signs, scales: Mapping[str, Scales], bounds: Bounds) -> bool:
    """Whether the text leaves open what is asked."""
    features = signs.features
    if features["dated"] and turn.wants("deadline"):
        return False  # whether that day is in time follows from the period that a near clause names
    if not turn.earlier:
        return scales["unsaid"].over(features) > 0
    if signs.unsaid is None:
        return False
    lead = bounds.clear_lead if features["ruled"] else bounds.unsaid_lead
    return features["unsaid"] >= max(bounds.unsaid_follow_up, features["answered"] + lead)


def is_off_topic(turn: Understanding, signs: Signs, scales: Mapping[str, Scales]) -> bool:
    """Whether the question is none of the assistant's business.

    What stands clearly nearer to something that the text tells or is known to leave open is on topic, whatever else it is
    like; so is what the city or the state is asked to give (市里给报多少).
    """
    features = signs.features
    if features["giver"]:
        return False
    if not turn.earlier:
        known = max(features["unsaid"], features["answered"])
        near = 0.0 if features["covered"] >= _HELD else _NEARER
        return features["off_topic"] > known - near and scales["off_topic"].over(features) > 0
    lead = features["off_topic"] - features["answered"]
    return lead > 0.2 and features["off_topic"] > max(0.6, features["unsaid"] if signs.unsaid else 0.0)


def is_strange(turn: Understanding, features: Mapping[str, float], bounds: Bounds) -> bool:
    """Neither any likely wording nor any rule is near to what is asked, and what is not our subject is no farther."""
    bound = bounds.strange_subject if turn.subject else bounds.strange
    nearer = features["answered"] - max(features["off_topic"], features["unsaid"])
    if turn.earlier or nearer >= bounds.familiar:
        return False
    return features["answered"] < bound and features["rule"] < bounds.strange_rule


def lacks_amount(turn: Understanding, clauses: Sequence[Retrieved], bot: Bot) -> bool:
    """The question asks for money and none of the clauses' answering sentences names any; where it names a document, that
    document's clauses are asked."""
    if "money" not in turn.asked or turn.wants("materials", "department", "deadline", "procedure"):
        return False
    clauses = [item for item in clauses if item.passage.document_id in turn.documents] or clauses
    weights = bot.overlap.weights(turn.search)
    ranked = [best_sentences(item.passage.text, weights, turn.routes, bot.phrases) for item in clauses]
    nearest = max((rows[0][0] for rows in ranked if rows), default=0.0)
    for rows in ranked:
        best = [sentence for score, _, sentence in rows[:3] if score >= max(0.5 * rows[0][0], _AS_NEAR * nearest)]
        if any(q.kind in ("money", "percent", "ratio") for sentence in best for q in scan(sentence)):
            return False
    return True


_AS_NEAR = 0.75
"""A sentence with an amount tells nothing of what is asked where another speaks of it so much more."""


def lacks_figure(turn: Understanding, clauses: Sequence[Retrieved]) -> bool:
    """The question asks for a term, a number of things, an age … and no clause that was found holds any."""
    sorts = turn.asked - {"money"}
    if not sorts or "money" in turn.asked or turn.earlier or len(sorts) > 1:
        return False
    return not any(holds_figure(item.passage.text, sorts) for item in clauses)


def measure(turn: Understanding, computed: Sequence[Computed], found: Sequence[Retrieved], bot: Bot) -> Signs:
    """Weighable signs: nearness to examples of each sort, how much of the question the clauses hold, what they lack."""
    vector = bot.vector(turn.text)
    answered = bot.view.answered.nearest(turn.text, vector)
    unsaid = bot.unsaid.nearest(turn.text, vector, _unsaid_rows(turn, found, bot))
    off_topic = bot.offtopic.nearest(turn.text, vector)
    near = [item for item in found[:_READ] if item.score >= _BESIDE * found[0].score]
    texts = ["\n".join([item.passage.parent_text or "", item.passage.text]) for item in near]
    aspect = untold_aspect(turn.text, texts, bot.aspects) if texts else None
    features = {
        **_nearness("answered", answered),
        **_nearness("unsaid", unsaid),
        **_nearness("off_topic", off_topic),
        **({} if turn.earlier else _crowds(turn.text, vector, bot)),
        **_held(turn, found, near, bot),
        "rule": computed[0].score if computed else 0.0,
        "score": found[0].score if found else 0.0,
        "numbered": float(bool(computed) and computed[0].computes and told_numbers(computed[0])),
        "cased": float(bool(computed) and told_kinds(computed[0])),
        "ruled": float(_is_ruled(turn, computed, Bounds())),
        "untold": float(aspect is not None),
        "named": float(bool(turn.documents)),
        "giver": float(bot.phrases.giver.search(turn.text) is not None),
        "dated": float(_asks_if_in_time(turn, bot) and _names_period(texts, found, bot)),
        "lead": max(0.0, unsaid.score - answered.score),
        "alike": unsaid.alike,
        "meaning": answered.meaning,
        "told": _told_beside(answered, found, bot),
        "length": min(len(turn.text), _LONG) / _LONG,
        "for_money": float("money" in turn.asked),
    }
    meant = unsaid.row >= 0 and _same_kind(turn, unsaid.words, bot)
    return Signs(features, bot.unsaid_items[unsaid.row] if meant else None, aspect)


_APPLYING = re.compile("申报|申请|受理")


def _names_period(texts: Sequence[str], found: Sequence[Retrieved], bot: Bot) -> bool:
    """Whether near clauses, or those on applying of the document found first, name a period of the year."""
    rest = bot.corpus.passages_in(found[0].passage.document_id) if found else ()
    return any(map(windows, texts)) or any(_APPLYING.search(p.text) and windows(p.text) for p in rest)


def _asks_if_in_time(turn: Understanding, bot: Bot) -> bool:
    """Whether a day is named, or it is asked if there is still time today."""
    return turn.day is not None or (turn.wants("deadline") and bot.phrases.in_time.search(turn.text) is not None)


_LONG = 120
"""A question of so many characters or more is long: it tells a story, of which no example holds much."""


def _told_beside(answered: Near, found: Sequence[Retrieved], bot: Bot) -> float:
    """The share of the nearest answered questions that the best clauses answer."""
    best = {item.passage.id for item in found[:2]}
    return sum(bool(bot.view.told_in[row] & best) for row in answered.beside) / max(1, len(answered.beside))


def _nearness(name: str, near: Near) -> dict[str, float]:
    return {name: near.score, f"{name}_broad": near.broad}


def _crowds(text: str, vector: np.ndarray, bot: Bot) -> dict[str, float]:
    """Whether those around the question are mostly what the text leaves open: one may be near by chance, twenty are not."""
    unsaid, answered = bot.unsaid.crowd(text, vector), bot.view.answered.crowd(text, vector)
    both = np.concatenate([unsaid, answered])
    open_ones = np.argsort(-both, kind="stable") < CROWD
    return {
        "unsaid_best": float(unsaid[0]),
        "unsaid_crowd": float(unsaid[: CROWD // 2].mean()),
        "answered_best": float(answered[0]),
        "answered_crowd": float(answered[: CROWD // 2].mean()),
        "open_of_ten": float(open_ones[: CROWD // 2].mean()),
        "open_of_twenty": float(open_ones[:CROWD].mean()),
    }


def _held(
    turn: Understanding, found: Sequence[Retrieved], near: Sequence[Retrieved], bot: Bot
) -> dict[str, float]:
    """How much of the question's weight the best clauses hold, each and together, and whether a figure is missing."""
    weights = bot.overlap.weights(" ".join([*turn.earlier[-1:], turn.text]))
    spoken = [bot.view.spoken(item.passage) for item in found[:3]]
    held = any(holds_figure(item.passage.text, turn.asked) for item in near[:2])
    return {
        "covered": max((bot.overlap.share(weights, text) for text in spoken), default=0.0),
        "together": bot.overlap.share(weights, "\n".join(spoken)),
        "unseen": bot.overlap.unseen(turn.text),
        "lacking": float(bool(turn.asked) and not held),
    }


def _is_ruled(turn: Understanding, computed: Sequence[Computed], bounds: Bounds) -> bool:
    """Whether a rule settles it: a question for money matched strongly or computed with its own figures, or a question
    for yes or no that is denied or granted by what it tells."""
    if not computed:
        return False
    best = computed[0]
    judged = best.situation.told and best.calculations[0].outcome in ("not_eligible", "qualified")
    if turn.wants("eligibility") and judged and best.score >= bounds.sure_verdict:
        return True
    if not turn.wants("money", "amount", "total"):
        return False
    figured = best.calculations[0].outcome == "computed" and told_numbers(best)
    return best.score >= bounds.sure_rule or (figured and best.score >= bounds.rule)


def _same_kind(turn: Understanding, words: str, bot: Bot) -> bool:
    """Whether a question and an example can ask for the same: when and how much are never the same."""
    wanted = {sort for kind, sort in _KINDS.items() if kind in turn.routes}
    asked = {sort for kind, sort in _KINDS.items() if bot.phrases.routes[kind].search(words)}
    return not wanted or not asked or bool(wanted & asked)


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
