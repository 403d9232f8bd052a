"""What a clause says about a question: the sentences that answer it, and whether the person's figures meet its limits."""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from bot.facts.told import since
from bot.numbers.quantities import Quantity, scan
from bot.vocabulary import Phrases
from ingest.tokens import grams

Operator = Literal["<", "<=", ">=", ">"]

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?|\n")
_BEFORE: tuple[tuple[str, Operator], ...] = (
    (r"(不少于|不低于|至少|达到|(?<![不未])满|不小于|连续|累计|须|最低)[缴交]?[纳了]?$", ">="),
    (r"(不超过|不高于|不多于|至多|最多|最长|最高|不得超过|不大于)[为达]?$", "<="),
    (r"(不满|未满|小于|低于|少于|不足|不到)$", "<"),
    (r"(超过|大于|高于|多于)$", ">"),
)
_AFTER: tuple[tuple[str, Operator], ...] = (
    (r"^[（(]含[^）)]*[）)](及?以上)?", ">="),
    (r"^(人民币)?(及|含)?以上", ">="),
    (r"^(及|含)?以下", "<="),
    (r"^(之?内|以内|前|以前)", "<="),
)


def sentences(text: str) -> list[str]:
    """The sentences of a clause, in order, each with its closing mark; semicolons part the members of a list."""
    return [part.strip() for part in _SENTENCE.findall(text) if part.strip()]


_LITTLE = 8.0
"""The weight of about two words of a topic."""


class Overlap:
    """How much of a question's weight a text holds: bigrams weighted by their rarity in the corpus."""

    def __init__(self, texts: Iterable[str], stop: frozenset[str]) -> None:
        counts: Counter[str] = Counter()
        total = 0
        for text in texts:
            counts.update(set(grams(text)))
            total += 1
        self._idf = {gram: math.log(1 + total / n) for gram, n in counts.items()}
        self._unseen = math.log(1 + total)
        self._stop = stop
        self._phrases = sorted((word for word in stop if len(word) > 1), key=lambda word: (-len(word), word))

    def weights(self, text: str) -> dict[str, float]:
        """The bigrams of a question that carry topic, each with its weight; stop words and bare numbers carry none."""
        for word in self._phrases:
            text = text.replace(word, "，")
        return {
            gram: self._idf.get(gram, self._unseen)
            for gram in dict.fromkeys(grams(text))
            if len(gram) > 1 and not gram.isascii() and not any(c in self._stop for c in gram)
        }

    def known(self, text: str) -> dict[str, float]:
        """The weighted bigrams of a text that occur in the corpus."""
        return {gram: weight for gram, weight in self.weights(text).items() if gram in self._idf}

    def share(self, weights: dict[str, float], text: str) -> float:
        """The share of the weight (0 to 1) that a text holds."""
        total = sum(weights.values())
        if not total:
            return 0.0
        held = _held(text)
        return sum(weight for gram, weight in weights.items() if gram in held) / total

    def names(self, text: str) -> float:
        """How much of a topic a text names: 0 (加一起, 那一共多少) to nearly 1; only words of the corpus count."""
        weight = sum(weight for gram, weight in self.weights(text).items() if gram in self._idf)
        return weight / (weight + _LITTLE)

    def unseen(self, text: str) -> float:
        """The share of a question's weight that occurs nowhere in the corpus."""
        weights = self.weights(text)
        total = sum(weights.values())
        return sum(w for gram, w in weights.items() if gram not in self._idf) / total if total else 0.0


@functools.lru_cache(maxsize=2048)
def _held(text: str) -> frozenset[str]:
    """The units and pairs of a text, kept since the same clauses are found again and again."""
    return frozenset(grams(text))


def best_sentences(
    text: str, weights: dict[str, float], routes: Iterable[str], phrases: Phrases
) -> list[tuple[float, int, str]]:
    """The sentences of a clause, best first, as (score, place, sentence).

    A sentence scores by the question's words that it holds and by signs of the wanted kind of answer.
    """
    wanted = [phrases.evidence[kind] for kind in routes if kind in phrases.evidence]
    total = sum(weights.values()) or 1.0
    scored = []
    for place, sentence in enumerate(sentences(text)):
        held = set(grams(sentence))
        overlap = sum(weight for gram, weight in weights.items() if gram in held) / total
        signs = sum(bool(pattern.search(sentence)) for pattern in wanted) / len(wanted) if wanted else 0.0
        scored.append((overlap + 0.25 * signs * (0.3 + overlap), place, sentence))
    return sorted(scored, key=lambda row: (-row[0], row[1]))


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that a clause sets: `不满58周岁` is (<, 58 岁)."""

    operator: Operator
    quantity: Quantity
    sentence: str

    def met_by(self, value: Decimal) -> bool:
        """Whether a value (in the unit of the limit) keeps it."""
        bound = self.quantity.value
        return {"<": value < bound, "<=": value <= bound, ">=": value >= bound, ">": value > bound}[
            self.operator
        ]


def limits(sentence: str) -> list[Limit]:
    """The limits that one sentence sets, each with its operator (含 and 不含 as the words say)."""
    found = []
    for quantity in scan(sentence):
        before, after = sentence[: quantity.start].rstrip(), sentence[quantity.end :].lstrip()
        operator = next((op for pattern, op in _BEFORE if re.search(pattern, before)), None)
        if operator is None:
            operator = next((op for pattern, op in _AFTER if re.match(pattern, after)), None)
        if operator is not None:
            found.append(Limit(operator, quantity, sentence))
    return found


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the person's figure keeps a clause's limit."""

    met: bool
    limit: Limit
    given: Quantity
    shared: float = 0.0
    """How many words the figure's surroundings have in common with the limit's phrase."""


