"""The keyword index: BM25 over single characters and character bigrams, in numpy alone.

Kept as postings sorted by token, with each text's hash beside them, so that the index of a changed corpus is
made from the one before it: only new texts are read, everything else is moved and weighed anew.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ingest.manifest import text_hash
from ingest.tokens import grams

LONGEST = 2000
"""Characters of a question that are looked up; nobody asks in more, and time must not grow with abuse."""

_REPEATS = 3
_SATURATION, _LENGTH = 1.5, 0.75
"""Lucene's k1 and b."""
_STEP = 1 << 20
_ARRAYS = ("starts", "docs", "times", "scores", "lengths", "hashes")


@dataclass(frozen=True)
class Postings:
    """Which texts hold which token how often: those of token `t` stand at `starts[t]` to `starts[t + 1]`."""

    vocabulary: dict[str, int]
    starts: NDArray[np.int64]
    docs: NDArray[np.int32]
    times: NDArray[np.uint16]
    scores: NDArray[np.float32]
    """What a posting adds to the score of its text when the question holds the token once."""
    lengths: NDArray[np.int32]
    """Tokens of each text."""
    hashes: NDArray[np.bytes_]
    """Hash of each text."""


class KeywordIndex:
    """Finds ids by the words of their texts. Immutable once built; safe to share between threads."""

    def __init__(self, ids: Sequence[str], postings: Postings | None) -> None:
        self._ids = tuple(ids)
        self.postings = postings
        """None for an index of nothing."""

    def __len__(self) -> int:
        return len(self._ids)

    @classmethod
    def build(
        cls, ids: Sequence[str], texts: Sequence[str], earlier: KeywordIndex | None = None
    ) -> KeywordIndex:
        """An index of `texts`, which `ids` name in the same order. An empty one finds nothing.

        Texts that the `earlier` index holds are taken from it; what is found is the same without it.
        """
        if len(texts) != len(ids):
            raise ValueError(f"{len(ids)} ids for {len(texts)} texts")
        postings = _postings(texts, earlier.postings if earlier else None)
        return cls(ids, postings) if postings.vocabulary else cls((), None)

    def save(self, folder: Path) -> None:
        """Writes the index into `folder`, which is created."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ids.json").write_text(json.dumps(self._ids, ensure_ascii=False), encoding="utf-8")
        if self.postings is not None:
            words = json.dumps(list(self.postings.vocabulary), ensure_ascii=False)
            (folder / "vocabulary.json").write_text(words, encoding="utf-8")
            for name in _ARRAYS:
                np.save(folder / f"{name}.npy", getattr(self.postings, name))

    @classmethod
    def load(cls, folder: Path) -> KeywordIndex:
        """The index that `save` wrote. Raises OSError or ValueError for a missing or damaged one."""
        ids = json.loads((folder / "ids.json").read_text(encoding="utf-8"))
        if not ids:
            return cls((), None)
        words = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        arrays = [np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False) for name in _ARRAYS]
        return cls(ids, Postings({word: n for n, word in enumerate(words)}, *arrays))

    def search(self, text: str, k: int) -> list[tuple[str, float]]:
        """The best `k` ids with their BM25 scores (> 0), best first, equal scores in the order of the ids."""
        held = self.postings
        if held is None or k <= 0:
            return []
        known = Counter(token for token in grams(text[:LONGEST]) if token in held.vocabulary)
        if not known:
            return []
        scores = np.zeros(len(self._ids), dtype=np.float32)
        for token, n in known.items():
            column = held.vocabulary[token]
            part = slice(int(held.starts[column]), int(held.starts[column + 1]))
            gained = held.scores[part]  # a text stands once among a token's postings, so plain adding is right
            scores[held.docs[part]] += gained if n == 1 else min(n, _REPEATS) * gained
        return [(self._ids[row], float(scores[row])) for row in best_rows(scores, k)]


def _postings(texts: Sequence[str], earlier: Postings | None) -> Postings:
    """The postings of all texts: those of known texts renumbered, those of new ones read."""
    hashes = np.array([text_hash(text).encode() for text in texts], dtype="S32")
    lengths = np.zeros(len(texts), dtype=np.int32)
    vocabulary = dict(earlier.vocabulary) if earlier else {}
    moved = _moved(hashes, earlier)
    known = np.zeros(len(texts), dtype=bool)
    known[moved[moved >= 0]] = True
    columns, docs, times = _read(texts, np.flatnonzero(~known).tolist(), vocabulary, lengths)
    if earlier is not None:
        lengths[moved[moved >= 0]] = earlier.lengths[moved >= 0]
        to = moved[earlier.docs]
        stays = to >= 0
        before = np.repeat(np.arange(len(earlier.vocabulary), dtype=np.int32), np.diff(earlier.starts))
        columns = np.concatenate([before[stays], columns])
        docs = np.concatenate([to[stays], docs])
        times = np.concatenate([earlier.times[stays], times])
    order = np.argsort(columns, kind="stable")
    docs, times = docs[order], times[order]
    starts = np.concatenate([[0], np.cumsum(np.bincount(columns, minlength=len(vocabulary)))])
    return Postings(
        vocabulary, starts, docs, times, _weighed(starts, docs, times, lengths), lengths, hashes
    )


def _read(
    texts: Sequence[str], rows: Sequence[int], vocabulary: dict[str, int], lengths: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint16]]:
    """Columns, rows and counts of the tokens of some texts; fills in new words and these texts' lengths."""
    columns, docs, times = array("i"), array("i"), array("H")
    for row in rows:
        found = grams(texts[row])
        lengths[row] = len(found)
        for token, n in Counter(found).items():
            columns.append(vocabulary.setdefault(token, len(vocabulary)))
            docs.append(row)
            times.append(min(n, 65535))
    return np.array(columns, np.int32), np.array(docs, np.int32), np.array(times, np.uint16)


