"""Which rules a question is about: rule cards (title, names, wordings) by words and by meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.decision.evidence import Overlap
from bot.facts.parts import parts_of
from bot.rules.model import Rule, RuleBook
from bot.understand import Understanding
from ingest.embed import Embedder, Vectors
from ingest.recall import Recall
from ingest.tokens import grams

_ALIAS = 0.30
_MEANING = 0.45
_WORDS = 0.55
_NAMED = 0.15
_OTHER = -0.30
_EARLIER = 0.75
_EARLIER_BESIDE = 0.3
_STILL_ASKED = 0.3
"""For the rule that the turn before asked for, where this one puts right what was told."""
_OWN_NAME = 0.65
"""A follow-up that names a benefit of its own this clearly ("换成技能大师工作室") leans less on the one before."""
_ANOTHER_NAME = 0.5
"""... and so does one that names another benefit by three characters (那买房补多少), and not the one before."""
_RIGHT_ASKED = 0.06
_RIGHT_UNASKED = -0.35
"""For a rule without an amount where it is asked whether somebody may apply, and where something else is asked."""
_PART = 0.45
"""A part of a sum speaks of the rule that it matches best by itself, from this on."""
_SENDING = 2
"""So many of the best rules may send on to another one when they refuse."""
_CLAIMED = 0.15
"""For a rule that states the very amount that the person has heard of ("那个每月3000的补贴")."""


@dataclass(frozen=True, slots=True)
class Match:
    """A rule and how well it fits the question (about 0 to 1.4), with the share of words, meaning and naming in it."""

    rule: Rule
    score: float
    words: float
    meaning: float
    alias: float


class RuleMatcher:
    """The cards of one rule book, ready to be searched. Safe to share between threads."""

    def __init__(self, book: RuleBook, embedder: Embedder, recall: Recall, stop: frozenset[str]) -> None:
        self._rules = tuple(book.rules.values())
        cards = [_card(rule) for rule in self._rules]
        self._overlap = Overlap(cards, stop)
        self._cards = _rows_of(cards)
        self._names = [
            tuple((name.lower(), min(1.0, len(name) / 6)) for name in {rule.title, *rule.aliases}) for rule in self._rules
        ]
        self._embedder = embedder
        asks = [(row, ask) for row, rule in enumerate(self._rules) for ask in (rule.title, *rule.asks)]
        self._owner = np.array([row for row, _ in asks], dtype=np.int64)
        self._asks: Vectors = recall.embed([ask for _, ask in asks])

    def match(self, turn: Understanding, k: int = 12) -> list[Match]:
        """The rules that a question may be about, best first. Earlier turns count where the question leans on them.

        Behind the `k` best come those that the first of them send on to.
        """
        own = self._scores(turn.text, turn.search)
        spared = self._meant_by_parts(turn)
        rows = {row: _total(parts, self._rules[row], turn, row in spared) for row, parts in enumerate(own)}
        if turn.earlier:
            scores = self._scores(turn.earlier[-1], " ".join(turn.earlier))
            before = [_total(parts, rule, turn) for parts, rule in zip(scores, self._rules, strict=True)]
            aliases = [alias for _, _, alias in own]
            another = bool(before) and aliases[before.index(max(before))] == 0
            named = max(aliases, default=0.0) >= (_ANOTHER_NAME if another else _OWN_NAME)
            share = _EARLIER_BESIDE if named else _EARLIER
            if turn.puts_right and not named:
                before[before.index(max(before))] += _STILL_ASKED
            for row, total in enumerate(before):
                rows[row] = turn.own_topic * max(rows[row], 0.0) + share * total
        best = sorted(rows, key=lambda row: (-rows[row], row))[:k]
        best += [row for row in self._sent_on(best[:_SENDING]) if row not in best]
        return [Match(self._rules[row], rows[row], *own[row]) for row in best]

    def _sent_on(self, rows: Sequence[int]) -> list[int]:
        """The rules that these ones name for those whom they refuse, however little the question is like them."""
        named = {item.instead for row in rows for item in self._rules[row].requires}
        return [row for row, rule in enumerate(self._rules) if rule.id in named]

    def _meant_by_parts(self, turn: Understanding) -> set[int]:
        """The rules that parts of a sum speak of which name none of the question's documents: they are no less meant."""
        if not (turn.documents and turn.wants("total", "each", "together")):
            return set()
        parts = [part for part in parts_of(turn.text) if not any(name in part for name in turn.documents.values())]
        best = [max(of.items(), key=lambda pair: pair[1]) for of in self.part_scores(parts) if of]
        ids = {name for name, score in best if score >= _PART}
        return {row for row, rule in enumerate(self._rules) if rule.id in ids}

    def part_scores(self, parts: Sequence[str]) -> list[dict[str, float]]:
        """For each part of a question the score of every rule by itself (words and meaning, 0 to about 1)."""
        return [
            {
                rule.id: _WORDS * words * said + _MEANING * meaning + _ALIAS * alias
                for rule, (words, meaning, alias) in zip(self._rules, self._scores(part, part), strict=True)
            }
            for part, said in ((part, self._overlap.names(part)) for part in parts)
        ]

    def strength(self, text: str) -> float:
        """How strongly a text by itself names some rule (the best words-and-meaning score, 0 to about 1.3).

        A text with hardly a word of a topic (前前后后总共多少钱) names nothing, however well those words fit.
        """
        said = self._overlap.names(text)
        return max(
            (_WORDS * w * said + _MEANING * m + _ALIAS * a for w, m, a in self._scores(text, text)), default=0.0
        )

    def _scores(self, text: str, search: str) -> list[tuple[float, float, float]]:
        if not text.strip() or not self._rules:
            return [(0.0, 0.0, 0.0)] * len(self._rules)
        weights = self._overlap.weights(search)
        total = sum(weights.values()) or 1.0
        cosines = self._asks @ self._embedder.embed([text], "query")[0]
        meaning = np.zeros(len(self._rules), dtype=np.float32)
        np.maximum.at(meaning, self._owner, cosines)
        words = np.zeros(len(self._rules))
        for gram, weight in weights.items():
            words[self._cards.get(gram, _NO_ROWS)] += weight
        low = text.lower()
        aliases = [max((size for name, size in names if _named(name, low)), default=0.0) for names in self._names]
        return list(zip((words / total).tolist(), meaning.tolist(), aliases, strict=True))


