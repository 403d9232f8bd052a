"""What is ordinary to write: how common a word is in Chinese at large and among the people and documents of the corpus.

Spelling is repaired by weighing readings against each other; this is the scale.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_RARE = 5
"""A word of the dictionary that is counted less often than this is not known: it may be a name or an accident."""
_UNKNOWN = 1e-8
"""The share given to a character that no source knows."""
_LONGEST = 8
_TERM = 3
"""How often a term counts as said before any question is read."""
_COMMON = 3e-4
"""A word with this share is one that everybody uses all the time."""


@dataclass(frozen=True)
class Language:
    """Counts of words at large (`common`) and of the corpus' own words, and the character pairs that its texts hold."""

    common: Mapping[str, int]
    own: Mapping[str, int]
    pairs: Mapping[str, int]
    common_total: int
    own_total: int

    def knows(self, word: str) -> bool:
        """Whether these characters are a word of their own."""
        return word in self.own or self.common.get(word, 0) >= _RARE

    def everyday(self, word: str) -> bool:
        """Whether the word is among the most used of all."""
        return self.own.get(word, 0) >= _COMMON * self.own_total

    def cost(self, word: str) -> float:
        """How unexpected a word is: minus the logarithm of its share, half at large, half among the own words."""
        at_large = self.common.get(word, 0) / self.common_total
        own = self.own.get(word, 0) / self.own_total
        return -math.log(0.5 * at_large + 0.5 * own + _UNKNOWN)

    def attested(self, text: str, often: int = 1) -> bool:
        """Whether the texts of the corpus hold every pair of neighbouring characters of this text so `often`."""
        return all(self.pairs.get(text[i : i + 2], 0) >= often for i in range(len(text) - 1))

    @cached_property
    def _openings(self) -> frozenset[str]:
        """What the own words begin with; the dictionary at large holds the openings of its words itself."""
        return frozenset(word[:end] for word in self.own for end in range(2, len(word)))

    def segment(self, text: str) -> list[str]:
        """The likeliest words that a stretch of Chinese consists of."""
        best: list[tuple[float, int]] = [(0.0, 0)] + [(math.inf, 0)] * len(text)
        for start in range(len(text)):
            for end in range(start + 1, min(len(text), start + _LONGEST) + 1):
                word = text[start:end]
                if end - start == 1 or self.knows(word):
                    best[end] = min(best[end], (best[start][0] + self.cost(word), start))
                elif word not in self.common and word not in self._openings:
                    break
        words: list[str] = []
        end = len(text)
        while end:
            words.append(text[best[end][1] : end])
            end = best[end][1]
        return words[::-1]


def _pairs(texts: Iterable[str]) -> Counter[str]:
    return Counter(run[i : i + 2] for text in texts for run in CHINESE.findall(text) for i in range(len(run) - 1))


def learn(
    common: Mapping[str, int], terms: Iterable[str], questions: Iterable[str], texts: Iterable[str]
) -> Language:
    """The language of a corpus: its `terms`, the `questions` that people ask about it and its `texts`.

    `common` are the counts of an ordinary dictionary.
    """
    asked = list(questions)
    pairs = _pairs((*asked, *texts))
    own = Counter({term: _TERM for term in terms if CHINESE.search(term) and len(term) <= _LONGEST})
    together = "\n".join(asked)
    for term in [term for term in own if not CHINESE.fullmatch(term)]:
        own[term] += together.count(term)
    total = max(1, sum(common.values()))
    guessed = max(1, own.total() + sum(map(len, asked)) // 2)
    plain = Language(common, dict(own), {}, total, guessed)
    for text in asked:
        for run in CHINESE.findall(text):
            own.update(plain.segment(run))
    return Language(common, dict(own), dict(pairs), total, max(1, own.total()))