def _moved(hashes: NDArray[np.bytes_], earlier: Postings | None) -> NDArray[np.int32]:
    """For each row of the earlier index its row in the new one, -1 where its text is gone."""
    if earlier is None:
        return np.zeros(0, dtype=np.int32)
    places: dict[bytes, list[int]] = defaultdict(list)
    for row, name in enumerate(hashes.tolist()):
        places[name].append(row)
    for rows in places.values():
        rows.reverse()
    return np.array(
        [places[name].pop() if places[name] else -1 for name in earlier.hashes.tolist()], dtype=np.int32
    )


def _weighed(
    starts: NDArray[np.int64], docs: NDArray[np.int32], times: NDArray[np.uint16], lengths: NDArray[np.int32]
) -> NDArray[np.float32]:
    """What each posting is worth (Lucene's BM25), a stretch at a time to bound the memory."""
    holding = np.diff(starts)
    rarity = np.log(1 + (len(lengths) - holding + 0.5) / (holding + 0.5)).astype(np.float32)
    mean = float(lengths.mean()) if len(lengths) else 0.0
    damped = (_SATURATION * (1 - _LENGTH + _LENGTH * lengths / (mean or 1.0))).astype(np.float32)
    weight = np.repeat(rarity, holding)
    for at in range(0, len(docs), _STEP):
        part = slice(at, at + _STEP)
        often = times[part].astype(np.float32)
        weight[part] *= often / (often + damped[docs[part]])
    return weight


def best_rows(scores: NDArray[np.float32], k: int) -> list[int]:
    """Rows of the `k` highest positive scores, best first, ties by row."""
    if k < len(scores):
        bound = max(float(np.partition(scores, -k)[-k]), float(np.finfo(np.float32).tiny))
        rows = np.flatnonzero(scores >= bound)
    else:
        rows = np.flatnonzero(scores > 0)
    order = np.lexsort((rows, -scores[rows]))
    return [int(row) for row in rows[order][:k]]
