"""The keyword index: BM25 over single characters and character bigrams, in numpy alone (bm25s behind it)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import bm25s
import numpy as np
from numpy.typing import NDArray

from ingest.tokens import grams

LONGEST = 2000
"""Characters of a question that are looked up; nobody asks in more, and time must not grow with abuse."""

_REPEATS = 3


class KeywordIndex:
    """Finds ids by the words of their texts. Immutable once built; safe to share between threads."""

    def __init__(self, ids: Sequence[str], model: Any) -> None:
        self._ids = tuple(ids)
        self._model = model
        self._vocabulary: dict[str, int] = model.vocab_dict if model is not None else {}

    def __len__(self) -> int:
        return len(self._ids)

    @classmethod
    def build(cls, ids: Sequence[str], texts: Sequence[str]) -> KeywordIndex:
        """An index of `texts`, which `ids` name in the same order. An empty one finds nothing."""
        vocabulary: dict[str, int] = {}
        rows = [[vocabulary.setdefault(token, len(vocabulary)) for token in grams(text)] for text in texts]
        if len(rows) != len(ids):
            raise ValueError(f"{len(ids)} ids for {len(rows)} texts")
        if not vocabulary:
            return cls((), None)
        model = bm25s.BM25(backend="numpy")
        model.index((rows, vocabulary), show_progress=False)
        return cls(ids, model)

    def save(self, folder: Path) -> None:
        """Writes the index into `folder`, which is created."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ids.json").write_text(json.dumps(self._ids, ensure_ascii=False), encoding="utf-8")
        if self._model is not None:
            self._model.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> KeywordIndex:
        """The index that `save` wrote. Raises OSError or ValueError for a missing or damaged one."""
        ids = json.loads((folder / "ids.json").read_text(encoding="utf-8"))
        if not ids:
            return cls((), None)
        return cls(ids, bm25s.BM25.load(str(folder), show_progress=False, backend="numpy"))

    def search(self, text: str, k: int) -> list[tuple[str, float]]:
        """The best `k` ids with their BM25 scores (> 0), best first, equal scores in the order of the ids."""
        if self._model is None or k <= 0:
            return []
        known = Counter(token for token in grams(text[:LONGEST]) if token in self._vocabulary)
        tokens = [self._vocabulary[token] for token, n in known.items() for _ in range(min(n, _REPEATS))]
        if not tokens:
            return []
        scores = np.asarray(self._model.get_scores_from_ids(tokens), dtype=np.float32)
        return [(self._ids[row], float(scores[row])) for row in best_rows(scores, k)]


def best_rows(scores: NDArray[np.float32], k: int) -> list[int]:
    """Rows of the `k` highest positive scores, best first, ties by row."""
    if k < len(scores):
        bound = max(float(np.partition(scores, -k)[-k]), float(np.finfo(np.float32).tiny))
        rows = np.flatnonzero(scores >= bound)
    else:
        rows = np.flatnonzero(scores > 0)
    order = np.lexsort((rows, -scores[rows]))
    return [int(row) for row in rows[order][:k]]