def verdicts(question: str, sentence: str, as_of: date | None = None) -> list[Verdict]:
    """Compare the figures of a question with the limits of a sentence, where both speak of the same thing.

    A date in the question counts as the time passed since then up to `as_of` (2024年3月投产 against 一年内).

    Same kind and unit are demanded; with several candidates the words around them decide. No words in common and no
    unit of its own (年, 个月, 元): no verdict.
    """
    given = [_lasting(q) for q in scan(question) if not q.per and q.kind != "plain"] + since(question, as_of)
    out = []
    for limit in limits(sentence):
        same = [q for q in given if _comparable(q, limit.quantity)]
        if not same:
            continue
        best = max(same, key=lambda q: _shared(question, q, sentence, limit.quantity))
        shared = _shared(question, best, sentence, limit.quantity)
        if shared > 0 or (limit.quantity.unit in ("岁", "周岁") and len(same) == 1):
            out.append(Verdict(limit.met_by(_in_unit(best, limit.quantity)), limit, best, shared))
    return out


def _lasting(quantity: Quantity) -> Quantity:
    """An ordinal year as a term: in the sixth year more than five years have passed."""
    if quantity.kind != "ordinal" or quantity.unit != "年":
        return quantity
    return replace(quantity, kind="duration_months", value=12 * quantity.value - 6)


_TERMS = {"duration_months", "duration_days"}
_DAYS = {"duration_months": Decimal(30), "duration_days": Decimal(1)}


def _in_unit(given: Quantity, wanted: Quantity) -> Decimal:
    """The given value in the unit of another: two months are 60 days."""
    if given.kind == wanted.kind:
        return given.value
    return given.value * _DAYS[given.kind] / _DAYS[wanted.kind]


def _comparable(a: Quantity, b: Quantity) -> bool:
    if {a.kind, b.kind} == _TERMS:
        return True
    if a.kind != b.kind:
        return False
    people = {"人", "名", "位", "口"}
    return (
        a.kind != "count"
        or a.unit == b.unit
        or (a.unit in people | {"个"} and b.unit in people)
        or {a.unit, b.unit} == {"岁", "周岁"}
    )


def _shared(question: str, a: Quantity, sentence: str, b: Quantity) -> float:
    behind = re.split("[，。？！；,?!;]", question[a.end : a.end + 6])[0]
    around = set(grams(question[max(0, a.start - 10) : a.start] + "，" + behind))
    phrase = max(sentence.rfind(mark, 0, b.start) for mark in "，,；：。、") + 1
    start = min(b.start, max(min(phrase, b.start - 14), b.start - 44, 0))
    there = set(grams(sentence[start : b.start] + "，" + sentence[b.end : b.end + 8]))
    return float(sum(1 for gram in around & there if len(gram) > 1 and not gram.isascii()))


_PHRASE = re.compile(r"[^，。；：、！？（）()\n]+")


def polarity(
    question: str, sentence: str, weights: dict[str, float], phrases: Phrases
) -> tuple[bool, str] | None:
    """Whether a sentence says no or yes to the very thing that a question names, with the phrase that says so; or None.

    The saying word must stand in, or directly behind, phrases that hold a good part of the question's own words.
    """
    total = sum(weights.values()) or 1.0
    best: tuple[float, bool, str] | None = None
    parts = list(_PHRASE.finditer(sentence))
    for row, part in enumerate(parts):
        near = sentence[parts[max(0, row - 2)].start() : part.end()]
        held = set(grams(near))
        share = sum(weight for gram, weight in weights.items() if gram in held) / total
        for said, words in ((False, phrases.says_no), (True, phrases.says_yes)):
            if any(word in part[0] for word in words) and (best is None or share > best[0]):
                best = (share, said, near.strip())
    return (best[1], best[2]) if best is not None and best[0] >= _NAMED else None


_NAMED = 0.30
_WISHED = 0.35
_CLAUSE = re.compile(r"[^，。；！？\n]+")


def forbidden(wish: dict[str, float], sentence: str, phrases: Phrases) -> tuple[float, str] | None:
    """The phrase of a sentence that forbids what a question wants to do, with the share of the wish that it holds."""
    total = sum(wish.values())
    for part in _CLAUSE.findall(sentence) if total else ():
        held = set(grams(part))
        share = sum(weight for gram, weight in wish.items() if gram in held) / total
        if share >= _WISHED and any(word in part for word in phrases.says_no):
            return share, part.strip()
    return None
