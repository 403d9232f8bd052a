"""Example questions of three sorts, compared with a question in words and in meaning.

Answered ones (the likely wordings of clauses and rules) say that a clause answers; unsaid ones (`corpus/unsaid/`) that
the text is silent; off-topic ones (`offtopic.yaml`) that it is not our subject. Whichever stands nearest decides.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml

from bot.decision.evidence import Overlap
from ingest.recall import Recall
from ingest.records import load_yaml
from ingest.tokens import grams

_POOL = 24
CROWD = 20
"""So many examples of one sort are looked at together."""
_FEW = 3
_BESIDE = 5
_MEANING = 0.6


@dataclass(frozen=True, slots=True)
class Unsaid:
    """Something that people ask and the text does not say: what, the nearest place, and the office if one is named."""

    what: str
    document_id: str | None
    near: str | None
    office: str | None


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest example of one sort: how near (0 to 1), its words, and the row of what it belongs to.

    `broad`: how near the nearest few are in the mean; one that only happens to share some words stands alone. `meaning`: how
    near it is in meaning alone. `beside`: the rows of what the nearest few belong to, its own first.
    """

    score: float
    words: str
    row: int
    broad: float = 0.0
    meaning: float = 0.0
    beside: tuple[int, ...] = ()

    @property
    def alike(self) -> float:
        """The share of the nearest few that belong to the same as the nearest: what only shares words is among strangers."""
        return self.beside.count(self.row) / len(self.beside) if self.beside else 0.0


class Holding:
    """How much of each of many short texts a question holds: a story holds the whole of what it asks, and much else."""

    def __init__(self, texts: Sequence[str]) -> None:
        rows: dict[str, list[int]] = defaultdict(list)
        for row, text in enumerate(texts):
            for gram in set(grams(text)):
                rows[gram].append(row)
        self._rows = {gram: np.array(found, dtype=np.int32) for gram, found in rows.items()}
        self._rarity = {gram: math.log(1 + len(texts) / len(found)) for gram, found in rows.items()}
        self._whole = np.full(len(texts), 1e-9)
        for gram, found in self._rows.items():
            self._whole[found] += self._rarity[gram]

    def shares(self, text: str) -> np.ndarray:
        """For each text the share (0 to 1) of the weight of its characters and pairs that the question holds too."""
        own = [gram for gram in set(grams(text)) if gram in self._rows]
        if not own:
            return np.zeros(len(self._whole))
        rows = np.concatenate([self._rows[gram] for gram in own])
        weights = np.repeat([self._rarity[gram] for gram in own], [len(self._rows[gram]) for gram in own])
        return np.asarray(np.bincount(rows, weights, len(self._whole)) / self._whole)


class Examples:
    """Examples of one sort, ready to be compared. `owners` gives for each example the row of what it belongs to."""

    def __init__(self, asks: Sequence[str], owners: Sequence[int], recall: Recall, overlap: Overlap) -> None:
        self._asks = tuple(asks)
        self._owners = np.array(owners, dtype=np.int64)
        self._vectors = recall.embed(self._asks)
        self._last: tuple[np.ndarray | None, np.ndarray] = (None, np.zeros(0))
        self._overlap = overlap
        self._holding = Holding(self._asks)
        self._weights = [overlap.weights(ask) for ask in self._asks]

    def nearest(self, text: str, vector: np.ndarray, owners: frozenset[int] | None = None) -> Near:
        """The example nearest to a question, given its unit vector; score 0 when there is none.

        `owners` narrows the search to the examples that belong to these rows.
        """
        if not self._asks:
            return Near(0.0, "", -1)
        cosines = self._cosines(vector)
        if owners is not None:
            cosines = np.where(np.isin(self._owners, list(owners)), cosines, -1.0)
            if cosines.max() <= -1.0:
                return Near(0.0, "", -1)
        pool = np.argpartition(-cosines, min(_POOL, len(cosines) - 1))[:_POOL]
        own = self._overlap.weights(text)
        ranked = sorted(
            ((self._score(float(cosines[row]), own, int(row)), int(row)) for row in pool), reverse=True
        )
        score, best = ranked[0]
        broad = sum(near for near, _ in ranked[:_FEW]) / _FEW
        beside = tuple(int(self._owners[row]) for _, row in ranked[:_BESIDE])
        return Near(score, self._asks[best], beside[0], broad, float(cosines[best]), beside)

    def crowd(self, text: str, vector: np.ndarray) -> np.ndarray:
        """How near the nearest few tens are, by meaning and by how much of them the question holds; the nearest first."""
        if not self._asks:
            return np.zeros(CROWD)
        near = np.append(self._cosines(vector) + self._holding.shares(text), np.zeros(CROWD))
        return np.sort(np.partition(near, -CROWD)[-CROWD:])[::-1]

    def _cosines(self, vector: np.ndarray) -> np.ndarray:
        """How near each example is in meaning; kept for the same vector, which is asked for twice in a row."""
        asked, cosines = self._last
        if asked is not vector:
            cosines = self._vectors @ vector
            self._last = (vector, cosines)
        return cosines

    def _score(self, cosine: float, own: dict[str, float], row: int) -> float:
        return _MEANING * max(0.0, cosine) + (1 - _MEANING) * shared_weight(own, self._weights[row])


def shared_weight(a: dict[str, float], b: dict[str, float]) -> float:
    """The weight of the bigrams that two texts share, as a share of the mean weight of both (Dice)."""
    total = sum(a.values()) + sum(b.values())
    return 2 * sum(weight for gram, weight in a.items() if gram in b) / total if total else 0.0


def load_unsaid(folder: Path) -> tuple[list[Unsaid], list[str], list[int]]:
    """What the text does not say, the questions about it, and the row that each question belongs to."""
    items: list[Unsaid] = []
    asks: list[str] = []
    owners: list[int] = []
    for path in sorted(folder.glob("*.yaml")):
        data = load_yaml(path)
        for entry in data["unsaid"]:
            near = entry.get("near")
            items.append(Unsaid(entry["what"], data["document"], near and str(near), entry.get("office")))
            asks += entry["asks"]
            owners += [len(items) - 1] * len(entry["asks"])
    return items, asks, owners


def load_offtopic(path: Path) -> tuple[list[str], list[int]]:
    """The off-topic examples with the row of their kind."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    asks = [str(ask) for kind in data.values() for ask in kind]
    return asks, [row for row, kind in enumerate(data.values()) for _ in kind]