_NO_ROWS = np.array([], dtype=np.int64)


def _rows_of(cards: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    """For each unit and pair of the cards the rows of those that hold it."""
    found: dict[str, list[int]] = {}
    for row, card in enumerate(cards):
        for gram in set(grams(card)):
            found.setdefault(gram, []).append(row)
    return {gram: np.array(rows, dtype=np.int64) for gram, rows in found.items()}


def _named(name: str, text: str) -> bool:
    """Whether a text names a benefit, and not only to deny it (没买房)."""
    if name not in text:
        return False
    return any(text[at - 1 : at] not in _DENIED for at in range(len(text)) if text.startswith(name, at))


_DENIED = ("没", "未", "非")


def _total(parts: tuple[float, float, float], rule: Rule, turn: Understanding, spared: bool = False) -> float:
    words, meaning, alias = parts
    score = _WORDS * words + _MEANING * meaning + _ALIAS * alias
    if any(claim in rule.numbers() for claim in turn.claims):
        score += _CLAIMED
    if rule.is_right:
        whether = turn.wants("eligibility") and not turn.wants("amount", "money", "total", "difference")
        score += _RIGHT_ASKED if whether else _RIGHT_UNASKED
    if turn.subject:
        documents = {rule.document_id, *(clause.document_id for clause in rule.also_quotes)}
        score += _NAMED if documents & turn.subject.keys() else 0.0 if spared else _OTHER * (1 - alias)
    return score


def _card(rule: Rule) -> str:
    inputs = " ".join(
        " ".join(
            [spec.label, *spec.cues, *spec.yes, *(a for c in spec.choices for a in (c.value, *c.aliases))]
        )
        for spec in (item.spec for item in rule.inputs)
    )
    return "\n".join([rule.title, *rule.aliases, *rule.asks, rule.clause.quote, *rule.conditions, inputs])
